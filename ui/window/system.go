package window

import (
	"context"
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
	program := map[string]string{"windows": "explorer", "darwin": "open"}[runtime.GOOS]
	if program == "" {
		program = "xdg-open"
	}
	w.start(func(ctx context.Context) {
		dir := path
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			dir = filepath.Dir(path)
		}
		c := exec.Command(program, dir)
		if err := c.Start(); err != nil {
			w.show(ctx, func() { w.toast("The file manager does not open. The folder is "+home(dir), nil) })
			return
		}
		_ = c.Wait()
	})
}

// message shows words in a small dialog.
func (w *Window) message(title string, words fyne.CanvasObject) {
	widget.NewDialog(title, words, widget.NewButton(widget.Standard, "Close", "", nil)).ShowOn(w.win.Canvas())
}
