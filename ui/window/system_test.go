package window

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// fileManager puts a file manager of its own into the system: it notes what it was
// asked to open, and ends with a code.
func fileManager(t *testing.T, code string) (opened func() string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("replaces xdg-open")
	}
	dir := t.TempDir()
	note := filepath.Join(dir, "opened")
	script := "#!/bin/sh\nprintf %s \"$1\" > \"" + note + "\"\nexit " + code + "\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	return func() string {
		data, _ := os.ReadFile(note)
		return string(data)
	}
}

// A folder is shown in the file manager, of a file the folder that it lies in.
func TestReveal(t *testing.T) {
	dir := pictures(t, 1)
	for path, want := range map[string]string{dir: dir, filepath.Join(dir, "sub", "000.png"): filepath.Join(dir, "sub")} {
		opened := fileManager(t, "0")
		b := open(t)
		b.reveal(path)
		b.until("the file manager", func() bool { return opened() != "" })
		if got := opened(); got != want {
			t.Errorf("of %s it shows %s, want %s", path, got, want)
		}
		if b.layer.ToastWords() != "" {
			t.Errorf("it says %q", b.layer.ToastWords())
		}
	}
}

// Where no file manager opens, or the folder is gone, that is told, with where it is.
func TestRevealThatFails(t *testing.T) {
	b := open(t)
	dir := pictures(t, 1)
	fileManager(t, "3")
	b.reveal(dir)
	want := "The file manager does not open. The folder is " + dir
	b.until("that it failed", func() bool { return b.layer.ToastWords() == want })
	b.layer.HideToast()
	t.Setenv("PATH", t.TempDir())
	b.reveal(dir)
	b.until("that there is none", func() bool { return b.layer.ToastWords() == want })
	opened := fileManager(t, "0")
	b.reveal(filepath.Join(dir, "gone"))
	b.until("that it is gone", func() bool { return strings.HasPrefix(b.layer.ToastWords(), "“gone” is not there any more") })
	if opened() != "" {
		t.Errorf("the file manager shows %s", opened())
	}
}
