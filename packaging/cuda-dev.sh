#!/bin/sh
# Prints what the C compiler and the linker need for CUDA, as settings for env: the header
# cuda.h and a library to link to in the place of a driver's. They are taken from CUDA_HOME
# or /usr/local/cuda, and else from Debian's package nvidia-cuda-dev (non-free, 934 MB),
# which is unpacked and not installed; two files of it are kept in build/cuda.
# Usage: env $(packaging/cuda-dev.sh) go build -tags cuda ...    --have: do not fetch
set -eu
cd "$(dirname "$0")/.."

fail() { echo "cuda: $*" >&2; exit 1; }
# Paths and not flags: with flags the go command would compile every package with C anew.
say() { echo "C_INCLUDE_PATH=$1 LIBRARY_PATH=$2"; exit 0; }

for home in "${CUDA_HOME:-/usr/local/cuda}" /usr/local/cuda; do
	for lib in "$home/lib64/stubs" "$home/lib/x64"; do
		[ ! -e "$home/include/cuda.h" ] || [ ! -e "$lib/libcuda.so" ] || say "$home/include" "$lib"
	done
done
kept=$PWD/build/cuda
[ ! -e "$kept/include/cuda.h" ] || say "$kept/include" "$kept/lib"
[ "${1:-}" != --have ] || fail "cuda.h is not here; make cuda fetches it"

command -v apt-get >/dev/null || fail "cuda.h is not here; install the CUDA toolkit and name its folder in CUDA_HOME"
echo "fetching the headers of CUDA (Debian's nvidia-cuda-dev, 934 MB)" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie non-free" >"$work/sources.list"
apt="-o Dir::Etc::sourcelist=$work/sources.list -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$work/lists -o Dir::Cache=$work/cache -o Dir::State::status=/dev/null -o APT::Sandbox::User=$(id -un)"
# shellcheck disable=SC2086 # the options are meant to be split
(cd "$work" && apt-get $apt update -qq && apt-get $apt download -qq nvidia-cuda-dev) >&2 || fail "the package nvidia-cuda-dev cannot be had"
dpkg-deb --fsys-tarfile "$work"/nvidia-cuda-dev_*.deb |
	tar -x -C "$work" --wildcards '*/include/cuda.h' '*/stubs/libcuda.so'
mkdir -p "$kept/include" "$kept/lib"
mv "$work"/usr/lib/*/stubs/libcuda.so "$kept/lib"
mv "$work/usr/include/cuda.h" "$kept/include"
say "$kept/include" "$kept/lib"
