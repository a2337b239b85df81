#!/bin/sh
# Makes build/gpu-test: all that shows on a machine with an NVIDIA card and its driver, and
# nothing else, that this program computes there, and gpu-test-run.sh as its run.sh. Where this
# machine has a card it is called at once; else it says that, and build/gpu-test.tar.gz can be
# carried to one. Usage: packaging/gpu-test.sh [--try]
# --try: all parts of it, made small, with the stand-in for the driver, so that a card is not
# spent on a slip.
set -eu
cd "$(dirname "$0")/.."
dev=$(packaging/cuda-dev.sh)
place=build/gpu-test shared=../shared
[ -d $shared/goldens ] || { echo "gpu-test: the goldens are missing: there is no folder $shared/goldens" >&2; exit 1; }

rm -rf $place $place.tar.gz
mkdir -p $place/tests $place/shared $place/pictures
# What of C++ is in a test goes with it, so that the other machine needs none.
static='-s -w -extldflags "-static-libstdc++ -static-libgcc -Wl,--exclude-libs,libjpeg.a"'
go build -tags nowindow -ldflags "${LDFLAGS:--s -w}" -o $place/maestudio-cli .
# shellcheck disable=SC2086 # two settings
{
	env $dev go build -tags "cuda nowindow" -ldflags "${LDFLAGS:--s -w}" -o $place/maestudio-cli-cuda .
	for package in gpu/cuda/nvidia core/goldens core/mae core/train core/task/classify; do
		env $dev go test -c -tags cuda -ldflags "$static" -o "$place/tests/$(basename $package)" ./$package
	done
}
touch $place/tests/go.mod # tests look from there for the folder shared beside it
cp -R $shared/goldens $place/shared/
chmod -R u+w $place/shared
# Pictures of two kinds for short trainings: as many as make some epochs of several steps.
for kind in objects facades; do
	mkdir "$place/pictures/$kind"
	find $shared/data/pretrain_mix/$kind -type f | LC_ALL=C sort | awk 'NR % 3 == 0' | head -n 160 |
		while read -r picture; do cp "$picture" "$place/pictures/$kind/"; done
done
chmod -R u+w $place/pictures
cp packaging/gpu-test-run.sh $place/run.sh
cp packaging/gpu-test-pytorch.py $place/pytorch.py # for where PyTorch is
cp core/run/presets/base.toml core/run/presets/quick.toml $place/
cp LICENSE $place/
if [ "${1:-}" = --try ]; then
	packaging/cuda-standin.sh build/standin
	export GPU_TEST_TRY=1 LD_LIBRARY_PATH="$PWD/build/standin"
	exec $place/run.sh build/gpu-test-tried
fi
tar -C build --owner=0 --group=0 --sort=name -czf $place.tar.gz gpu-test

if why=$($place/maestudio-cli bench --device cuda --only peak 2>&1 >/dev/null); then
	exec $place/run.sh build/gpu-test-results
fi
why=$(echo "$why" | tail -n 1 | sed 's/^maestudio: //; s/\. --device .*//')
echo "gpu-test did not run ($why): unpack $place.tar.gz on a machine with an NVIDIA card, and call gpu-test/run.sh there."
