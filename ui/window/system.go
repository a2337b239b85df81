package window

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"maestudio/ui/widget"
)

// memoryOf returns what a process holds in memory, where the system tells.
func memoryOf(pid int) (value, unit string) {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if pid == 0 || err != nil {
		return "–", ""
	}
	for _, line := range strings.Split(string(data), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			if kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64); err == nil {
				return bytesParts(kb * 1024)
			}
		}
	}
	return "–", ""
}

// reveal shows a folder, or a file's folder, in the file manager.
func (w *Window) reveal(path string) {
	w.fromDisk(name(path), func() func() {
		info, err := os.Stat(path)
		return func() {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				w.toast(name(path)+" is not there any more. It was "+home(path), nil)
			case err == nil && !info.IsDir():
				w.openFolder(filepath.Dir(path))
			default:
				w.openFolder(path)
			}
		}
	})
}

// openFolder opens a folder in the file manager. Where that does not end before the
// window does, it stays open.
func (w *Window) openFolder(dir string) {
	program := map[string]string{"windows": "explorer", "darwin": "open"}[runtime.GOOS]
	if program == "" {
		program = "xdg-open"
	}
	w.start(func(ctx context.Context) {
		c, ended := exec.Command(program, dir), make(chan error, 1)
		err := c.Start()
		if err == nil {
			go func() { ended <- c.Wait() }()
			select {
			case err = <-ended:
			case <-ctx.Done():
			}
		}
		if err != nil && (c.ProcessState == nil || runtime.GOOS != "windows") { // Explorer says that it failed though it did not
			w.show(ctx, func() { w.toast("The file manager does not open. The folder is "+home(dir), nil) })
		}
	})
}

// message shows words in a small dialog.
func (w *Window) message(title string, words fyne.CanvasObject) {
	widget.NewDialog(title, words, widget.NewButton(widget.Standard, "Close", "", nil)).ShowOn(w.win.Canvas())
}
