#!/bin/sh
# Times how a classifier names the pictures of a folder, with ours and with PyTorch in
# turn, reading included, and compares the answers. Ours is timed as a whole program, its
# start and its look through the folder too; PyTorch's start is not counted, and the best
# of four ways counts (readers in processes of their own or none, fused attention or
# plain). Only ratios within one round say something: what else the machine does slows both.
# Usage: packaging/predict-against-pytorch.sh [ROUNDS] [FOLDER OF PICTURES] [RUN OF A CLASSIFIER]
# Without a run one epoch of quick is trained first; how good it is does not matter here.
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-3} data=$(cd "${2:-../shared/data/cls_things18}" && pwd) peer=../shared/peer
if [ ! -x "$peer/run" ] || [ ! -e "${PEER_ROOT:-/opt/trixie}/ready" ]; then
	echo "PyTorch is not set up beside the repository (../shared/peer/setup), so there is nothing to compare with."
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run=${3:-$work/run}
[ -e "$run" ] || build/maestudio-cli finetune --data ../shared/data/cls_things18 --preset quick --epochs 1 --out "$run"
cp "$run/best.safetensors" "$work/weights.safetensors"
peers=$(cd "$peer" && pwd)

# number NAME FILE: what stands behind "NAME" in the JSON of a file.
number() { sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p" "$2"; }
ours() {
	begin=$(date +%s.%N)
	bash -c "TIMEFORMAT='%U %S'; time build/maestudio-cli predict --run '$work/weights.safetensors' --top 1 '$data' >'$work/ours.csv'" 2>"$work/times"
	end=$(date +%s.%N)
	awk "END { printf \"%.2f %.2f\", $end - $begin, \$1 + \$2 }" "$work/times"
}
theirs() { # the fastest way
	for way in "0" "2" "0 --plain" "2 --plain"; do
		# shellcheck disable=SC2086 # a way is several arguments
		PEER_BIND="$data $work" "$peer/run" "$PWD/packaging/predict.py" "$peers" "$work/weights.safetensors" "$data" $way >"$work/one"
		echo "$(number seconds "$work/one") $(number cpu_seconds "$work/one")"
		cp "$work/one" "$work/theirs.json"
	done | sort -g | head -n 1
}
printf '%-6s %10s %12s %10s %14s %8s %10s\n' round 'ours, s' 'ours, CPU s' 'PyTorch' 'PyTorch, CPU s' ratio 'CPU ratio'
for round in $(seq "$rounds"); do
	a=$(ours) b=$(theirs)
	echo "$round $a $b" | awk '{ printf "%-6s %10.2f %12.2f %10.2f %14.2f %8.2f %10.2f\n", $1, $2, $3, $4, $5, $4 / $2, $5 / $3 }'
done
# The same pictures in the same order get the same classes, save where two are near.
tail -n +2 "$work/ours.csv" | sort | sed 's/.*,\([^,]*\),[^,]*$/\1/' >"$work/ours.txt"
tr -d '\n' <"$work/theirs.json" | sed 's/.*"classes": \[\([^]]*\)\].*/\1/' | tr -d ' ' | tr ',' '\n' >"$work/theirs.txt"
paste "$work/ours.txt" "$work/theirs.txt" | sort | uniq -c | sort -k2,2 -k1,1nr |
	awk '{ n += $1; if ($2 != last) same += $1; last = $2 } END { printf "of %d pictures %d (%.1f %%) are taken for the same class\n", n, same, 100 * same / n }'
