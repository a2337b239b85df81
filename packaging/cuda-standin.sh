#!/bin/sh
# Builds the stand-in for the NVIDIA driver that tests use. Usage: packaging/cuda-standin.sh FOLDER
# Its emulated card is its own, also in a test that has one.
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd)/libcuda.so.1
cd "$(dirname "$0")/.."
[ -z "$(find "$out" -newer gpu/cuda/standin/driver.cpp 2>/dev/null)" ] ||
	[ -n "$(find gpu/cuda/kernels gpu/cuda/emulate gpu/cuda/standin -newer "$out")" ] || exit 0
g++ -std=c++17 -O2 -Wall -Wextra -Wno-unused-function -Wno-unknown-pragmas -fno-exceptions -fno-rtti \
	-fPIC -shared -Wl,-soname,libcuda.so.1 -Wl,-Bsymbolic -o "$out" gpu/cuda/standin/driver.cpp gpu/cuda/emulate/*.cpp
