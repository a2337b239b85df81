#!/bin/sh
# Times a training step of ours and of PyTorch's in turn and prints the ratios, where
# ../shared/peer has set PyTorch up. Only ratios within one run count: what else the
# machine does slows both. For each preset float32 is compared with float32, and our
# best precision with PyTorch's best; memory is the most that a process had resident.
# Of each side the fastest of some steps counts.
# At the end stands all of it as a table for docs/performance.md.
# Usage: packaging/against-pytorch.sh [--classify] ROUNDS PRESET...
# With --classify the step is one of fine-tuning; ours mixes pictures and drops branches as
# the published recipe has it, PyTorch's does neither.
set -eu
cd "$(dirname "$0")/.."
part=step classify=""
if [ "${1:-}" = --classify ]; then
	part=finetune classify=--classify
	shift
fi
rounds=${1:-5}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- quick
peer=../shared/peer
if [ ! -x "$peer/run" ] || [ ! -e "${PEER_ROOT:-/opt/trixie}/ready" ]; then
	echo "PyTorch is not set up beside the repository (../shared/peer/setup), so there is nothing to compare with."
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# largest NAME FILE...: the largest number after "NAME" in the files, 0 if there is none.
largest() { name=$1 && shift; { echo 0; cat "$@" | grep -o "\"$name\": *[0-9.e+-]*" | sed 's/.*: *//'; } | sort -g | tail -n 1; }
# least NAME FILE...: the least number after "NAME", 0 if there is none.
least() { name=$1 && shift; { cat "$@" | grep -o "\"$name\": *[0-9.e+-]*" | sed 's/.*: *//' || true; } | sort -g | head -n 1 | grep . || echo 0; }
# fastest FILE: pictures a second of PyTorch's fastest step, 0 if there is none.
fastest() { sed -n 's/.*"batch": *\([0-9]*\).*"min_s": *\([0-9.]*\).*/\1 \2/p' "$1" | awk '{ r = $1 / $2; if (r > most) most = r } END { printf "%.3f\n", most }'; }
ours() {
	build/maestudio-cli bench --only "$part" --preset "$1" --precision "$2" --json >"$work/ours"
	cat "$work/ours" >>"$work/ours-$2"
}
# shellcheck disable=SC2086 # no way, and no --classify, is no argument
once() { "$peer/run" "$peer/mae_torch.py" --config "$1" --dtype "$2" $3 --opt fused $classify; }
theirs() { # with fused and with plain attention: the better counts, and goes on alone after two rounds
	if [ -e "$work/way-$2" ]; then
		once "$1" "$2" "$(cat "$work/way-$2")" >"$work/theirs"
		return
	fi
	once "$1" "$2" "" >"$work/fused"
	once "$1" "$2" --no-sdpa >"$work/plain"
	cat "$work/fused" "$work/plain" >"$work/theirs"
	cat "$work/fused" >>"$work/fused-$2"
	cat "$work/plain" >>"$work/plain-$2"
	[ "$round" -gt 1 ] || return 0
	if awk "BEGIN { exit !($(fastest "$work/fused-$2") >= $(fastest "$work/plain-$2")) }"; then echo; else echo --no-sdpa; fi >"$work/way-$2"
}
# memory PRECISION: our largest and PyTorch's least of all rounds, in GB.
memory() { printf '%s GB, %s GB' "$(awk "BEGIN { printf \"%.2f\", $(largest peak_memory "$work/ours-$1") / 1e9 }")" "$(awk "BEGIN { printf \"%.2f\", $(least rss_MB "$work/theirs-$1") * 1.048576 / 1000 }")"; }
larger() { printf '%s\n%s\n' "$1" "$2" | sort -g | tail -n 1; }
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
# spread RATIO...: their median, least and largest.
spread() { printf '%s\n' "$@" | sort -g | awk '{ r[NR] = $1 } END { printf "%.2f (%.2f to %.2f)", r[int((NR + 1) / 2)], r[1], r[NR] }'; }

# bf16 is worth trying where the processor has it; without, PyTorch takes 40 times as long.
has_bf16=$(build/maestudio-cli bench --only product --json | grep -c '"precision":"bf16"' || true)
echo "| $part: preset | float32 to PyTorch's float32 | best to best | memory, float32: ours, PyTorch's | memory, bf16 |" >"$work/table"
echo "|---|---|---|---|---|" >>"$work/table"
for preset in "$@"; do
	echo "$part of $preset, pictures a second"
	echo "round   ours float32   PyTorch float32   ratio   ours bf16   PyTorch bf16   best to best"
	plain="" best=""
	rm -f "$work"/*-*
	for round in $(seq "$rounds"); do
		ours "$preset" float32
		theirs "$preset" fp32
		cat "$work/theirs" >>"$work/theirs-float32"
		a=$(largest pictures_per_second "$work/ours") b=$(fastest "$work/theirs") c=0 d=0
		[ "$b" != 0.000 ] || { echo "PyTorch did not run; what it said stands above." >&2; exit 1; }
		if [ "$has_bf16" != 0 ]; then
			ours "$preset" bf16
			theirs "$preset" bf16
			cat "$work/theirs" >>"$work/theirs-bf16"
			c=$(largest pictures_per_second "$work/ours") d=$(fastest "$work/theirs")
		fi
		one=$(ratio "$a" "$b") two=$(ratio "$(larger "$a" "$c")" "$(larger "$b" "$d")")
		printf '%5s %14.1f %17.1f %7s %11.1f %14.1f %14s\n' "$round" "$a" "$b" "$one" "$c" "$d" "$two"
		plain="$plain $one" best="$best $two"
	done
	halves=–
	[ "$has_bf16" = 0 ] || halves=$(memory bf16)
	# shellcheck disable=SC2086 # one ratio an argument
	echo "| $preset | $(spread $plain) | $(spread $best) | $(memory float32) | $halves |" >>"$work/table"
done
echo
cat "$work/table"
