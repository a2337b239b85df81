#!/bin/sh
# Writes the licence of every module that is linked into the program, of Go, and of
# our own to ui/licences/licences.txt, which About shows and the packages carry.
# Usage: packaging/licences.sh (after a change of go.mod; a test tells when; needs Debian's
# gcc-mingw-w64-x86-64 and libjpeg62-turbo-dev)
set -eu
cd "$(dirname "$0")/.."
out=ui/licences/licences.txt

# text NAME VERSION FOLDER [FILE]: a header line and the licence in that folder.
text() {
	file=$(find "$3" -maxdepth 1 -type f \( -iname "${4:-licen[cs]e*}" -o -iname "${4:-copying*}" \) | LC_ALL=C sort | head -n 1)
	[ -n "$file" ] || { echo "licences: $1 has no licence in its folder." >&2; exit 1; }
	printf '==== %s %s\n\n' "$1" "$2"
	cat "$file"
	printf '\n\n'
}

{
	text "MAE Studio" "" .
	text Go "$(go env GOVERSION)" "$(go env GOROOT)"
	# Of every system that the program is packaged for: windows links other modules, and
	# the program for NVIDIA cards one more.
	for os in linux windows darwin; do
		GOOS=$os CGO_ENABLED=1 go list -tags cuda -deps -f '{{with .Module}}{{if .Version}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' .
	done | LC_ALL=C sort -u | while read -r name version dir; do text "$name" "$version" "$dir"; done
	# What these modules carry of others.
	fyne=$(go list -m -f '{{.Dir}}' fyne.io/fyne/v2) font=$(go list -m -f '{{.Dir}}' eliasnaur.com/font)
	glfw=$(go list -m -f '{{.Dir}}' github.com/go-gl/glfw/v3.3/glfw)
	text GLFW "" "$glfw/glfw" LICENSE.md
	text libjpeg-turbo "" /usr/share/doc/libjpeg62-turbo-dev copyright
	# What a compiler for Windows puts into a program.
	text "mingw-w64 (Windows)" "" /usr/share/doc/mingw-w64-x86-64-dev copyright
	printf '==== libgcc (Windows) \n\n'
	sed -n '/^Files that have exception clauses/,/^consistent with the license/p; /^The availability of this Exception/q' /usr/share/doc/gcc-mingw-w64-base/copyright
	printf '\n\n'
	text "Roboto (font)" "" "$font/roboto/ttfs"
	text "Noto Sans (font)" "" "$fyne/theme/font" LICENSE.txt
	text "Inter (font)" "" "$fyne/theme/font" LICENSE_Inter.txt
	text "DejaVu Sans Mono for Powerline (font)" "" "$fyne/theme/font" LICENSE_DejaVu-Powerline.txt
	printf '==== EmojiOne Color (font) \n\n%s\n' "The emoji are by EmojiOne (http://emojione.com/licensing), under the Creative Commons licence CC BY 4.0."
} | tr -d '\r\f' >"$out.tmp"
mv "$out.tmp" "$out"
