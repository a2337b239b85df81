#!/bin/sh
# Times a training step of ours and of PyTorch's in turn and prints the ratios, where
# ../shared/peer has set PyTorch up. Only ratios within one run count: what else the
# machine does slows both. For each preset float32 is compared with float32, and our
# best precision with PyTorch's best.
# Usage: packaging/against-pytorch.sh ROUNDS PRESET...
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-5}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- quick
peer=../shared/peer
if [ ! -x "$peer/run" ] || [ ! -e "${PEER_ROOT:-/opt/trixie}/ready" ]; then
	echo "PyTorch is not set up beside the repository (../shared/peer/setup), so there is nothing to compare with."
	exit 0
fi

# largest_of NAME: the largest number after "NAME" in what is read, 0 if there is none.
largest_of() { { echo 0; grep -o "\"$1\": *[0-9.e+-]*" | sed 's/.*: *//'; } | sort -g | tail -n 1; }
ours() { build/maestudio-cli bench --only step --preset "$1" --precision "$2" --json | largest_of pictures_per_second; }
theirs() { # the better of fused and plain attention
	for way in "" --no-sdpa; do
		# shellcheck disable=SC2086 # an empty way is no argument
		"$peer/run" "$peer/mae_torch.py" --config "$1" --dtype "$2" $way --opt fused
	done | largest_of img_s
}
larger() { printf '%s\n%s\n' "$1" "$2" | sort -g | tail -n 1; }
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
# spread TEXT RATIO...: their median, least and largest.
spread() {
	text=$1 && shift
	printf '%s\n' "$@" | sort -g | awk -v text="$text" \
		'{ r[NR] = $1 } END { printf "%-34s median %.2f, from %.2f to %.2f\n", text, r[int((NR + 1) / 2)], r[1], r[NR] }'
}

# bf16 is worth trying where the processor has it; without, PyTorch takes 40 times as long.
has_bf16=$(build/maestudio-cli bench --only product --json | grep -c '"precision":"bf16"' || true)
for preset in "$@"; do
	echo "training step of $preset, pictures a second"
	echo "round   ours float32   PyTorch float32   ratio   ours bf16   PyTorch bf16   best to best"
	plain="" best=""
	for round in $(seq "$rounds"); do
		a=$(ours "$preset" float32) b=$(theirs "$preset" fp32) c=0 d=0
		[ "$b" != 0 ] || { echo "PyTorch did not run; what it said stands above." >&2; exit 1; }
		[ "$has_bf16" = 0 ] || { c=$(ours "$preset" bf16); d=$(theirs "$preset" bf16); }
		one=$(ratio "$a" "$b") two=$(ratio "$(larger "$a" "$c")" "$(larger "$b" "$d")")
		printf '%5s %14.1f %17.1f %7s %11.1f %14.1f %14s\n' "$round" "$a" "$b" "$one" "$c" "$d" "$two"
		plain="$plain $one" best="$best $two"
	done
	# shellcheck disable=SC2086 # one ratio an argument
	spread "$preset, float32 to float32:" $plain
	# shellcheck disable=SC2086
	spread "$preset, best to best:" $best
done
