package window

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"maestudio/ui/screen"
)

// Dropped takes what was dropped on the window: folders to learn from, or a
// picture to redraw.
func (w *Window) Dropped(_ fyne.Position, dropped []fyne.URI) {
	var folders, files []string
	for _, u := range dropped {
		path := u.Path()
		info, err := os.Stat(path)
		switch {
		case err != nil && remote(u):
			w.refuse("This is an address on the network, not a folder.", "Save the pictures into a folder first, then drop that.")
			return
		case err != nil:
			w.refuse(fmt.Sprintf("%s cannot be read.", name(path)), "Check that it still exists and that you may open it, then drop it again.")
			return
		case info.IsDir():
			folders = append(folders, path)
		default:
			files = append(files, path)
		}
	}
	switch {
	case len(folders) > 0 && w.current == dataKey && w.data.view.State == screen.DataReady:
		w.data.join(folders)
	case len(folders) > 0:
		w.data.open(folders)
	case len(files) > 0 && w.current == reconstructKey:
		w.redraw.dropped(files)
	case len(files) > 0:
		w.data.fail(fmt.Sprintf("%s is a file, not a folder.", name(files[0])), "Drop the folder it lies in, or drop a picture on Reconstruct.")
	}
}

// refuse says that what was dropped cannot be used, where it was dropped.
func (w *Window) refuse(what, todo string) {
	if w.current == reconstructKey {
		w.redraw.refuse(what, todo)
		return
	}
	w.data.fail(what, todo)
}

// remote tells an address on the network from a file that is not there. Fyne
// takes the address that a browser drops for the name of a file, in the folder
// that the program was started in: /home/me/https:/example.org/cat.jpg.
func remote(u fyne.URI) bool {
	if u.Scheme() != "file" {
		return true
	}
	here, err := os.Getwd()
	if err != nil {
		return false
	}
	below, err := filepath.Rel(here, u.Path())
	return err == nil && address(below)
}

// address tells whether words begin as an address on the network does.
func address(words string) bool {
	scheme, _, is := strings.Cut(words, ":/")
	return is && len(scheme) > 1 && scheme != "file" && !strings.ContainsFunc(scheme, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '+'
	})
}

// Open does with a path what a drop does.
func (w *Window) Open(path string) {
	if address(path) {
		w.data.fail("This is an address on the network, not a folder.", "Save the pictures into a folder first, then drop that.")
		return
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		absolute = path
	}
	w.Dropped(fyne.Position{}, []fyne.URI{fileURI(absolute)})
}

func name(path string) string { return "“" + filepath.Base(path) + "”" }

// fail shows an error where a drop or choice went wrong.
func (d *data) fail(what, todo string) {
	switch d.w.current {
	case welcomeKey:
		d.w.welcome.tell(what, todo)
		return
	case dataKey:
	default:
		d.w.Go(dataKey)
	}
	d.view.Trouble, d.view.Remedy = what, todo
	if d.view.State == screen.DataNone || d.view.State == screen.DataEmpty {
		d.w.welcome.tell(what, todo)
		d.w.Go(welcomeKey)
		return
	}
	d.display()
}

// dismiss takes the error away.
func (d *data) dismiss() {
	d.view.Trouble, d.view.Remedy = "", ""
	d.display()
}
