#!/bin/sh
# Tests of what ARM processors run, built by a cross compiler and run on an emulated one that
# has NEON with BF16: the conformance suite of the kernels (the sizes of -short), then what
# the command line is made of, down to the numbers of the reference. Emulation is slow, so
# the packages are those whose arithmetic or bytes another processor might change.
set -eu
cd "$(dirname "$0")/.."
test=$(mktemp)
trap 'rm -f "$test"' EXIT
# emulated FOLDER FLAGS...: the tests of a package, in its folder.
emulated() {
	folder=$1 && shift
	CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ GOARCH=arm64 CGO_ENABLED=1 go test -c -tags nojpegturbo -o "$test" "./$folder"
	echo "$folder"
	(cd "$folder" && qemu-aarch64-static -cpu max -L /usr/aarch64-linux-gnu "$test" -test.short "$@")
}
export MAESTUDIO_REQUIRE=neon,neonbf16
emulated gpu/cpu -test.run 'TestConformance/neon|TestTiles/neon|TestRowsAreIndependent/neon|TestNothing/neon|TestPool'
for folder in core/autograd core/goldens core/mae core/train core/vit core/weights core/weights/names core/run/disk core/dataset/labels; do
	# What a file that is cut does to its pages, qemu tells otherwise than a processor.
	emulated $folder -test.timeout 30m -test.skip TestFileIsCutWhileItIsRead
done
