#!/bin/sh
# How fast training is with the window open, as a share of how fast it is
# without: one run trains all the time, and a window that follows it is opened
# and closed ROUNDS times, on a screen without a monitor or graphics card, with
# the pointer at rest. Only ratios within one run count: what else the machine
# does slows both. Takes under three minutes.
# Usage: packaging/window-rate.sh [ROUNDS] [SECONDS]
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-4} seconds=${2:-12}
for tool in Xvfb openbox xdotool; do
	command -v "$tool" >/dev/null || { echo "window-rate: $tool is missing; make setup-test installs it." >&2; exit 1; }
done
build=$PWD/build work=$(mktemp -d) window="" jobs=""
finish() {
	# shellcheck disable=SC2086 # a list
	kill $window $jobs 2>/dev/null || true
	wait 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
export HOME="$work" XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache" LANG=C.UTF-8 WAYLAND_DISPLAY=""
runs="$work/MAE Studio" run="$work/MAE Studio/rate"
mkdir -p "$runs" "$work/config/maestudio"

"$build/maestudio-cli" pretrain --sample --epochs 100000 --out "$run" >"$work/log" 2>&1 &
worker=$!
jobs="$jobs $worker"
Xvfb -displayfd 3 -screen 0 1400x900x24 +extension GLX 3>"$work/display" >/dev/null 2>&1 &
jobs="$jobs $!"
until [ -s "$work/display" ]; do sleep 0.2; done
DISPLAY=":$(cat "$work/display")"
export DISPLAY
openbox >/dev/null 2>&1 &
jobs="$jobs $!"
printf 'version = 1\nwidth = 1280.0\nheight = 800.0\nscreen = "train"\nruns = "%s"\nlast_run = "%s"\n' "$runs" "$run" >"$work/config/maestudio/settings.toml"

steps() { cat "$run/events.jsonl" 2>/dev/null | grep -c '"event":"step"' || true; }
# The rate from line $1 on, by the times of the first and the last step there.
rate() { grep '"event":"step"' "$run/events.jsonl" | tail -n "+$(($1 + 1))" | sed 's/.*"time":"[^T]*T\([0-9:.]*\).*/\1/' |
	awk -F: '{ t = $1 * 3600 + $2 * 60 + $3; if (NR == 1) first = t; last = t }
		END { if (last < first) last += 86400; if (NR < 2) exit 1; printf "%.2f", 64 * (NR - 1) / (last - first) }'; }

# Until two epochs of 14 steps are over the pictures are decoded for the first time.
until [ "$(steps)" -ge 28 ]; do
	kill -0 "$worker" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
	sleep 0.5
done
echo "pre-training quick on the sample, pictures a second"
echo "round   without   with the window   ratio"
ratios=""
for round in $(seq "$rounds"); do
	from=$(steps)
	sleep "$seconds"
	without=$(rate "$from")
	"$build/maestudio" >>"$work/log" 2>&1 &
	window=$!
	until id=$(xdotool search --onlyvisible --pid "$window" --name 'MAE Studio' 2>/dev/null | head -n 1) && [ -n "$id" ]; do sleep 0.2; done
	until xdotool getwindowname "$id" | grep -q '%'; do
		xdotool windowfocus --sync "$id" key ctrl+3 2>/dev/null || true
		sleep 1
	done
	xdotool mousemove 1390 890 2>/dev/null || true
	sleep 2
	from=$(steps)
	sleep "$seconds"
	with=$(rate "$from")
	kill "$window"
	wait "$window" 2>/dev/null || true
	window=""
	ratio=$(awk "BEGIN { printf \"%.3f\", $with / $without }")
	printf '%5s %9.1f %17.1f %7s\n' "$round" "$without" "$with" "$ratio"
	ratios="$ratios $ratio"
done
# shellcheck disable=SC2086 # one ratio a line
printf '%s\n' $ratios | sort -g | awk '{ r[NR] = $1 } END { m = int((NR + 1) / 2); printf "ratio: median %.3f, from %.3f to %.3f\n", NR % 2 ? r[m] : (r[m] + r[m + 1]) / 2, r[1], r[NR] }'
