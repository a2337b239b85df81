package library

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"maestudio/core/morelabels"
	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/worth"
)

// stamp is how the time of deleting stands before a run's name in the trash.
const stamp = "20060102T150405.000"

// Deleted is a run in the trash.
type Deleted struct {
	Summary
	Time time.Time // of deleting
}

// Left returns how long it stays there.
func (d Deleted) Left(now time.Time) time.Duration { return Keep - now.Sub(d.Time) }

// Delete moves a run into the trash beside it and returns its place there, for
// Restore. A run that is training stays.
func (l *Library) Delete(dir string, now time.Time) (string, error) {
	r := run.Run{Dir: dir}
	if _, busy := r.Worker(); busy {
		return "", run.Errorf(run.Busy, nil, "%s is training; stop it first, then delete it.", NameOf(dir))
	}
	for what, q := range map[string]study.Question{"pre-training was worth it": worth.Question, "more labels would help": morelabels.Question} {
		if q.Working(dir) {
			return "", run.Errorf(run.Busy, nil, "It is still being found out whether %s for %s; stop that first, then delete it.", what, NameOf(dir))
		}
	}
	place := filepath.Join(filepath.Dir(dir), trash, now.UTC().Format(stamp)+" "+filepath.Base(dir))
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		return "", fmt.Errorf("%s cannot be moved into the trash: %w", NameOf(dir), err)
	}
	if err := os.Rename(dir, place); err != nil {
		return "", fmt.Errorf("%s cannot be moved into the trash: %w", NameOf(dir), err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.cache, dir)
	return place, nil
}

// Restore moves a run out of the trash again and returns its folder.
func (l *Library) Restore(place string) (string, error) {
	_, name, ok := deletedAs(place)
	if !ok {
		return "", fmt.Errorf("%s is not in the trash.", place)
	}
	dir := free(filepath.Dir(filepath.Dir(place)), name)
	if err := os.Rename(place, dir); err != nil {
		return "", fmt.Errorf("%s cannot be taken out of the trash: %w", name, err)
	}
	return dir, nil
}

// deletedAs takes a place in the trash apart.
func deletedAs(place string) (when time.Time, name string, ok bool) {
	begin, name, cut := strings.Cut(filepath.Base(place), " ")
	when, err := time.Parse(stamp, begin)
	return when, name, cut && err == nil && filepath.Base(filepath.Dir(place)) == trash
}

// Trash lists the deleted runs, the last deleted first.
func (l *Library) Trash() []Deleted {
	var all []Deleted
	l.eachDeleted(func(place string, when time.Time, name string) {
		s := l.summary(place)
		if _, err := os.Stat(filepath.Join(place, nameFile)); err != nil {
			s.Name = name // that of its folder, without the time
		}
		all = append(all, Deleted{s, when})
	})
	slices.SortStableFunc(all, func(a, b Deleted) int { return b.Time.Compare(a.Time) })
	return all
}

// eachDeleted calls do for each run in the trash.
func (l *Library) eachDeleted(do func(place string, when time.Time, name string)) (err error) {
	for _, dir := range l.dirs() {
		entries, failed := os.ReadDir(filepath.Join(dir, trash))
		if failed != nil && !errors.Is(failed, fs.ErrNotExist) && err == nil {
			err = fmt.Errorf("The trash cannot be read: %w", failed)
		}
		for _, e := range entries {
			place := filepath.Join(dir, trash, e.Name())
			if when, name, ok := deletedAs(place); ok {
				do(place, when, name)
			}
		}
	}
	return err
}

// EmptyTrash removes what was deleted longer than Keep ago.
func (l *Library) EmptyTrash(now time.Time) error {
	var first error
	err := l.eachDeleted(func(place string, when time.Time, _ string) {
		if now.Sub(when) < Keep {
			return
		}
		if err := os.RemoveAll(place); err != nil && first == nil {
			first = fmt.Errorf("The trash cannot be emptied: %w", err)
		}
	})
	return errors.Join(first, err)
}

// Remove removes a run in the trash for ever.
func (l *Library) Remove(place string) error {
	_, name, ok := deletedAs(place)
	if !ok {
		return fmt.Errorf("%s is not in the trash.", place)
	}
	if err := os.RemoveAll(place); err != nil {
		return fmt.Errorf("%s cannot be removed: %w", name, err)
	}
	return nil
}

// Size returns the bytes that all runs and the trash take.
func (l *Library) Size() int64 {
	var total int64
	for _, dir := range l.dirs() {
		_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil // what cannot be read is not counted
			}
			if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
				total += info.Size()
			}
			return nil
		})
	}
	return total
}
