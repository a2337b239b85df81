package window

import (
	"context"
	"os"
	"slices"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/core/thumbnail"
	"maestudio/ui/screen"
)

// data is the Data screen: folders, what is in them, and what is left out.
type data struct {
	w      *Window
	screen *screen.Data
	thumbs *thumbnail.Loader

	looked                     // what is being looked at
	before  *before            // what was there before the scan under way
	instead bool               // the scan is to take the place of what was there
	left    album.Left         // what the person left out
	scanCtx context.Context    // of the folders that are looked through
	stop    context.CancelFunc // ends it
	closer  closer             // the second look

	folder  string // only what lies below it is shown, "" for all
	filter  int
	reason  string          // the title of the reason whose files are shown, "" for none
	shown   map[string]bool // folders whose folders are shown
	files   []*dataset.File // in the grid
	why     []string        // of each file, where they are left out
	worth   *album.Worth    // the kind of pictures in the grid that may not be worth it
	view    screen.DataView
	silent  bool     // the disk that is looked through does not answer
	picture string   // that was dropped where a folder belongs, "" for none
	added   []string // folders that were added by the last scan's wish
}

// looked is what is known of some folders.
type looked struct {
	folders []string
	album   *album.Album // nil until they were looked through
	checked bool
	copies  bool // files that are the same byte for byte count each
}

// before is what was there before a scan.
type before struct {
	looked
	left   album.Left
	closer bool // it was being looked at more closely
}

const (
	filterAll = iota
	filterLeft
)

func newData(w *Window) *data {
	d := &data{w: w, stop: func() {}, shown: map[string]bool{}}
	d.keepThumbnails()
	d.screen = screen.NewData(screen.DataParams{
		Choose: d.choose, Add: d.add, Cancel: d.cancel, Sample: d.sample, Model: func() { w.Go(modelKey) },
		Folder: d.showFolder, Fold: d.fold, Remove: d.remove, Reason: d.showReason, Filter: d.showFilter,
		Select: d.selected, Open: d.opened, LeaveOut: d.leaveOut, ShowInFolder: d.reveal,
		Dismiss: d.dismiss, Redraw: d.redraw, Again: d.again, Worth: d.showWorth, All: d.leaveAll, Closer: d.stopOrGoOn, Once: d.countCopies,
	})
	return d
}

// keepThumbnails starts the loader of thumbnails in the place that the settings
// name. One that keeps them elsewhere ends when it is idle.
func (d *data) keepThumbnails() {
	dir := d.w.thumbnails()
	if d.thumbs != nil && d.thumbs.Dir() == dir {
		return
	}
	if old := d.thumbs; old != nil {
		d.w.start(func(context.Context) { old.Close() })
	}
	loader := thumbnail.Open(dir, 2)
	d.thumbs = loader
	d.w.start(func(ctx context.Context) {
		<-ctx.Done()
		loader.Close()
	})
}

// choose asks for a folder and looks through it instead of the others.
func (d *data) choose() {
	d.w.askFolder("Which pictures should it learn from?", d.w.settings.LastFolder, func(path string) { d.replace([]string{path}, d.left.Clone()) })
}

// add asks for one more folder.
func (d *data) add() {
	d.w.askFolder("Which pictures should it learn from, too?", d.w.settings.LastFolder, func(path string) { d.join([]string{path}) })
}

// join looks through more folders beside those that are there.
func (d *data) join(paths []string) {
	before := slices.Clone(d.folders)
	d.w.fromDisk(name(before[0]), func() func() {
		there, gone := present(before)
		return func() {
			if !slices.Equal(before, d.folders) { // they were changed meanwhile
				d.join(paths)
				return
			}
			d.joined(paths, there, gone)
		}
	})
}

// joined looks through more folders beside those that are there, and not those
// that are gone.
func (d *data) joined(paths, there, gone []string) {
	before, all := slices.Clone(d.folders), there
	known := len(there)
	for _, p := range paths {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	d.look(all)
	d.added = all[known:]
	if len(gone) > 0 { // looking through a folder that is not there would end it all
		d.view.Trouble, d.view.Remedy = name(gone[0])+" is not there any more and is off the list.", "Nothing was changed in it. Put it back and drop it again, or go on without it."
		d.display()
		return
	}
	if len(d.added) == 0 { // it may have changed, or be back
		d.w.toast(name(paths[0])+" is looked through once more.", nil)
		return
	}
	d.w.done(name(all[len(all)-1])+" is added.", func() { d.look(before) })
}

// again looks through the folders once more.
func (d *data) again() {
	d.dismiss()
	d.look(d.folders)
}

// lookAnew looks through the folders that are there once more, and tells of those that
// are gone.
func (d *data) lookAnew() {
	before := slices.Clone(d.folders)
	d.w.fromDisk(name(before[0]), func() func() {
		there, gone := present(before)
		return func() {
			switch {
			case !slices.Equal(before, d.folders): // they were changed meanwhile
			case len(there) > 0 && len(gone) > 0:
				d.joined(nil, there, gone)
			default:
				d.again()
			}
		}
	})
}

// present parts folders that are there from those that are gone.
func present(folders []string) (there, gone []string) {
	for _, f := range folders {
		if _, err := os.Stat(f); err != nil {
			gone = append(gone, f)
		} else {
			there = append(there, f)
		}
	}
	return there, gone
}

// remove takes a folder off the list, with a way back.
func (d *data) remove(path string) {
	before, left := slices.Clone(d.folders), d.left.Clone()
	rest := slices.DeleteFunc(slices.Clone(before), func(f string) bool { return f == path })
	if len(rest) == 0 || len(rest) == len(before) {
		return
	}
	d.look(rest)
	d.w.done(name(path)+" is off the list. The folder stays as it is.", func() {
		d.left = *left
		d.look(before)
	})
}

// count returns how many pictures there are to learn from.
func (d *data) count() int {
	if d.album == nil {
		return 0
	}
	return len(d.album.Report.Files) - d.left.Below("")
}

// Files returns the pictures to learn from: the usable less what was left out.
func (d *data) Files() []*dataset.File {
	if d.album == nil {
		return nil
	}
	return d.album.Files("", &d.left)
}

// without returns a function that tells what was left out, as it is now.
func (d *data) without() func(path string) bool { return d.left.Clone().Has }

// display shows the view.
func (d *data) display() {
	d.screen.Set(d.view)
	d.w.retitle()
}
