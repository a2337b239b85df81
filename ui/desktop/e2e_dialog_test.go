//go:build !nowindow && linux

package desktop_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// remember lets the settings have a line more.
func (d *desktop) remember(format string, args ...any) {
	d.t.Helper()
	f, err := os.OpenFile(filepath.Join(d.home, "config", "maestudio", "settings.toml"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = fmt.Fprintf(f, format+"\n", args...)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// Where the system has no dialog Fyne's own is shown in the window: cancelled it
// changes nothing, and the folder that it stands in is looked through.
func TestDialogOfItsOwn(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	pictures := d.pictures(7)
	d.remember("last_folder = %q", pictures)
	d.env = append(d.env, "GDK_BACKEND=wayland") // which is not there, so that GTK cannot begin
	d.open()
	d.key("ctrl+o")
	_ = d.command("sleep", "2")
	d.key("ctrl+1") // for what lies below a dialog no key is meant
	if !d.shows("How big should the model be?") {
		t.Errorf("with a dialog open Ctrl 1 leads to %q", d.title())
	}
	d.act("what lies below the cancelled dialog", func() { d.key("Escape", "ctrl+1") }, func() bool { return !d.shows("How big") })
	// Open is the last part of the dialog.
	d.act("the pictures", func() { d.key("Escape", "ctrl+o"); _ = d.command("sleep", "2"); d.key("shift+Tab", "space") },
		func() bool { return d.shows("7 pictures are ready") })
	if id := d.output("xdotool", "search", "--onlyvisible", "--name", "^Open Folder$"); id != "" {
		t.Error("the system's dialog is there too")
	}
}
