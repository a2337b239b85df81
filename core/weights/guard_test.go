package weights

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// A file that is cut short under its tensors is an error and not the program's end.
func TestFileIsCutWhileItIsRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets nobody cut a file that is mapped")
	}
	s := NewState()
	if err := s.AddFloat32("x", make([]float32, 1<<18), 1<<18); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := os.WriteFile(path, write(t, s), 0o666); err != nil {
		t.Fatal(err)
	}
	mapped, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer mapped.Close()
	if err := os.Truncate(path, 8192); err != nil {
		t.Fatal(err)
	}
	err = Guard(func() error { return Write(new(bytes.Buffer), mapped) })
	if !errors.Is(err, ErrChanged) {
		t.Errorf("got %v", err)
	}
	if err := Guard(func() error { return nil }); err != nil {
		t.Error(err)
	}
	defer func() {
		if recover() != "another" {
			t.Error("what is no fault of memory is swallowed")
		}
	}()
	_ = Guard(func() error { panic("another") })
}
