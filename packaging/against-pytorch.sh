#!/bin/sh
# Times a training step of ours and of PyTorch's in turn and prints the ratios,
# where ../shared/peer has set PyTorch up. Only ratios within one run count: what
# else the machine does slows both.
# Usage: packaging/against-pytorch.sh PRESET ROUNDS
set -eu
cd "$(dirname "$0")/.."
preset=${1:-quick} rounds=${2:-5}
peer=../shared/peer
if [ ! -x "$peer/run" ] || [ ! -e "${PEER_ROOT:-/opt/trixie}/ready" ]; then
	echo "PyTorch is not set up beside the repository (../shared/peer/setup), so there is nothing to compare with."
	exit 0
fi
number() { sed -n "s/.*\"$1\": *\([0-9.e+-]*\).*/\1/p"; }
echo "training step of $preset, float32, pictures a second"
echo "round    ours  PyTorch (best of two ways)  ratio"
ratios=""
for round in $(seq "$rounds"); do
	ours=$(build/maestudio-cli bench --only step --preset "$preset" --json | number pictures_per_second)
	best=0
	for way in "" --no-sdpa; do
		# shellcheck disable=SC2086 # an empty way is no argument
		theirs=$("$peer/run" "$peer/mae_torch.py" --config "$preset" --dtype fp32 $way --opt fused | number img_s)
		best=$(printf '%s\n%s\n' "$best" "$theirs" | sort -g | tail -n 1)
	done
	ratio=$(awk "BEGIN { printf \"%.2f\", $ours / $best }")
	printf '%5s %7.1f %8.1f %27s\n' "$round" "$ours" "$best" "$ratio"
	ratios="$ratios $ratio"
done
# shellcheck disable=SC2086 # one ratio a line
printf '%s\n' $ratios | sort -g | awk '{ r[NR] = $1 } END { printf "ratio: median %.2f, from %.2f to %.2f\n", r[int((NR + 1) / 2)], r[1], r[NR] }'
