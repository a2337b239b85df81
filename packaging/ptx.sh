#!/bin/sh
# Compiles the kernels of gpu/cuda/kernels to PTX: an x.ptx for each x.cu, and the file
# `record` with the hash of the sources, the compiler's version and the hash of each result.
# What computes in bfloat16 on tensor cores, *_bf16.cu, is for NVIDIA cards from sm_80 on, all
# else from sm_70 on. It needs clang and nothing of NVIDIA's.
# Only the version below is used, since another makes other bytes.
# Usage: packaging/ptx.sh [FOLDER, else gpu/cuda/ptx]
set -eu
cd "$(dirname "$0")/.."
CLANG=${CLANG:-clang-19}
WANT=19.1.7
OUT=${1:-gpu/cuda/ptx}

fail() { echo "ptx: $*" >&2; exit 1; }
command -v "$CLANG" >/dev/null || fail "there is no $CLANG; install the package clang-19"
have=$("$CLANG" -dumpversion)
[ "$have" = "$WANT" ] || fail "$CLANG is version $have and $WANT is needed, else the PTX is another; CLANG=PROGRAM names one"

rm -f "$OUT"/*.ptx "$OUT/record"
for source in gpu/cuda/kernels/*.cu; do
	case $source in
	*_bf16.cu) card=sm_80 ;;
	*) card=sm_70 ;;
	esac
	"$CLANG" -x cuda --cuda-device-only --cuda-gpu-arch=$card --cuda-feature=+ptx70 \
		-nocudainc -nocudalib -O3 -Wall -S "$source" -o "$OUT/$(basename "$source" .cu).ptx"
done

# The sources' hash is that of their own hashes with their names, as sha256sum prints them.
{
	echo "sources $(cd gpu/cuda/kernels && LC_ALL=C sha256sum -- *.cu *.h | LC_ALL=C sort -k 2 | sha256sum | cut -d ' ' -f 1)"
	echo "clang $have"
	(cd "$OUT" && LC_ALL=C sha256sum -- *.ptx | awk '{ print $2, $1 }')
} >"$OUT/record"
