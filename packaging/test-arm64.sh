#!/bin/sh
# The conformance suite on NEON and NEON with BF16, built by a cross compiler and run
# on an emulated processor that has both. The sizes are those of -short.
set -eu
cd "$(dirname "$0")/../gpu/cpu"
test=$(mktemp)
trap 'rm -f "$test"' EXIT
CC=aarch64-linux-gnu-gcc GOARCH=arm64 CGO_ENABLED=1 go test -c -o "$test" .
MAESTUDIO_REQUIRE=neon,neonbf16 qemu-aarch64-static -cpu max -L /usr/aarch64-linux-gnu "$test" \
	-test.short -test.run 'TestConformance/neon|TestTiles/neon|TestRowsAreIndependent/neon|TestNothing/neon|TestPool'
