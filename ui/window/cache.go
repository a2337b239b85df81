package window

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"maestudio/core/dataset"
	"maestudio/core/places"
	classifying "maestudio/core/predict"
	"maestudio/core/thumbnail"
)

// cacheDir is where the program keeps what it can make again, but for pictures:
// those have a place that a person can choose.
func cacheDir() string {
	p, err := places.Find()
	if err != nil {
		return filepath.Join(os.TempDir(), "maestudio")
	}
	return p.Cache
}

// thumbnails is the folder of the grid's small pictures.
func (w *Window) thumbnails() string { return filepath.Join(w.settings.Cache, "thumbnails") }

// thumbnailShare is the part of the cache that thumbnails may take, one in so
// many; the rest is for the pictures of training.
const thumbnailShare = 8

// applyCache tells workers, by the environment that they inherit, where decoded
// pictures are kept and how much room they have.
func (w *Window) applyCache() {
	_ = os.Setenv("MAESTUDIO_CACHE", w.settings.Cache)
	_ = os.Setenv("MAESTUDIO_CACHE_GB", strconv.Itoa(max(1, w.settings.CacheLimit*(thumbnailShare-1)/thumbnailShare)))
}

// trimThumbnails keeps them within their part. It may take a while.
func trimThumbnails(dir string, gigabytes int) error {
	return thumbnail.Trim(dir, int64(gigabytes)*1e9/thumbnailShare)
}

// cachedPictures lists what small copies of pictures a cache holds. In the same
// folder may lie what a run learns from, which stays.
func cachedPictures(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	var paths []string
	for _, e := range entries {
		if e.Name() == "thumbnails" || e.Name() == classifying.FeaturesDir || dataset.IsCached(e.Name()) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}

// cacheSize returns the bytes that small copies of pictures take.
func cacheSize(dir string) (total int64) {
	paths, _ := cachedPictures(dir)
	for _, p := range paths {
		total += folderSize(p)
	}
	return total
}

// emptyCache removes small copies of pictures, and nothing else.
func emptyCache(dir string) error {
	paths, err := cachedPictures(dir)
	for _, p := range paths {
		if failed := os.RemoveAll(p); failed != nil && err == nil {
			err = failed
		}
	}
	return err
}

// folderSize returns the bytes that the files in a folder take.
func folderSize(dir string) (total int64) {
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
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
