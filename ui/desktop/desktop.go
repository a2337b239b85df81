//go:build !nowindow

// Package desktop opens the window, where the program was built with one and
// the system can show it.
package desktop

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2/app"
	"github.com/sqweek/dialog"

	"maestudio/core/crash"
	"maestudio/core/places"
	"maestudio/core/settings"
	"maestudio/ui/handover"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
	"maestudio/ui/window"
)

const identity = "org.maestudio.MAEStudio"

// Wanted tells whether the arguments ask for the window: none, or one folder.
func Wanted(args []string) bool { return !handover.Verb(args) }

// Main opens the window and returns the exit code when it is closed.
func Main(args []string, version string, errs io.Writer) (code int) {
	if sentence, _ := handover.Display(); sentence != "" {
		tell(errs, sentence+" "+handover.VerbsHint)
		return 1
	}
	p, err := places.Find()
	if err != nil {
		tell(errs, err.Error())
		return 1
	}
	defer crash.Watch(p.Crashes, version)()
	var opened atomic.Bool
	defer func() {
		if cause := recover(); cause != nil {
			tell(errs, fault(p.Crashes, version, cause, opened.Load()))
			code = 1
		}
	}()
	if err := drawable(); err != nil {
		tell(errs, noOpenGL(err)+" "+handover.VerbsHint)
		return 1
	}
	open(p, args, version, &opened)
	return 0
}

// noOpenGL says why there is no window and what brings one. Where a library looked for what
// is not there, its fault says nothing to a person.
func noOpenGL(cause any) string {
	if _, ok := cause.(runtime.Error); ok {
		cause = "the system gives nothing to draw in"
	}
	return fmt.Sprintf("The window cannot be opened: %v. It needs OpenGL 2.1 or later, which a graphics driver brings. %s", cause, openGLHint)
}

// fault is what is said of a panic: before the window is there it is for want of
// OpenGL, later a fault of the program's own, of which a report is left.
func fault(dir, version string, cause any, opened bool) string {
	path, err := crash.Write(dir, version, cause, debug.Stack())
	switch {
	case !opened:
		return noOpenGL(cause) + " " + handover.VerbsHint
	case err != nil:
		return fmt.Sprintf("A fault of the program's own ended the window: %v. No report could be written: %v. Runs that learn go on; open the program again to see them.", cause, err)
	}
	return fmt.Sprintf("A fault of the program's own ended the window: %v. Runs that learn go on; open the program again to see them. A report that you can read and send is in %s.", cause, path)
}

// open shows the window until it is closed.
func open(p places.Places, args []string, version string, opened *atomic.Bool) {
	path := filepath.Join(p.Settings, settings.Name)
	if s, err := settings.Load(path); err == nil && s.Scale != 100 {
		_ = os.Setenv("FYNE_SCALE", fmt.Sprintf("%.2f", float64(s.Scale)/100))
	}
	a := app.NewWithID(identity)
	a.SetIcon(theme.AppIcon())
	w := window.New(window.Options{App: a, Window: a.NewWindow("MAE Studio"), SettingsPath: path, Crashes: p.Crashes, Version: version, Now: time.Now,
		Pick: window.Picker{Folder: pickFolder, Picture: pickPicture, Model: pickModel, Table: pickTable, Save: pickPlace}})
	a.Lifecycle().SetOnStarted(func() {
		opened.Store(true)
		if len(args) == 1 {
			widget.Do(func() { w.Open(args[0]) })
		}
	})
	w.ShowAndRun()
}

// tell says it on the terminal and, where there is a desktop, in a message.
func tell(errs io.Writer, sentence string) {
	fmt.Fprintln(errs, "maestudio: "+sentence)
	defer func() { _ = recover() }() // the system's dialogs panic where there are none
	dialog.Message("%s", sentence).Title("MAE Studio").Error()
}

func pickFolder(title, start string) (string, error) {
	d := dialog.Directory().Title(title)
	if start != "" {
		d.SetStartDir(start)
	}
	return answer(d.Browse())
}

func pickPicture(title, start string) (string, error) {
	return pickFile(dialog.File().Title(title).Filter("Pictures", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp"), start)
}

func pickTable(title, start string) (string, error) {
	return pickFile(dialog.File().Title(title).Filter("Tables", "csv", "tsv"), start)
}

func pickFile(d *dialog.FileBuilder, start string) (string, error) {
	if start != "" {
		d.SetStartDir(start)
	}
	return answer(d.Load())
}

func pickModel(title, start string) (string, error) {
	d := dialog.File().Title(title).Filter("Models", "safetensors", "pth", "pt", "bin", "ckpt", "json")
	if start != "" {
		d.SetStartDir(start)
	}
	return answer(d.Load())
}

func pickPlace(title, name string) (string, error) {
	d := dialog.File().Title(title).SetStartFile(name)
	if home, err := os.UserHomeDir(); err == nil { // else it would be where the program was started
		d.SetStartDir(home)
	}
	return answer(d.Save())
}

// answer takes a cancelled dialog as no answer.
func answer(path string, err error) (string, error) {
	if errors.Is(err, dialog.ErrCancelled) {
		return "", nil
	}
	return path, err
}
