package disk_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
)

func TestWriteFileIsLoggedStepByStep(t *testing.T) {
	fs := &faulty.FS{FS: disk.System{}}
	if err := disk.WriteBytes(fs, filepath.Join(t.TempDir(), "a"), []byte("hello")); err != nil {
		t.Fatal(err)
	}
	const want = "create a.tmp, write a.tmp, sync a.tmp, close a.tmp, rename a.tmp a, sync dir"
	if got := strings.Join(fs.Log(), ", "); got != want {
		t.Errorf("calls:\n%s\nwant:\n%s", got, want)
	}
}

// Whatever call fails, the file holds the old text or the new one.
func TestWriteFileKeepsOldOrNew(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, syscall.EIO} {
		for n := 1; ; n++ {
			path := filepath.Join(t.TempDir(), "a")
			os.WriteFile(path, []byte("the old text"), 0o666)
			fs := &faulty.FS{FS: disk.System{}, FailAt: n, Err: cause, Partial: true}
			err := disk.WriteBytes(fs, path, []byte("the new text"))
			got, readErr := os.ReadFile(path)
			if readErr != nil || string(got) != "the old text" && string(got) != "the new text" {
				t.Errorf("%v at call %d left %q, %v", cause, n, got, readErr)
			}
			if fs.Failures() == 0 {
				break // n is past the last call
			}
			if !errors.Is(err, cause) {
				t.Errorf("%v at call %d came back as %v", cause, n, err)
			}
			if _, err := os.Stat(path + disk.Temporary); err == nil {
				t.Errorf("%v at call %d left the temporary file", cause, n)
			}
		}
	}
}

func TestWriteFileStopsWhereTheWriterFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	cause := errors.New("no more")
	err := disk.WriteFile(disk.System{}, path, func(w io.Writer) error { return cause })
	if !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file is there though its writer failed")
	}
}

func TestFree(t *testing.T) {
	free, err := disk.Free(".")
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("the free space is not known on this system")
	}
	if err != nil || free <= 0 {
		t.Errorf("free = %d, %v", free, err)
	}
}

func TestSame(t *testing.T) {
	dir := t.TempDir()
	deeper := filepath.Join(dir, "deeper")
	if err := os.Mkdir(deeper, 0o755); err != nil {
		t.Fatal(err)
	}
	if !disk.Same(dir, deeper) {
		t.Errorf("%s and what is in it lie on one disk", dir)
	}
	if runtime.GOOS == "windows" && disk.Same(`C:\here`, `D:\here`) {
		t.Error("two letters are two disks")
	}
}
