package predict_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"maestudio/core/predict"
	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
)

var kinds = []string{"cat", "CAT", "../dog", "unsure"}

// holiday writes files, named by what they hold, and says that each is of a class.
func holiday(t *testing.T, files map[string]int) (dir string, all []predict.Named) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "holiday")
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o666); err != nil {
			t.Fatal(err)
		}
		when := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
		all = append(all, predict.Named{Path: path, Best: []predict.Guess{{Class: files[name], Probability: .9}}})
	}
	return dir, all
}

// tree lists what lies below a folder, with its contents.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		below, _ := filepath.Rel(dir, path)
		found[filepath.ToSlash(below)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Copies lie in folders of their classes, each under a name of its own; the pictures
// stay what and where they were, and so does what was in the folder already.
func TestCopies(t *testing.T) {
	dir, all := holiday(t, map[string]int{"a/1.jpg": 0, "b/1.jpg": 0, "b/1.JPG": 0, "2.jpg": 1, "3.jpg": 2, "4.jpg": 3, "5.jpg": 0, "gone.jpg": 0})
	before := tree(t, dir)
	delete(before, "gone.jpg")
	if err := os.Remove(filepath.Join(dir, "gone.jpg")); err != nil {
		t.Fatal(err)
	}
	all[slices.IndexFunc(all, func(n predict.Named) bool { return filepath.Base(n.Path) == "5.jpg" })].Best[0].Probability = .4
	all = append(all, predict.Named{Path: filepath.Join(dir, "broken.jpg"), Err: errors.New("broken")})
	into := t.TempDir()
	if err := os.Mkdir(filepath.Join(into, "holiday sorted"), 0o777); err != nil { // somebody's
		t.Fatal(err)
	}
	s := predict.Sorting{FS: disk.System{}, From: []string{dir}, Into: into, Name: "holiday sorted", Unsure: .5}
	steps := 0
	got, err := s.Copy(context.Background(), kinds, all, func(done, total int) { steps = done })
	if err != nil || got.Copied != 7 || got.Renamed != 2 || len(got.Lost) != 1 || steps != len(all) || got.Dir != filepath.Join(into, "holiday sorted 2") {
		t.Errorf("%+v after %d steps, %v", got, steps, err)
	}
	if !strings.Contains(fmt.Sprint(got.Lost), "gone.jpg cannot be copied: the file is gone.") {
		t.Errorf("the lost picture: %v", got.Lost)
	}
	want := map[string]string{"cat/1.jpg": "a/1.jpg", "cat/1 (2).JPG": "b/1.JPG", "cat/1 (3).jpg": "b/1.jpg", "CAT (2)/2.jpg": "2.jpg",
		"-dog/3.jpg": "3.jpg", "unsure/4.jpg": "4.jpg", "unsure (2)/5.jpg": "5.jpg"}
	if now := tree(t, got.Dir); fmt.Sprint(now) != fmt.Sprint(want) {
		t.Errorf("the copies are %v, want %v", now, want)
	}
	if now := tree(t, dir); fmt.Sprint(now) != fmt.Sprint(before) {
		t.Errorf("the pictures are %v, were %v", now, before)
	}
	info, err := os.Stat(filepath.Join(got.Dir, "cat", "1.jpg"))
	if err != nil || info.ModTime().Year() != 2001 {
		t.Errorf("the copy is of %v, %v", info.ModTime(), err)
	}
}

// Copies may not lie among what is sorted, by whatever name that goes.
func TestCopiesAmongThePictures(t *testing.T) {
	dir, all := holiday(t, map[string]int{"in/1.jpg": 0})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	for _, into := range []string{dir, filepath.Join(dir, "in"), filepath.Join(dir, "none"), link, dir + "/../" + filepath.Base(dir)} {
		s := predict.Sorting{FS: disk.System{}, From: []string{dir}, Into: into, Name: "x"}
		if _, err := s.Copy(context.Background(), kinds, all, nil); err == nil || !strings.Contains(err.Error(), "Choose a folder beside it.") {
			t.Errorf("into %s: %v", into, err)
		}
	}
	if len(tree(t, dir)) != 1 {
		t.Errorf("there are files in it now: %v", tree(t, dir))
	}
	s := predict.Sorting{FS: disk.System{}, From: []string{dir}, Into: filepath.Join(t.TempDir(), "none", "none"), Name: "x"}
	if _, err := s.Copy(context.Background(), kinds, all, nil); err == nil || !strings.HasPrefix(err.Error(), "There is no folder ") {
		t.Errorf("into no folder: %v", err)
	}
}

// A disk that is full at any moment ends it in one sentence, and leaves whole copies
// alone.
func TestCopiesOnAFullDisk(t *testing.T) {
	dir, all := holiday(t, map[string]int{"1.jpg": 0, "2.jpg": 0, "3.jpg": 1})
	whole := predict.Sorting{FS: &faulty.FS{FS: disk.System{}}, From: []string{dir}, Into: t.TempDir(), Name: "x"}
	if _, err := whole.Copy(context.Background(), kinds, all, nil); err != nil {
		t.Fatal(err)
	}
	for at := 1; at <= whole.FS.(*faulty.FS).Calls(); at++ {
		s := predict.Sorting{FS: &faulty.FS{FS: disk.System{}, FailAt: at, Lasting: true, Partial: true, Err: syscall.ENOSPC}, From: []string{dir}, Into: t.TempDir(), Name: "x"}
		got, err := s.Copy(context.Background(), kinds, all, nil)
		if err == nil || !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), fmt.Sprintf("%d of 3 pictures are copied", got.Copied)) || !strings.Contains(err.Error(), ": the disk is full. The pictures themselves are as they were.") {
			t.Errorf("call %d: %v", at, err)
		}
		copies := tree(t, got.Dir)
		for name, data := range copies {
			if filepath.Base(name) != data {
				t.Errorf("call %d: %s holds %q", at, name, data)
			}
		}
		if len(copies) != got.Copied || len(tree(t, dir)) != 3 {
			t.Errorf("call %d: %d copies, told of %d", at, len(copies), got.Copied)
		}
	}
}

func TestCopiesAreStopped(t *testing.T) {
	dir, all := holiday(t, map[string]int{"1.jpg": 0, "2.jpg": 0, "3.jpg": 1})
	ctx, stop := context.WithCancel(context.Background())
	s := predict.Sorting{FS: disk.System{}, From: []string{dir}, Into: t.TempDir(), Name: "x"}
	got, err := s.Copy(ctx, kinds, all, func(done, total int) {
		if done == 2 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || got.Copied != 2 || len(tree(t, got.Dir)) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTable(t *testing.T) {
	all := []predict.Named{
		{Path: "a, b.jpg", Best: []predict.Guess{{Class: 1, Probability: .75}, {Class: 0, Probability: .25}}},
		{Path: "broken.jpg", Err: errors.New("broken")},
		{Path: "c.jpg", Best: []predict.Guess{{Class: 0, Probability: .5}, {Class: 1, Probability: .5}}},
	}
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := predict.SaveCSV(disk.System{}, path, kinds, all, 2, .6); err != nil {
		t.Fatal(err)
	}
	want := "path,class,probability,class2,probability2,unsure\n\"a, b.jpg\",CAT,0.750000,cat,0.250000,\nc.jpg,cat,0.500000,CAT,0.500000,unsure\n"
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	full := &faulty.FS{FS: disk.System{}, FailAt: 2, Lasting: true, Err: syscall.ENOSPC}
	err := predict.SaveCSV(full, path, kinds, all[:1], 2, 0)
	if err == nil || !strings.Contains(err.Error(), "t.csv: the disk is full. Nothing else was changed.") {
		t.Errorf("on a full disk: %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("the table before is %q, %v", got, err)
	}
	var none bytes.Buffer
	if err := predict.NewCSV(&none, kinds, 1, 0).Flush(); err != nil || none.Len() != 0 {
		t.Errorf("of nothing: %q, %v", none.String(), err)
	}
}
