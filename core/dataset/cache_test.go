package dataset

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"maestudio/core/dataset/picture"
	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
)

// random returns a picture of random bytes.
func random(number, width, height int) *Picture {
	p := &Picture{Width: width, Height: height, Pix: make([]uint8, 3*width*height)}
	r := rand.New(rand.NewPCG(uint64(number), 9))
	for i := range p.Pix {
		p.Pix[i] = uint8(r.Uint32())
	}
	return p
}

func equalPictures(p, q *Picture) bool {
	return p.Width == q.Width && p.Height == q.Height && slices.Equal(p.Pix, q.Pix)
}

// kept counts how many of the pictures made by random come back, and fails if one
// comes back wrong.
func kept(t *testing.T, c *cache, n int) (count int) {
	t.Helper()
	var p Picture
	for i := range n {
		if !c.get(i, &p) {
			continue
		}
		if !equalPictures(&p, random(i, 10+i, 20)) {
			t.Fatalf("picture %d came back wrong", i)
		}
		count++
	}
	return count
}

func filled(t *testing.T, dir string, files []File) *cache {
	c := openCache(dir, 0, 100, picture.Go, files)
	for i := range files {
		c.put(i, random(i, 10+i, 20))
	}
	return c
}

func TestCacheGivesBackWhatWasPut(t *testing.T) {
	dir, files := t.TempDir(), numbered(20)
	c := filled(t, dir, files)
	if n := kept(t, c, 20); n != 20 {
		t.Errorf("%d of 20 at once", n)
	}
	c.close()
	if n := kept(t, c, 20); n != 0 {
		t.Errorf("%d of 20 after closing", n)
	}
	again := openCache(dir, 0, 100, picture.Go, files)
	defer again.close()
	if n := kept(t, again, 20); n != 20 {
		t.Errorf("%d of 20 the next time", n)
	}
	if notes := again.fetchNotices(); len(notes) != 0 {
		t.Errorf("notices %q", notes)
	}
}

// A picture that stands several times in a list is kept once, and comes back each time.
func TestCacheKeepsARepeatedPictureOnce(t *testing.T) {
	dir, files := t.TempDir(), numbered(4)
	files = append(files, files...)
	c := openCache(dir, 0, 100, picture.Go, files)
	c.put(5, random(1, 11, 20))
	end := c.own.end
	c.put(1, random(1, 11, 20))
	if c.own.end != end {
		t.Error("it is kept twice")
	}
	c.close()
	again := openCache(dir, 0, 100, picture.Go, files)
	defer again.close()
	for i := range files {
		if got := again.get(i, new(Picture)); got != (i%4 == 1) {
			t.Errorf("of %d it has one: %t", i, got)
		}
	}
}

// A file that changed, or another size of training, is another picture.
func TestCacheKnowsPicturesApart(t *testing.T) {
	f := File{Path: "/a", Size: 1, ModTime: time.Unix(1, 0)}
	keys := map[entryKey]bool{keyOf(f, 100, picture.Go): true}
	for _, other := range []File{
		{Path: "/b", Size: 1, ModTime: time.Unix(1, 0)},
		{Path: "/a", Size: 2, ModTime: time.Unix(1, 0)},
		{Path: "/a", Size: 1, ModTime: time.Unix(1, 1)},
	} {
		keys[keyOf(other, 100, picture.Go)] = true
	}
	keys[keyOf(f, 101, picture.Go)] = true
	keys[keyOf(f, 100, "libjpeg-turbo 2.1.5")] = true
	if len(keys) != 6 {
		t.Errorf("%d keys for 6 pictures", len(keys))
	}
}

// Killed at any moment: the files end anywhere, or hold something else. What comes
// back is right, and what does not can be put again.
func TestTornCacheIsRecognised(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(pix, idx string) error
		want  int
	}{
		{"whole", func(pix, idx string) error { return nil }, 5},
		{"half a record", func(pix, idx string) error { return os.Truncate(idx, 4*recordSize+17) }, 4},
		{"no record", func(pix, idx string) error { return os.Truncate(idx, 0) }, 0},
		{"a record without pixels", func(pix, idx string) error { return os.Truncate(pix, 3*20*(10+11+12)+100) }, 3},
		{"no pixels", func(pix, idx string) error { return os.Truncate(pix, 0) }, 0},
		{"no pixel file", func(pix, idx string) error { return os.Remove(pix) }, 0},
		{"no index", func(pix, idx string) error { return os.Remove(idx) }, 0},
		{"another byte in the pixels", func(pix, idx string) error { return poke(pix, 700) }, 4},
		{"sides exchanged in a record", func(pix, idx string) error { return exchange(idx, recordSize+24, recordSize+28, 4) }, 4},
		{"another byte in a record", func(pix, idx string) error { return poke(idx, recordSize+20) }, 4},
	} {
		dir, files := t.TempDir(), numbered(5)
		filled(t, dir, files).close()
		idx, _ := filepath.Glob(filepath.Join(dir, "*"+idxEnd))
		pix, _ := filepath.Glob(filepath.Join(dir, "*"+pixEnd))
		if err := c.spoil(pix[0], idx[0]); err != nil {
			t.Fatal(err)
		}
		again := openCache(dir, 0, 100, picture.Go, files)
		if n := kept(t, again, 5); n != c.want {
			t.Errorf("%s: %d of 5 came back, want %d", c.name, n, c.want)
		}
		for i := range files {
			again.put(i, random(i, 10+i, 20))
		}
		if n := kept(t, again, 5); n != 5 {
			t.Errorf("%s: %d of 5 after they were put again", c.name, n)
		}
		again.close()
	}
}

// poke changes a byte of a file.
func poke(path string, at int) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	b[at] ^= 1
	return os.WriteFile(path, b, 0o666)
}

// exchange swaps n bytes of a file with n others.
func exchange(path string, a, b, n int) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	first := slices.Clone(text[a : a+n])
	copy(text[a:], text[b:b+n])
	copy(text[b:], first)
	return os.WriteFile(path, text, 0o666)
}

// Whatever call fails, and from then on all: no picture comes back wrong, one notice
// says what happened, and the next process finds what was whole.
func TestCacheOnAFullDisk(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, syscall.EIO} {
		for n := 1; ; n++ {
			dir, files := t.TempDir(), numbered(3)
			fs := &faulty.FS{FS: disk.System{}, FailAt: n, Lasting: true, Err: cause, Partial: true}
			c := openCache(dir, 0, 100, picture.Go, files)
			c.fs = fs
			for i := range files {
				c.put(i, random(i, 10+i, 20))
			}
			before := kept(t, c, 3)
			notes := c.fetchNotices()
			c.close()
			again := openCache(dir, 0, 100, picture.Go, files)
			after := kept(t, again, 3)
			again.close()
			if fs.Failures() == 0 {
				break
			}
			if before == 3 { // only closing failed
				notes = nil
			} else if len(notes) != 1 || errors.Is(cause, syscall.ENOSPC) != strings.Contains(notes[0], "nearly full") {
				t.Errorf("%v at call %d: notices %q", cause, n, notes)
			}
			if before != after {
				t.Errorf("%v at call %d: %d pictures kept, %d found later", cause, n, before, after)
			}
		}
	}
}

func TestCacheLeavesRoomOnTheDisk(t *testing.T) {
	c := openCache(t.TempDir(), 0, 100, picture.Go, numbered(2))
	defer c.close()
	c.free = func(string) (int64, error) { return sparedRoom - 1, nil }
	c.put(0, random(0, 10, 20))
	if n, notes := kept(t, c, 2), c.fetchNotices(); n != 0 || len(notes) != 1 || !strings.Contains(notes[0], "nearly full") {
		t.Errorf("%d kept, notices %q", n, notes)
	}
}

// Beyond the limit the pack used longest ago goes, but none that is in use.
func TestCacheHasALimit(t *testing.T) {
	dir := t.TempDir()
	const each = 3*10*20 + recordSize
	others := make([][]File, 3)
	for i := range others {
		others[i] = []File{{Path: fmt.Sprint("/other", i)}}
		c := openCache(dir, 0, 100, picture.Go, others[i])
		c.put(0, random(0, 10, 20))
		c.close()
		idx, _ := filepath.Glob(filepath.Join(dir, "*"+idxEnd))
		for _, name := range idx { // each time, all get older
			info, _ := os.Stat(name)
			os.Chtimes(name, time.Time{}, info.ModTime().Add(-time.Hour))
		}
	}
	files := append([]File{others[0][0]}, numbered(5)...) // uses the oldest
	c := openCache(dir, 4*each, 100, picture.Go, files)
	for i := 1; i < 6; i++ {
		c.put(i, &Picture{Width: 10, Height: 20, Pix: random(i, 10, 20).Pix})
	}
	var p Picture
	var got []bool
	for i := range files {
		got = append(got, c.get(i, &p))
	}
	if want := []bool{true, true, true, true, false, false}; !slices.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	if notes := c.fetchNotices(); len(notes) != 1 || !strings.Contains(notes[0], "reached their limit") {
		t.Errorf("notices %q", notes)
	}
	c.close()
	var size int64
	names, _ := os.ReadDir(dir)
	for _, n := range names {
		info, _ := n.Info()
		size += info.Size()
	}
	if size > 4*each {
		t.Errorf("%d bytes on disk, the limit is %d", size, 4*each)
	}
}

// Two processes, each with a cache of its own, share a folder.
func TestTwoCachesShareAFolder(t *testing.T) {
	dir, files := t.TempDir(), numbered(30)
	a, b := openCache(dir, 0, 100, picture.Go, files), openCache(dir, 0, 100, picture.Go, files)
	var both sync.WaitGroup
	for _, c := range []*cache{a, b} {
		both.Go(func() {
			for i := range files {
				c.put(i, random(i, 10+i, 20))
			}
		})
	}
	both.Wait()
	if kept(t, a, 30) != 30 || kept(t, b, 30) != 30 {
		t.Error("a picture is missing")
	}
	a.close()
	b.close()
	c := openCache(dir, 0, 100, picture.Go, files)
	defer c.close()
	if n := kept(t, c, 30); n != 30 {
		t.Errorf("%d of 30 the next time", n)
	}
}

func TestCacheWithoutAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	writeFile(t, file, "in the way")
	c := openCache(filepath.Join(file, "cache"), 0, 100, picture.Go, numbered(1))
	defer c.close()
	c.put(0, random(0, 10, 20))
	if n, notes := kept(t, c, 1), c.fetchNotices(); n != 0 || len(notes) != 1 || !strings.Contains(notes[0], "cannot be made") {
		t.Errorf("%d kept, notices %q", n, notes)
	}
}
