package window

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// Picker asks the person for a folder, a picture, a file of weights, or where to save a
// picture. Its
// functions block, are not called on Fyne's goroutine, and return "" where the
// person cancelled. An error means that the system has no dialog to show.
type Picker struct {
	Folder  func(title, start string) (string, error)
	Picture func(title, start string) (string, error)
	Model   func(title, start string) (string, error)
	Table   func(title, start string) (string, error)
	Save    func(title, name string) (string, error)
}

var errNoDialog = errors.New("The system shows no dialog.")

// ask runs one of the picker's functions and gives got the answer on Fyne's
// goroutine; where the system has no dialog, instead shows Fyne's own.
func (w *Window) ask(choose func() (string, error), got func(path string), instead func()) {
	if w.asking {
		return // one dialog at a time
	}
	w.asking = true
	w.start(func(ctx context.Context) {
		path, err := guarded(choose)
		w.show(ctx, func() {
			w.asking = false
			switch {
			case err != nil:
				instead()
			case path != "":
				got(path)
			}
		})
	})
}

// guarded keeps the system's dialog on one thread and turns its panics, of
// which it has one where there is no display, into errors.
func guarded(choose func() (string, error)) (path string, err error) {
	if choose == nil {
		return "", errNoDialog
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w (%v)", errNoDialog, cause)
		}
	}()
	return choose()
}

func (w *Window) askFolder(title, start string, got func(path string)) {
	w.ask(func() (string, error) {
		if w.pick.Folder == nil {
			return "", errNoDialog
		}
		return w.pick.Folder(title, start)
	}, got, func() {
		d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
			if err == nil && u != nil {
				got(u.Path())
			}
		}, w.win)
		w.showOwn(d, title, start)
	})
}

// showOwn shows one of Fyne's dialogs, as large as the window allows. It begins in a
// folder, where that can be listed.
func (w *Window) showOwn(d *dialog.FileDialog, title, dir string) {
	d.SetTitleText(title)
	if l, err := storage.ListerForURI(storage.NewFileURI(dir)); dir != "" && err == nil {
		d.SetLocation(l)
	}
	size := w.win.Canvas().Size()
	d.Resize(fyne.NewSize(min(size.Width-80, 900), min(size.Height-80, 640)))
	d.Show()
}

// askTable asks for a table (CSV).
func (w *Window) askTable(title, start string, got func(path string)) {
	w.askFile(w.pick.Table, []string{".csv", ".tsv"}, title, start, got)
}

func (w *Window) askPicture(title, start string, got func(path string)) {
	w.askFile(w.pick.Picture, []string{".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"}, title, start, got)
}

// askFile asks for a file with one of some endings.
func (w *Window) askFile(pick func(title, start string) (string, error), ends []string, title, start string, got func(path string)) {
	w.ask(func() (string, error) {
		if pick == nil {
			return "", errNoDialog
		}
		return pick(title, start)
	}, got, func() {
		d := dialog.NewFileOpen(func(u fyne.URIReadCloser, err error) {
			if err == nil && u != nil {
				_ = u.Close() // only its name is wanted
				got(u.URI().Path())
			}
		}, w.win)
		d.SetFilter(storage.NewExtensionFileFilter(ends))
		w.showOwn(d, title, start)
	})
}

func (w *Window) askModel(start string, got func(path string)) {
	const title = "Which file holds the model?"
	w.ask(func() (string, error) {
		if w.pick.Model == nil {
			return "", errNoDialog
		}
		return w.pick.Model(title, start)
	}, got, func() {
		d := dialog.NewFileOpen(func(u fyne.URIReadCloser, err error) {
			if err == nil && u != nil {
				_ = u.Close() // only its name is wanted
				got(u.URI().Path())
			}
		}, w.win)
		d.SetFilter(storage.NewExtensionFileFilter([]string{".safetensors", ".pth", ".pt", ".bin", ".ckpt", ".json"}))
		w.showOwn(d, title, start)
	})
}

func (w *Window) askSave(title, name string, got func(path string)) {
	w.ask(func() (string, error) {
		if w.pick.Save == nil {
			return "", errNoDialog
		}
		return w.pick.Save(title, name)
	}, got, func() {
		d := dialog.NewFileSave(func(u fyne.URIWriteCloser, err error) {
			if err == nil && u != nil {
				_ = u.Close()
				got(u.URI().Path())
			}
		}, w.win)
		d.SetFileName(name)
		w.showOwn(d, title, w.settings.LastFolder)
	})
}
