package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"maestudio/core/practice"
)

// The built-in sample is always the same pictures, so that runs compare.
const (
	sampleSeed     = 1
	samplePictures = 900
)

// sampleDir is where the built-in sample is kept, by the window too; "" where there
// is no place for caches.
func sampleDir() string {
	if cacheDir() == "" {
		return ""
	}
	return filepath.Join(cacheDir(), "sample")
}

// drawSample draws the built-in sample where it is not there yet.
func (t *training) drawSample() (folders []string, err error) {
	dir := sampleDir()
	if dir == "" {
		return nil, errors.New("There is no place for the built-in sample: set HOME or XDG_CACHE_HOME to a folder of yours.")
	}
	err = practice.WriteFolder(t.ctx, dir, sampleSeed, samplePictures, func(done, total int) {
		t.show.looking("drawing the sample: picture", done, total)
	})
	t.show.end()
	if errors.Is(err, context.Canceled) {
		return nil, stopped("Stopped while the sample was being drawn; the same command goes on.")
	}
	return []string{dir}, err
}

// usesSample reports whether a run learns from the built-in sample, which can be
// drawn again when caches were cleared.
func usesSample(folders []string) bool {
	return sampleDir() != "" && slices.Contains(folders, sampleDir())
}
