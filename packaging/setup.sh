#!/bin/sh
# Makes a Debian or Ubuntu machine ready to build the program: installs the
# system packages that are missing, and only those, and fetches the Go modules.
# Does nothing where all is there. Usage: packaging/setup.sh [EXTRA PACKAGE...]
set -eu
cd "$(dirname "$0")/.."

fail() { echo "setup: $*" >&2; exit 1; }

# Go cannot be had from apt in this version, so it is asked for first.
want=$(sed -n 's/^go \([0-9]*\.[0-9]*\).*/\1/p' go.mod)
hint="install it from https://go.dev/dl and put its bin folder on the PATH"
command -v go >/dev/null || fail "Go $want or newer is needed and there is no go here: $hint."
have=$(cd / && go env GOVERSION | sed 's/^go//')
older=$(printf '%s\n%s\n' "$want" "$have" | sort -V | head -n 1)
[ "$older" = "$want" ] || fail "Go $want or newer is needed and this is Go $have: $hint."

# One line a package: its name and a test that tells whether it is there.
missing=""
need() { name=$1; shift; "$@" >/dev/null 2>&1 || missing="$missing $name"; }
need gcc command -v gcc
need libc6-dev sh -c 'echo "#include <stdio.h>" | ${CC:-gcc} -E -'
# JPEG, linked statically: libjpeg-turbo in Debian and Ubuntu.
need libjpeg-dev sh -c '[ -e "$(${CC:-gcc} -print-file-name=libjpeg.a)" ]'
need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
# The window: OpenGL, X11 and the system's own dialogs.
need pkg-config command -v pkg-config
need libgl1-mesa-dev pkg-config --exists gl
need libgtk-3-dev pkg-config --exists gtk+-3.0
need libxxf86vm-dev pkg-config --exists xxf86vm
need libxcursor-dev pkg-config --exists xcursor
need libxrandr-dev pkg-config --exists xrandr
need libxinerama-dev pkg-config --exists xinerama
need libxi-dev pkg-config --exists xi
for extra in "$@"; do
	case $extra in
	clang-19) need clang-19 command -v clang-19 ;;
	chromium) need chromium sh -c 'for b in chromium chromium-browser google-chrome chrome; do command -v $b && exit; done; false' ;; # any will do
	npm) need npm command -v npm ;; # that of another Node.js will do
	*) need "$extra" dpkg -s "$extra" ;;
	esac
done

if [ -n "$missing" ]; then
	command -v apt-get >/dev/null || fail "these are missing and there is no apt-get to install them:$missing"
	asroot=""
	[ "$(id -u)" = 0 ] || asroot=sudo
	[ -z "$asroot" ] || command -v sudo >/dev/null || fail "these are missing; install them as root:$missing"
	echo "installing$missing"
	# Another apt, such as the daily one of a new machine, may be at work: it is waited for.
	$asroot apt-get -o DPkg::Lock::Timeout=600 update -qq
	case " $missing " in
	*" chromium "*) # Ubuntu has it as a snap only
		if ! apt-cache show chromium >/dev/null 2>&1; then
			echo "setup: there is no package chromium here; without a browser one test is skipped"
			missing=$(echo "$missing" | sed 's/ chromium//')
		fi ;;
	esac
	case " $missing " in
	*" clang-19 "*) # older releases have none
		if ! apt-cache show clang-19 >/dev/null 2>&1; then
			echo "setup: there is no package clang-19 here; without it the kernels of a card are not compiled again"
			missing=$(echo "$missing" | sed 's/ clang-19//')
		fi ;;
	esac
	# shellcheck disable=SC2086 # the list is meant to be split
	[ -z "$missing" ] || DEBIAN_FRONTEND=noninteractive $asroot apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends $missing >/dev/null
fi

go mod download
