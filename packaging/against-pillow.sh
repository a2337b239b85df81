#!/bin/sh
# Times how JPEGs of 12 megapixels are read by our decoders and by Pillow, in turn, one
# thread each, in milliseconds of the processor, which other programs disturb less than a
# clock. Pillow comes with ../shared/peer. Usage: packaging/against-pillow.sh [ROUNDS]
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-3}
peer=../shared/peer
if [ ! -x "$peer/run" ] || [ ! -e "${PEER_ROOT:-/opt/trixie}/ready" ]; then
	echo "Pillow is not set up beside the repository (../shared/peer/setup), so there is nothing to compare with."
	exit 0
fi
pictures=build/camera
data=$(cd ../shared/data && pwd)
pillow() { PEER_BIND=$data "$peer/run" "$PWD/packaging/pillow.py" "$@"; }
[ -d "$pictures" ] || pillow make "$PWD/$pictures" 6 "$data/seg_facades" "$data/cls_things18"

# number NAME: what stands behind "NAME" in the JSON that is read.
number() { sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p"; }
printf '%-6s %12s %12s %12s %12s %14s %14s\n' round 'ours, whole' 'ours, kept' 'Go, whole' 'Pillow' 'Pillow, draft' 'Pillow : ours'
for round in $(seq "$rounds"); do
	ours=$(build/maestudio-cli bench --only decoding --preset quick --data "$pictures" --json | sed 's/},{/}\n{/g; s/\[{/[\n{/')
	turbo=$(echo "$ours" | grep '"decoder":"libjpeg-turbo') go=$(echo "$ours" | grep '"decoder":"go"')
	short=$(echo "$turbo" | number short_side_that_is_kept)
	theirs=$(pillow time "$PWD/$pictures" "$short")
	kept=$(echo "$turbo" | number reduced_milliseconds) whole=$(echo "$theirs" | number whole)
	printf '%-6s %12.1f %12.1f %12.1f %12.1f %14.1f %14.2f\n' "$round" "$(echo "$turbo" | number whole_milliseconds)" "$kept" \
		"$(echo "$go" | number whole_milliseconds)" "$whole" "$(echo "$theirs" | number draft)" "$(awk "BEGIN { print $whole / $kept }")"
done
