package window

import (
	"context"
	"errors"
	"image"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/dataset"
	"maestudio/core/dataset/labels"
	"maestudio/core/practice"
	"maestudio/core/run"
	"maestudio/core/weights"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// choose asks for a folder of classes.
func (t *tune) choose() {
	t.w.askFolder("Which classes should it tell apart?", t.w.settings.LastFolder, func(path string) { t.open([]string{path}) })
}

// offer shows what can be done about the classes.
func (t *tune) offer(at fyne.Position) {
	var items []*fyne.MenuItem
	if !isTable(t.folders[0]) { // beside which there are no folders
		items = append(items, fyne.NewMenuItem("Add a folder of classes…", t.add), fyne.NewMenuItemSeparator())
	}
	t.w.popUp(at, append(items, fyne.NewMenuItem("Take another folder…", t.choose), fyne.NewMenuItem("Take a table (CSV)…", t.chooseTable),
		fyne.NewMenuItem("Take the sample's classes", t.sample))...)
}

// add asks for a further folder of classes. Those that have the name of one that is
// there already are one class with it.
func (t *tune) add() {
	t.w.askFolder("Which folder has more classes?", t.w.settings.LastFolder, func(path string) {
		if !slices.Contains(t.folders, path) {
			t.open(append(slices.Clone(t.folders), path))
		}
	})
}

// chooseTable asks for a table of labels.
func (t *tune) chooseTable() {
	t.w.askTable("Which table says what the pictures show?", t.w.settings.LastFolder, func(path string) { t.open([]string{path}) })
}

// folderNames names one folder, or several.
func folderNames(paths []string) string {
	words := name(paths[0])
	switch n := len(paths) - 1; {
	case n == 1:
		words += " and " + name(paths[1])
	case n > 1:
		words += " and " + number(n) + " more"
	}
	return words
}

// isTable tells a table of labels by its name.
func isTable(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".csv" || ext == ".tsv"
}

// dropped takes folders of classes, a table, or weights to start from.
func (t *tune) dropped(paths []string) {
	first := paths[0]
	if isTable(first) {
		t.open(paths[:1])
		return
	}
	t.w.fromDisk(name(first), func() func() {
		if folder := isFolder(first); folder && !isRunFolder(first) && !weights.InDir(first) || !folder && !isWeights(first) {
			return func() { t.tookFolders(paths, folder) }
		}
		e := encoderAt(first)
		return func() { t.startFrom(e) }
	})
}

// isWeights tells a file of weights by its name.
func isWeights(path string) bool {
	return weights.Named(path) || strings.EqualFold(filepath.Ext(path), ".onnx") // which says why it cannot be one
}

// tookFolders opens folders that were dropped.
func (t *tune) tookFolders(paths []string, folder bool) {
	first := paths[0]
	if !folder {
		t.refuse(name(first)+" is one file, not a folder of classes.", "Drop the folder whose sub-folders are classes, or a table (CSV) with the columns file and label.")
		return
	}
	t.open(paths)
}

// open looks through folders of classes, or a table; what was there before comes back
// where it cannot be used.
func (t *tune) open(paths []string) { t.openWith(paths, "", choices{}) }

// openWith is open with corrections of their labels, and settings that were chosen before.
func (t *tune) openWith(paths []string, said string, c choices) {
	t.stop()
	ctx, stop := context.WithCancel(t.w.ctx)
	t.stop, t.looking = stop, true
	t.w.settings.LastFolder = filepath.Dir(paths[0])
	t.to(choosing)
	t.view.Trouble, t.view.Remedy = "", ""
	t.view = screen.FinetuneView{State: screen.FinetuneLooking, Title: "Looking through " + folderNames(paths), Below: "Every picture is looked at once."}
	t.screen.Set(t.view)
	t.w.retitle()
	t.w.start(func(context.Context) {
		set, err := run.ReadLabels(ctx, paths, run.CreateOptions{Cache: filepath.Join(cacheDir(), "scans"), Scanned: t.tellMet(ctx), Corrections: said})
		t.w.show(ctx, func() { t.took(paths, said, c, set, err) })
	})
}

// tellMet shows how far looking is.
func (t *tune) tellMet(ctx context.Context) func(dataset.ScanProgress) {
	last := time.Time{}
	return func(p dataset.ScanProgress) {
		if now := time.Now(); now.Sub(last) >= scanPause {
			last = now
			t.w.show(ctx, func() {
				t.w.rail.SetProgress(tuneKey, progressShare(p), false)
				t.view.Seen = plural(p.Met, "file", "files") + " seen, " + plural(p.Usable, "picture", "pictures") + " found"
				t.screen.Set(t.view)
			})
		}
	}
}

// took takes what was found.
func (t *tune) took(paths []string, said string, c choices, set *labels.Set, err error) {
	t.looking = false
	t.w.rail.SetProgress(tuneKey, -1, false)
	if err != nil {
		t.refuse(err.Error(), t.stillThere())
		return
	}
	t.folders, t.said, t.set = paths, said, set
	t.members = make([][]int, len(set.Classes))
	for i, p := range set.Pictures {
		t.members[p.Label] = append(t.members[p.Label], i)
	}
	if t.choices = c; c.numbers == nil {
		t.choices.clear()
	}
	t.view.Trouble, t.view.Remedy = "", ""
	t.screen.SetClasses(t.source())
	t.show()
}

// stillThere is what can be said beside why something else cannot be used.
func (t *tune) stillThere() string {
	if t.set != nil {
		return "The classes chosen before are still there."
	}
	return ""
}

// cancel ends looking; what was there before is there again.
func (t *tune) cancel() {
	t.stop()
	t.looking = false
	t.w.rail.SetProgress(tuneKey, -1, false)
	t.show()
}

// refuse says what cannot be used, where it was dropped or chosen.
func (t *tune) refuse(what, todo string) {
	t.looking = false
	t.to(choosing)
	t.show()
	t.view.Trouble, t.view.Remedy = what, todo
	t.screen.Set(t.view)
	t.w.retitle()
}

func (t *tune) dismiss() {
	t.view.Trouble, t.view.Remedy = "", ""
	t.show()
}

// sample takes the classes of the built-in sample, which is drawn where it is not there
// yet.
func (t *tune) sample() {
	t.stop()
	ctx, stop := context.WithCancel(t.w.ctx)
	t.stop, t.looking = stop, true
	t.view = screen.FinetuneView{State: screen.FinetuneLooking, Title: "Drawing the sample", Below: "Nothing is downloaded: the program draws the pictures itself, once."}
	t.screen.Set(t.view)
	dir := practice.SampleDir(cacheDir())
	t.w.start(func(context.Context) {
		last := time.Time{}
		err := practice.WriteSample(ctx, dir, runtime.GOMAXPROCS(0), func(done int, _ string) {
			if now := time.Now(); now.Sub(last) >= scanPause {
				last = now
				t.w.show(ctx, func() {
					t.view.Seen = number(done) + " of " + number(practice.SampleCount) + " pictures"
					t.screen.Set(t.view)
				})
			}
		})
		t.w.show(ctx, func() {
			switch {
			case err == nil:
				t.open([]string{dir})
			case !errors.Is(err, context.Canceled):
				t.refuse(err.Error(), t.stillThere())
			}
		})
	})
}

// source are the cards of the classes.
func (t *tune) source() widget.ClassSource {
	counts, names, most := t.set.Counts(), readable(t.set.Classes), 1
	for _, c := range counts {
		most = max(most, c.Train+c.Validation+c.Test)
	}
	return widget.ClassSource{Count: len(counts), Load: t.face, View: func(i int) widget.ClassView {
		c := counts[i]
		n := c.Train + c.Validation + c.Test
		hint := names[i] + ". " + plural(c.Train, "picture", "pictures") + " to learn from, " + number(c.Validation) + " to check with"
		if c.Test > 0 {
			hint += ", " + number(c.Test) + " kept for the end"
		}
		return widget.ClassView{Name: names[i], Count: number(n), Share: float64(n) / float64(most), Hint: hint + ".",
			Warn: c.Train < labels.FewToLearn || c.Validation == 0}
	}}
}

// face brings one of the pictures of a class, spread over all it has.
func (t *tune) face(class, face, side int, done func(image.Image)) (cancel func()) {
	const faces = 4
	of := t.members[class]
	if face >= len(of) {
		return nil
	}
	p := t.set.Pictures[of[face*len(of)/min(faces, len(of))%len(of)]]
	return t.w.picture(p.Path, side, done)
}

// picture brings a small picture of a file, as data.load does.
func (w *Window) picture(path string, side int, done func(image.Image)) (cancel func()) {
	side = int(math.Ceil(float64(side) * float64(w.win.Canvas().Scale())))
	off := false // read and written on Fyne's goroutine only
	stop := w.data.thumbs.Load(path, side, func(img image.Image) {
		w.do(func() {
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
