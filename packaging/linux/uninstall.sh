#!/bin/sh
# Removes what the install.sh beside it put below PREFIX. Runs and settings are left alone.
# Usage: ./uninstall.sh [PREFIX]
set -eu
cd "$(dirname "$0")"
if [ "$(id -u)" = 0 ]; then prefix=${1:-/usr/local}; else prefix=${1:-$HOME/.local}; fi
for program in maestudio maestudio-cli maestudio-cli-cuda; do
	[ ! -e "$program" ] || rm -f "$prefix/bin/$program"
done
(cd share && find . -type f) | while read -r file; do rm -f "$prefix/share/$file"; done
command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database -q "$prefix/share/applications" 2>/dev/null || true
rmdir "$prefix/share/doc/maestudio" "$prefix/share/doc/maestudio-cuda" 2>/dev/null || true
echo "MAE Studio is removed. Your runs are left where they are, usually in ~/MAE Studio, and your settings in ~/.config/maestudio."
