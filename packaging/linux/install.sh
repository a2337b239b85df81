#!/bin/sh
# Installs MAE Studio from this folder: for you alone below ~/.local, or for
# everybody with sudo below /usr/local. The program for NVIDIA cards comes in a folder
# of its own and goes beside it. Usage: ./install.sh [PREFIX]
set -eu
cd "$(dirname "$0")"
if [ "$(id -u)" = 0 ]; then prefix=${1:-/usr/local}; else prefix=${1:-$HOME/.local}; fi
for program in maestudio maestudio-cli maestudio-cli-cuda; do
	[ ! -e "$program" ] || install -D -m 755 "$program" "$prefix/bin/$program"
done
if [ ! -e maestudio-cli-cuda ] && [ -e "$prefix/bin/maestudio-cli-cuda" ]; then
	echo "The program for NVIDIA cards is as it was: install that of this version too."
fi
cp -R share "$prefix/"
command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database -q "$prefix/share/applications" 2>/dev/null || true
echo "MAE Studio is in $prefix/bin."
case ":$PATH:" in
*":$prefix/bin:"*) ;;
*) echo "Your shell does not look there: add $prefix/bin to PATH." ;;
esac
