package library

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"maestudio/core/run"
)

// Delete moves a run into the trash and returns its place there, for Restore.
// A run that is training stays.
func (l *Library) Delete(dir string, now time.Time) (string, error) {
	r := run.Run{Dir: dir}
	if _, busy := r.Worker(); busy {
		return "", run.Errorf(run.Busy, nil, "%s is training; stop it first, then delete it.", NameOf(dir))
	}
	place := filepath.Join(l.Dir, trash, now.UTC().Format("20060102T150405.000")+" "+filepath.Base(dir))
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		return "", fmt.Errorf("%s cannot be moved into the trash: %w", NameOf(dir), err)
	}
	if err := os.Rename(dir, place); err != nil {
		return "", fmt.Errorf("%s cannot be moved into the trash: %w", NameOf(dir), err)
	}
	delete(l.cache, dir)
	return place, nil
}

// Restore moves a run out of the trash again and returns its folder.
func (l *Library) Restore(place string) (string, error) {
	_, name, ok := strings.Cut(filepath.Base(place), " ")
	if !ok {
		return "", fmt.Errorf("%s is not in the trash.", place)
	}
	dir := l.Free(name)
	if err := os.Rename(place, dir); err != nil {
		return "", fmt.Errorf("%s cannot be taken out of the trash: %w", name, err)
	}
	return dir, nil
}

// EmptyTrash removes what was deleted longer than Keep ago.
func (l *Library) EmptyTrash(now time.Time) error {
	entries, err := os.ReadDir(filepath.Join(l.Dir, trash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("The trash cannot be read: %w", err)
	}
	var first error
	for _, e := range entries {
		stamp, _, ok := strings.Cut(e.Name(), " ")
		deleted, err := time.Parse("20060102T150405.000", stamp)
		if !ok || err != nil || now.Sub(deleted) < Keep {
			continue
		}
		if err := os.RemoveAll(filepath.Join(l.Dir, trash, e.Name())); err != nil && first == nil {
			first = fmt.Errorf("The trash cannot be emptied: %w", err)
		}
	}
	return first
}

// Size returns the bytes that all runs and the trash take.
func (l *Library) Size() int64 {
	var total int64
	_ = filepath.WalkDir(l.Dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be read is not counted
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			total += info.Size()
		}
		return nil
	})
	return total
}
