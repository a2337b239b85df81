package thumbnail

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Trim removes the thumbnails in dir that were made longest ago until the rest
// takes at most limit bytes. They are made again when they are needed.
func Trim(dir string, limit int64) error {
	type stored struct {
		path string
		size int64
		made time.Time
	}
	var all []stored
	var total int64
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".jpg" {
			return nil // what is not ours stays
		}
		if info, err := e.Info(); err == nil {
			all = append(all, stored{path, info.Size(), info.ModTime()})
			total += info.Size()
		}
		return nil
	})
	slices.SortFunc(all, func(a, b stored) int { return a.made.Compare(b.made) })
	for _, t := range all {
		if total <= limit {
			return nil
		}
		if err := os.Remove(t.path); err != nil {
			return err
		}
		total -= t.size
	}
	return nil
}
