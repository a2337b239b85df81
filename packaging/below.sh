#!/bin/sh
# Fails where a file, or all files of a folder, take so many megabytes (of a million
# bytes) or more, and says what they take. Usage: packaging/below.sh MEGABYTES PATH...
set -eu
most=$1
shift
for path in "$@"; do
	bytes=$(find "$path" -type f -exec cat {} + | wc -c)
	size=$(echo "$bytes" | awk '{ printf "%.2f MB", $1 / 1e6 }')
	if [ "$bytes" -ge $((most * 1000000)) ]; then
		echo "$path takes $size, which is not below $most MB." >&2
		exit 1
	fi
	echo "$(basename "$path"): $size, below $most MB"
done
