package window

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"

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
		case u.Scheme() != "file":
			w.data.fail("This is an address on the network, not a folder.", "Save the pictures into a folder first, then drop that.")
			return
		case err != nil:
			w.data.fail(fmt.Sprintf("%s cannot be read.", name(path)), "Check that it still exists and that you may open it, then drop it again.")
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
	case len(files) == 1 && w.current == reconstructKey:
		w.redraw.openPicture(files[0])
	case len(files) > 0:
		w.data.fail(fmt.Sprintf("%s is a file, not a folder.", name(files[0])), "Drop the folder it lies in, or drop a picture on Reconstruct.")
	}
}

// Open does with a path what a drop does.
func (w *Window) Open(path string) {
	if u, err := url.Parse(path); err == nil && len(u.Scheme) > 1 && u.Scheme != "file" {
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
