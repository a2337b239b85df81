#!/bin/sh
# Trains quick for ten epochs on the same pictures with ours and with PyTorch, and
# prints the training loss of each epoch. Takes about ten minutes on two free cores.
# Usage: packaging/learn-against-pytorch.sh [SEED] [FOLDER OF PICTURES] [float32|bf16]
set -eu
cd "$(dirname "$0")/.."
seed=${1:-0} data=$(cd "${2:-../shared/data/pretrain_mix}" && pwd) peer=../shared/peer precision=${3:-float32}
if [ ! -x "$peer/run" ] || [ ! -e "${PEER_ROOT:-/opt/trixie}/ready" ]; then
	echo "PyTorch is not set up beside the repository (../shared/peer/setup), so there is nothing to compare with."
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
losses() { sed -n 's/.*"epoch": *\([0-9]*\).*"loss": *\([0-9.]*\).*/\1 \2/p'; }

build/maestudio-cli pretrain --data "$data" --preset quick --precision "$precision" --epochs 10 --blr 4e-3 --warmup-epochs 1 \
	--seed "$seed" --out "$work/ours" --json | grep '"event":"epoch"' | losses >"$work/ours.txt"
# The pictures that ours learned from, in its order; the path is the first column.
awk -F'\t' '$5 == "train" { print $1 }' "$work/ours/files.tsv" >"$work/files.txt"
autocast=""
[ "$precision" = float32 ] || autocast=--bf16
# shellcheck disable=SC2086 # no autocast is no argument
PEER_BIND="$data $work" "$peer/run" "$peer/learn.py" pretrain "$data" --config quick --epochs 10 --blr 4e-3 --warmup 1 \
	--seed "$seed" --files "$work/files.txt" --out "$work/mae.pt" $autocast | losses >"$work/theirs.txt"
echo "quick on $(wc -l <"$work/files.txt") pictures, seed $seed: training loss"
echo "epoch     ours   PyTorch   ratio"
join "$work/ours.txt" "$work/theirs.txt" | awk '{ printf "%5d %8.4f %9.4f %7.3f\n", $1, $2, $3, $2 / $3 }'
