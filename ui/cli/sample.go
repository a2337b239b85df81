package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"

	"maestudio/core/practice"
)

// sampleDir is where the built-in sample is kept, by the window too; "" where there
// is no place for caches.
func sampleDir() string {
	if cacheDir() == "" {
		return ""
	}
	return practice.SampleDir(cacheDir())
}

// drawSample draws the built-in sample where it is not there yet.
func (t *training) drawSample() (folders []string, err error) {
	dir := sampleDir()
	if dir == "" {
		return nil, errors.New("There is no place for the built-in sample: set HOME or XDG_CACHE_HOME to a folder of yours.")
	}
	err = practice.WriteSample(t.ctx, dir, runtime.GOMAXPROCS(0), func(done int, _ string) {
		t.show.looking("drawing the sample: picture", done, practice.SampleCount)
	})
	t.show.end()
	if errors.Is(err, context.Canceled) {
		return nil, stopped("Stopped while the sample was being drawn; the same command goes on.")
	}
	if errors.Is(err, fs.ErrNotExist) { // where the system makes all names itself, such as /proc
		return nil, fmt.Errorf("The built-in sample cannot be kept in %s: no folder can be made there. Set XDG_CACHE_HOME to a folder of yours.", dir)
	}
	return []string{dir}, err
}

// usesSample reports whether a run learns from the built-in sample, which can be
// drawn again when caches were cleared.
func usesSample(folders []string) bool {
	return sampleDir() != "" && slices.Contains(folders, sampleDir())
}
