// The built-in sample: always the same pictures, so that runs compare.

package practice

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"maestudio/core/run/disk"
)

// SampleCount is how many pictures the built-in sample has.
const SampleCount = 900

const sampleSeed = 1

// SampleDir is where the sample is kept below a folder for caches.
func SampleDir(cache string) string { return filepath.Join(cache, "sample") }

func sampleSet(dir string, many int) set {
	return set{disk.System{}, dir, sampleSeed, SampleCount, Side, many}
}

// WriteSample draws the built-in sample into dir as WriteFolder does, many
// pictures at once, and calls progress after each with the number of those that
// are there and the path of the last, "" where all were there.
func WriteSample(ctx context.Context, dir string, many int, progress func(done int, path string)) error {
	return sampleSet(dir, many).write(ctx, progress)
}

// HasSample tells whether the whole sample is in dir.
func HasSample(dir string) bool { return sampleSet(dir, 1).complete() }

// DrawSample draws the picture that the sample has under a name, such as
// boats/boats-0008.png, size pixels high and wide: any size shows the same.
func DrawSample(name string, size int) (image.Image, error) {
	class, file, _ := strings.Cut(name, "/")
	number, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(file, class+"-"), ".png"))
	k := slices.Index(Classes(), class)
	i := (number-1)*len(classes) + k
	if err != nil || k < 0 || number < 1 || i >= SampleCount {
		return nil, fmt.Errorf("The sample has no picture %q.", name)
	}
	return Draw(k, sampleSet("", 1).seedOf(i), size), nil
}
