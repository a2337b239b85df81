#!/bin/sh
# Runs the page of ONNX exports in a headless browser: every model in a folder of
# exports (FOLDER/*/index.html), with onnxruntime-web from npm. A PICTURE is given to
# the pages as if it were dropped, and what a classifier's page says of it is printed.
# Needs npm, Chromium and Python; nothing of it is part of the program.
#
#	packaging/check-page.sh FOLDER [PICTURE]
set -eu
picture=${2:+$(realpath "$2")}
folder=$(cd "$1" && pwd)
place=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$place"' EXIT
cd "$place"
npm pack --silent onnxruntime-web >name
tar xzf "$(cat name)"
echo "onnxruntime-web $(sed -n 's/^ *"version": "\(.*\)".*/\1/p' package/package.json | head -1)"
cp -r "$folder" models
for model in models/*/index.html; do
	ln -s "$place/package/dist" "$(dirname "$model")/ort"
done
python3 -u -m http.server 0 --bind 127.0.0.1 >log 2>&1 &
server=$!
until port=$(sed -n 's/.*port \([0-9]*\).*/\1/p' log) && [ -n "$port" ]; do sleep 0.1; done
open_page() { # ADDRESS
	chromium --headless --no-sandbox --disable-gpu --user-data-dir="$place/profile" --virtual-time-budget=60000 --timeout=120000 \
		--dump-dom "http://127.0.0.1:$port/$1" 2>/dev/null
}
bad=0
for model in models/*/index.html; do
	said=$(open_page "$model#proof" | sed -n 's/.*role="status">\([^<]*\)<.*/\1/p')
	echo "$(basename "$(dirname "$model")"): $said"
	echo "$said" | awk '/largest difference/ && $NF <= 0.0001 { ok = 1 } END { exit !ok }' || bad=1
	[ -n "$picture" ] || continue
	cp "$picture" "$(dirname "$model")/picture"
	answer=$(open_page "$model#show=picture" | tr -d '\n' | sed -n 's/.*<strong>\([^<]*\)<.*/\1/p')
	[ -z "$answer" ] || echo "	$(basename "$picture") is of the class $answer"
done
exit $bad
