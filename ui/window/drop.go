package window

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"maestudio/core/dataset"
	"maestudio/ui/screen"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// Dropped takes what was dropped on the window: folders to learn from, a picture to
// redraw, both to be named, or a model from elsewhere.
func (w *Window) Dropped(_ fyne.Position, all []fyne.URI) {
	if len(all) == 0 {
		return
	}
	w.drops++
	this := w.drops
	w.fromDisk(name(all[0].Path()), func() func() {
		d := lookAt(all)
		return func() {
			if this == w.drops { // else another drop came meanwhile
				w.take(d)
			}
		}
	})
}

// dropped is what a drop turned out to be.
type dropped struct {
	folders, files []string
	model          string // the file or folder of one, "" for none
	what, todo     string // why it cannot be used, "" where it can
}

// lookAt asks the disk what was dropped.
func lookAt(all []fyne.URI) (d dropped) {
	for _, u := range all {
		path := u.Path()
		info, err := os.Stat(path)
		switch {
		case err != nil && remote(u):
			return dropped{what: "This is an address on the network, not a folder.", todo: "Save the pictures into a folder first, then drop that."}
		case err != nil:
			return dropped{what: fmt.Sprintf("%s cannot be read.", name(path)), todo: "Check that it still exists and that you may open it, then drop it again."}
		case isModel(path, info.IsDir()):
			return dropped{model: path}
		case info.IsDir():
			d.folders = append(d.folders, path)
		default:
			d.files = append(d.files, path)
		}
	}
	return d
}

// take goes on with what was dropped.
func (w *Window) take(d dropped) {
	switch {
	case d.what != "":
		w.refuse(d.what, d.todo)
	case w.current == tuneKey && d.model != "":
		w.tune.dropped([]string{d.model})
	case d.model != "":
		w.bringIn(d.model)
	case w.current == tuneKey:
		w.tune.dropped(append(d.folders, d.files...))
	case w.current == predictKey:
		w.predict.dropped(d.folders, d.files)
	case len(d.folders) > 0 && w.current == dataKey && w.data.view.State == screen.DataReady:
		w.data.join(d.folders)
	case len(d.folders) > 0:
		w.data.open(d.folders)
	case w.current == reconstructKey:
		w.redraw.dropped(d.files)
	case w.current == trainKey && w.train.draws() && dataset.Readable(d.files[0]):
		w.redraw.droppedOn(w.train.dir, d.files)
	case w.current == welcomeKey || w.current == dataKey:
		w.data.failAt(noFolder(d.files[0]))
	default:
		w.refuseHere(noFolder(d.files[0]))
	}
}

// refuse says that what was dropped cannot be used, where it was dropped.
func (w *Window) refuse(what, todo string) {
	switch w.current {
	case reconstructKey:
		w.redraw.refuse(what, todo)
	case tuneKey:
		w.tune.refuse(what, todo)
	case predictKey:
		w.predict.refuse(what, todo)
	case welcomeKey, dataKey:
		w.data.fail(what, todo)
	default:
		w.refuseHere("", what, todo)
	}
}

// refuseHere says on a screen that takes nothing itself what is wrong with what was
// dropped there, and offers to choose a folder or to redraw a picture, "" for none.
func (w *Window) refuseHere(picture, what, todo string) {
	if last := w.refusal; last != nil {
		last.Hide()
	}
	buttons := []*widget.Button{widget.NewButton(widget.Quiet, "Close", "", nil)}
	if picture != "" {
		buttons = append(buttons, widget.NewButton(widget.Standard, "Open in Reconstruct", "", func() { w.redraw.openPicture(picture) }))
	}
	buttons = append(buttons, widget.NewButton(widget.Primary, "Choose a folder…", theme.IconFolder, w.data.choose))
	w.refusal = widget.NewDialog(what, widget.NewParagraph(todo, widget.Body, theme.Dim, 420), buttons...)
	w.refusal.ShowOn(w.win.Canvas())
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

// noFolder says that a file is no folder, and of a picture where it belongs.
func noFolder(path string) (picture, what, todo string) {
	what = name(path) + " is a file, not a folder."
	if !dataset.Readable(path) {
		return "", what, "Drop the folder with your pictures."
	}
	return path, what, "Drop the folder it lies in to learn from it, or let a model redraw this picture."
}

// redraw opens the picture that was dropped where a folder belongs.
func (d *data) redraw() {
	path := d.picture
	d.dismiss()
	d.w.welcome.tell("", "")
	d.w.redraw.openPicture(path)
}

// fail shows an error where a drop or choice went wrong.
func (d *data) fail(what, todo string) { d.failAt("", what, todo) }

// failAt is fail about a picture, "" for none.
func (d *data) failAt(picture, what, todo string) {
	d.picture = picture
	switch d.w.current {
	case welcomeKey:
		d.w.welcome.tell(what, todo)
		return
	case dataKey:
	default:
		d.w.Go(dataKey)
	}
	d.view.Trouble, d.view.Remedy, d.view.Picture, d.view.Again = what, todo, picture != "", false
	d.display()
}

// dismiss takes the error away.
func (d *data) dismiss() {
	d.picture = ""
	d.view.Trouble, d.view.Remedy, d.view.Picture, d.view.Again = "", "", false, false
	d.display()
}
