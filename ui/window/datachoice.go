package window

import (
	"fmt"
	"image"
	"math"
	"path/filepath"
	"strings"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/ui/screen"
)

// chosen returns the pictures that folder, filter and reason let through; of
// files that are left out also why.
func (d *data) chosen() (files []*dataset.File, why []string) {
	if d.worth != nil {
		return d.worthFiles()
	}
	if d.reason == "" && d.filter != filterLeft {
		return d.album.Files(d.folder, &d.left), nil
	}
	if d.reason == "" || d.reason == byYou {
		files = d.album.LeftBy(&d.left)
		why = make([]string, len(files))
	}
	for _, r := range d.album.Reasons {
		if d.reason != "" && d.reason != r.Title {
			continue
		}
		for _, f := range r.Files {
			files, why = append(files, &dataset.File{Path: f.Path}), append(why, reasonWords(d, r, f))
		}
	}
	return files, why
}

// reasonWords is why one file is left out; of a copy, what it is the same as.
func reasonWords(d *data, r album.Reason, f album.Out) string {
	if of, same := strings.CutPrefix(f.Why, "The same as "); same && r.Title == album.Copies {
		return "The same as " + d.short(of)
	}
	return f.Why
}

// load brings a thumbnail to the grid: at once where it is at hand.
func (d *data) load(index, side int, done func(image.Image)) (cancel func()) {
	if index >= len(d.files) {
		return func() {}
	}
	f := d.files[index]
	side = int(math.Ceil(float64(side) * float64(d.w.win.Canvas().Scale())))
	if img := d.thumbs.Recall(f.Path, f.Size, f.ModTime, side); img != nil {
		done(img)
		return func() {}
	}
	return d.thumbnail(f.Path, side, done)
}

// thumbnail loads a small picture of a file and gives it to done on Fyne's goroutine.
func (d *data) thumbnail(path string, side int, done func(image.Image)) (cancel func()) {
	off := false // read and written on Fyne's goroutine only
	stop := d.thumbs.Load(path, side, func(img image.Image) {
		d.w.do(func() {
			if !off {
				done(img)
			}
		})
	})
	return func() {
		off = true
		stop()
	}
}

func (d *data) badge(index int) string {
	switch {
	case index >= len(d.files):
		return ""
	case d.worth != nil:
		return d.worthBadge(d.files[index].Path)
	case d.why == nil && d.left.Has(d.files[index].Path):
		return "left out"
	}
	return ""
}

// selection returns the files that are selected.
func (d *data) selection() []*dataset.File {
	var files []*dataset.File
	for _, i := range d.screen.Grid().Selection() {
		if i < len(d.files) {
			files = append(files, d.files[i])
		}
	}
	return files
}

// selected shows what is selected in the bottom bar.
func (d *data) selected() {
	files := d.selection()
	if len(files) == 0 {
		d.choice(nil)
		return
	}
	c := &screen.Choice{Out: true, Several: len(files) > 1}
	var bytes int64
	for _, f := range files {
		bytes += f.Size
		if f.Width > 0 {
			c.Out = c.Out && d.left.Has(f.Path)
		}
	}
	at := min(max(d.screen.Grid().Selected(), 0), len(d.files)-1)
	first := d.files[at]
	c.Name, c.Size = d.short(first.Path), d.about(at)
	if c.Several {
		c.Name, c.Size = plural(len(files), "picture is", "pictures are")+" selected", size(float64(bytes))
	}
	if len(usable(files)) == 0 {
		c.Out, c.Fixed = false, "The program cannot learn from this file."
	}
	d.choice(c)
	d.thumbs.Load(first.Path, 64, func(img image.Image) {
		d.w.do(func() {
			if d.screen.Grid().Selected() == at && at < len(d.files) && d.files[at].Path == first.Path {
				c.Picture = img
				d.choice(c)
			}
		})
	})
}

// choice shows what is selected in the bottom bar, nil hides it.
func (d *data) choice(c *screen.Choice) {
	d.screen.SetChoice(c)
	d.w.foot()
}

// usable returns the paths of files that a model can learn from.
func usable(files []*dataset.File) []string {
	var paths []string
	for _, f := range files {
		if f.Width > 0 {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

func (d *data) about(index int) string {
	f := d.files[index]
	if index < len(d.why) && d.why[index] != "" {
		return d.why[index]
	}
	return fmt.Sprintf("%d × %d px · %s", f.Width, f.Height, size(float64(f.Size)))
}

// short is a path below the folder that was chosen.
func (d *data) short(path string) string {
	for _, root := range d.folders {
		if rest, err := filepath.Rel(root, path); err == nil && !strings.HasPrefix(rest, "..") {
			if len(d.folders) > 1 {
				return filepath.Join(filepath.Base(root), rest)
			}
			return rest
		}
	}
	return path
}

// opened shows a picture on the Reconstruct screen.
func (d *data) opened(index int) {
	if index < len(d.files) {
		d.w.redraw.openPicture(d.files[index].Path)
	}
}

// leaveOut leaves the selected pictures out, or takes them back, with undo.
func (d *data) leaveOut() {
	files := d.selection()
	if len(files) == 0 || d.album == nil {
		return
	}
	out := false
	var paths []string
	for _, p := range usable(files) {
		if !d.left.Has(p) {
			out = true
		}
	}
	for _, p := range usable(files) { // those that change
		if d.left.Has(p) != out {
			paths = append(paths, p)
		}
	}
	if len(paths) == 0 {
		return
	}
	what := d.short(paths[0])
	is := " is"
	if len(paths) > 1 {
		what, is = number(len(paths))+" pictures", " are"
	}
	words := what + is + " left out."
	if !out {
		words = what + is + " back."
	}
	d.setLeft(paths, out)
	d.w.done(words, func() { d.setLeft(paths, !out) })
}

func (d *data) setLeft(paths []string, out bool) {
	d.left.Set(paths, out)
	if d.album == nil {
		return
	}
	d.w.model.pictures(d.count())
	if d.reason == byYou && d.left.Len() == 0 {
		d.reason = ""
	}
	d.refresh(false)
}

func (d *data) reveal() {
	if i := d.screen.Grid().Selected(); i >= 0 && i < len(d.files) {
		d.w.reveal(d.files[i].Path)
	}
}
