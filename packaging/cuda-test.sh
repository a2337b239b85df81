#!/bin/sh
# Tests package gpu/cuda/nvidia, and the program with its sibling for cards, where there is no
# card: with a stand-in for the driver, whose card is the processor. Needs cuda.h; see packaging/cuda-dev.sh.
# Usage: packaging/cuda-test.sh [FLAGS OF go test]
set -eu
cd "$(dirname "$0")/.."
dev=$(packaging/cuda-dev.sh --have)
packaging/cuda-standin.sh build/standin
export MAESTUDIO_REQUIRE=card MAESTUDIO_STANDIN=1 LD_LIBRARY_PATH="$PWD/build/standin"
# shellcheck disable=SC2086 # two settings
env $dev go test -count 1 -tags cuda "$@" ./gpu/cuda/nvidia
# shellcheck disable=SC2086
exec env $dev go test -count 1 -run 'Card|Driver' "$@" ./ui/cli
