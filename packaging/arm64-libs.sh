#!/bin/sh
# Prints a folder with what the window is linked to on 64-bit ARM: Debian's packages of
# that processor, fetched by apt from where this machine's own come from (146 MB) and
# unpacked, not installed. It is kept in build/arm64/root.
# Usage: CC="aarch64-linux-gnu-gcc --sysroot=$(packaging/arm64-libs.sh)"
set -eu
cd "$(dirname "$0")/.."
kept=$PWD/build/arm64/root
[ ! -e "$kept" ] || { echo "$kept"; exit 0; }

work=$(mktemp -d)
trap 'rm -rf "$work" "$kept.new"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "${kept%/*}"
echo "fetching the libraries of arm64 (146 MB)" >&2
apt="-o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State=$work -o Dir::State::status=/dev/null -o Dir::Cache=$work -o APT::Sandbox::User=$(id -un)"
# shellcheck disable=SC2086 # the options are meant to be split
{
	apt-get $apt update -qq &&
		apt-get $apt install -y -qq --download-only --no-install-recommends libgtk-3-dev libgl1-mesa-dev libxxf86vm-dev libjpeg-dev libc6-dev
} >&2 || { echo "arm64: the libraries of arm64 cannot be had from where this machine's packages come from; Debian's have them" >&2; exit 1; }
rm -rf "$kept.new"
for package in "$work"/archives/*.deb; do dpkg-deb -x "$package" "$kept.new"; done
mv "$kept.new" "$kept"
echo "$kept"
