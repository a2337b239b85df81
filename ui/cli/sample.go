package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"maestudio/core/practice"
)

// The built-in sample is always the same pictures, so that runs compare.
const (
	sampleSeed     = 1
	samplePictures = 900
)

// sampleDir is where the built-in sample is kept, "" where there is no place
// for caches.
func sampleDir() string {
	if cacheDir() == "" {
		return ""
	}
	return filepath.Join(cacheDir(), "practice")
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
	if err == nil {
		err = setTimes(dir)
	}
	return []string{dir}, err
}

// setTimes gives the pictures of the sample always the same time: a run knows
// its pictures by size and time, and goes on when they had to be drawn again.
func setTimes(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*.png"))
	if err != nil {
		return err
	}
	always := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.ModTime().Equal(always) {
			continue
		}
		if err := os.Chtimes(path, always, always); err != nil {
			return fmt.Errorf("The built-in sample in %s cannot be kept: %w.", dir, reason(err))
		}
	}
	return nil
}

// usesSample reports whether a run learns from the built-in sample, which can be
// drawn again when caches were cleared.
func usesSample(folders []string) bool {
	return sampleDir() != "" && slices.Contains(folders, sampleDir())
}
