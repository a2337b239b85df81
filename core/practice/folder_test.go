package practice

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
)

// read returns what is in a practice folder, by relative path.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == lockName {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func same(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s differs or is missing", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is too much", name)
		}
	}
}

// small is a set of small pictures, which are drawn in an instant.
func small(dir string, seed uint64, count int) set {
	return set{disk.System{}, dir, seed, count, 16, 4}
}

func quiet(int, string) {}

func write(t *testing.T, dir string, seed uint64, count int) map[string]string {
	t.Helper()
	if err := small(dir, seed, count).write(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	return read(t, dir)
}

func TestFolderHasEqualClasses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "set")
	var calls, last int
	err := WriteFolder(t.Context(), dir, 5, 12, func(done, total int) {
		calls++
		last = done
		if total != 12 {
			t.Errorf("of %d", total)
		}
	})
	if err != nil || calls != 12 || last != 12 {
		t.Fatalf("%d calls, the last with %d, %v", calls, last, err)
	}
	for _, class := range Classes() {
		names, _ := filepath.Glob(filepath.Join(dir, class, "*"))
		if len(names) != 2 {
			t.Errorf("%s has %v", class, names)
		}
		f, err := os.Open(names[0])
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if c, err := png.DecodeConfig(f); err != nil || c.Width != Side || c.Height != Side {
			t.Errorf("%s: %+v, %v", names[0], c, err)
		}
	}
}

func TestSameFolderOnAnyNumberOfProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := write(t, t.TempDir(), 7, 12)
	runtime.GOMAXPROCS(4)
	four := write(t, t.TempDir(), 7, 12)
	same(t, four, one)
}

func TestFolderGoesOnWhereItWasStopped(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	err := small(dir, 7, 24).write(ctx, func(done int, _ string) {
		if done == 5 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "The drawing of the practice set was stopped. ") || !strings.Contains(err.Error(), "of 24 pictures, stays.") {
		t.Fatalf("got %v", err)
	}
	early := read(t, dir)
	if n := len(early); n < 6 || n > 12 || !strings.Contains(early[aboutName], "being drawn") {
		t.Fatalf("%d files after 5 pictures, about: %q", n, early[aboutName])
	}
	long := time.Now().Add(-time.Hour)
	for name := range early {
		os.Chtimes(filepath.Join(dir, name), long, long)
	}
	same(t, write(t, dir, 7, 24), write(t, t.TempDir(), 7, 24))
	for name := range early {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || name != aboutName && !info.ModTime().Before(long.Add(time.Minute)) {
			t.Errorf("%s was drawn again, or is gone: %v", name, err)
		}
	}
}

func TestCompleteFolderIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	want := write(t, dir, 7, 6)
	fs := &faulty.FS{FS: disk.System{}}
	calls := 0
	if err := (set{fs, dir, 7, 6, 16, 4}).write(t.Context(), func(int, string) { calls++ }); err != nil || fs.Calls() != 0 || calls != 1 {
		t.Errorf("%v, %d calls to the disk, %d of progress", err, fs.Calls(), calls)
	}
	os.Remove(filepath.Join(dir, "boats", "boats-0001.png"))
	same(t, write(t, dir, 7, 6), want)
}

func TestAnotherSetTakesThePlaceOfTheOld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd [name] * with \\ pattern")
	large := write(t, dir, 7, 14)
	fewer := write(t, dir, 7, 6)
	same(t, fewer, write(t, t.TempDir(), 7, 6))
	if fewer["trees/trees-0001.png"] != large["trees/trees-0001.png"] {
		t.Error("a picture depends on the number of pictures")
	}
	same(t, write(t, dir, 8, 6), write(t, t.TempDir(), 8, 6))
}

func TestFoldersOfOthersAreRefused(t *testing.T) {
	for name, want := range map[string]string{
		"holiday.jpg": "because something else is there: holiday.jpg. Choose an empty folder, or one that does not exist yet.",
		aboutName:     "because another about.txt is there. Choose an empty folder, or one that does not exist yet.",
	} {
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o666)
		err := WriteFolder(t.Context(), dir, 7, 6, nil)
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v", err)
		}
		same(t, read(t, dir), map[string]string{name: "mine"})
	}
}

// Whichever call fails, the sentence fits, and with a healthy disk it goes on.
func TestTroubleWithTheDisk(t *testing.T) {
	want := write(t, t.TempDir(), 7, 6)
	for cause, sentence := range map[error]string{
		syscall.ENOSPC: "The disk is full: the practice set in ",
		syscall.EROFS:  "writing is not allowed there. Choose a folder of your own, or change its permissions.",
		syscall.EIO:    "Look after the disk, then start again.",
	} {
		for _, n := range []int{1, 2, 8, 9, 20, 40, 55} {
			dir := t.TempDir()
			fs := &faulty.FS{FS: disk.System{}, FailAt: n, Lasting: true, Err: cause, Partial: true}
			err := set{fs, dir, 7, 6, 16, 4}.write(t.Context(), quiet)
			if fs.Failures() == 0 {
				t.Fatalf("there is no call %d", n)
			}
			if !errors.Is(err, cause) || !strings.Contains(err.Error(), sentence) {
				t.Errorf("%v at call %d: got %v", cause, n, err)
			}
			if n == 40 {
				same(t, write(t, dir, 7, 6), want)
			}
		}
	}
}

func TestFileInTheWay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	os.WriteFile(path, nil, 0o666)
	err := WriteFolder(t.Context(), path, 7, 6, nil)
	if err == nil || !strings.HasSuffix(err.Error(), "that is a file and no folder. Choose another place.") {
		t.Errorf("got %v", err)
	}
}

func TestTwoAtOnceDrawOneSet(t *testing.T) {
	dir := t.TempDir()
	errs := make(chan error)
	for range 2 {
		go func() { errs <- small(dir, 7, 12).write(t.Context(), quiet) }()
	}
	if err := errors.Join(<-errs, <-errs); err != nil {
		t.Fatal(err)
	}
	same(t, read(t, dir), write(t, t.TempDir(), 7, 12))
}
