package cli

import (
	"path/filepath"
	"testing"
)

func TestPictureCache(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	elsewhere := t.TempDir()
	for _, c := range []struct {
		dir, gb, want string
		limit         int64
	}{
		{"", "", cacheDir(), 0},
		{elsewhere, "3", elsewhere, 3e9},
		{"relative", "-1", cacheDir(), 0},
		{filepath.Join(elsewhere, "a b"), "x", filepath.Join(elsewhere, "a b"), 0},
	} {
		t.Setenv("MAESTUDIO_CACHE", c.dir)
		t.Setenv("MAESTUDIO_CACHE_GB", c.gb)
		if dir, limit := pictureCache(); dir != c.want || limit != c.limit {
			t.Errorf("%q and %q: got %q and %d", c.dir, c.gb, dir, limit)
		}
	}
}
