package window

import (
	"context"
	"fmt"
	"image"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/dataset"
	"maestudio/core/thumbnail"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// data is the Data screen: folders, what is in them, and what is left out.
type data struct {
	w      *Window
	screen *screen.Data
	thumbs *thumbnail.Loader

	folders []string
	report  *dataset.Report
	left    map[string]bool // by path: what the person left out
	stop    context.CancelFunc
	checked bool

	folder string // only what lies below it is shown, "" for all
	filter int
	reason int // the reason whose files are shown, -1 for none
	files  []dataset.File
	view   screen.DataView
}

const (
	filterAll = iota
	filterLeft
)

func newData(w *Window) *data {
	d := &data{w: w, left: map[string]bool{}, stop: func() {}, reason: -1}
	d.thumbs = thumbnail.Open(filepath.Join(cacheDir(), "thumbnails"), 2)
	w.start(func(ctx context.Context) {
		<-ctx.Done()
		d.thumbs.Close()
	})
	d.screen = screen.NewData(screen.DataParams{
		Choose: d.choose, Add: d.add, Cancel: d.cancel, Sample: d.sample, Model: func() { w.Go(modelKey) },
		Folder: d.showFolder, Reason: d.showReason, Filter: d.showFilter,
		Select: d.selected, Open: d.opened, LeaveOut: d.leaveOut, ShowInFolder: d.reveal,
	})
	return d
}

// choose asks for a folder and looks through it instead of the others.
func (d *data) choose() {
	d.w.askFolder("Which pictures should it learn from?", d.w.settings.LastFolder, func(path string) { d.open([]string{path}) })
}

// add asks for one more folder.
func (d *data) add() {
	d.w.askFolder("Which pictures should it learn from, too?", d.w.settings.LastFolder, func(path string) {
		d.open(append(slices.Clone(d.folders), path))
	})
}

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

// display shows the view.
func (d *data) display() {
	d.screen.Set(d.view)
	d.w.retitle()
}

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

// open looks through folders; a scan under way is ended.
func (d *data) open(folders []string) {
	d.stop()
	var ctx context.Context
	ctx, d.stop = context.WithCancel(d.w.ctx)
	d.folders, d.report, d.folder, d.filter, d.reason, d.checked = folders, nil, "", filterAll, -1, false
	d.left = map[string]bool{}
	d.w.settings.LastFolder = filepath.Dir(folders[0])
	d.w.welcome.tell("", "")
	d.view = screen.DataView{State: screen.DataScanning, Title: "Looking through " + name(folders[0])}
	d.screen.SetChoice(nil)
	d.screen.Grid().Set(widget.GridSource{Load: d.load})
	d.display()
	d.w.Go(dataKey)
	d.w.start(func(context.Context) { d.scan(ctx, folders) })
}

// scan looks twice: first at headers, which is fast and is shown as soon as it
// is done, then at every byte, for damage and copies.
func (d *data) scan(ctx context.Context, folders []string) {
	options := dataset.ScanOptions{CacheDir: filepath.Join(cacheDir(), "scans")}
	for _, check := range []bool{false, true} {
		options.Check = check
		last := time.Time{}
		report, err := dataset.Scan(ctx, folders, options, func(p dataset.ScanProgress) {
			if time.Since(last) < 250*time.Millisecond {
				return
			}
			last = time.Now()
			d.w.show(ctx, func() { d.progress(p, check) })
		})
		if ctx.Err() != nil {
			return
		}
		d.w.show(ctx, func() { d.scanned(report, err, check) })
		if err != nil {
			return
		}
	}
}

// progress shows how far a scan is.
func (d *data) progress(p dataset.ScanProgress, checking bool) {
	d.w.rail.SetProgress(dataKey, progressShare(p), false)
	if checking {
		d.view.ShareWords = fmt.Sprintf("Looking for damage and copies: %s of %s", number(p.Done), number(p.Total))
		d.refresh()
		return
	}
	speed := float64(p.Met) / max(0.001, p.Elapsed.Seconds())
	d.view.Title = plural(p.Usable, "picture", "pictures") + " so far"
	d.view.Below = fmt.Sprintf("Looking through %s · %s files a second · %s left out", filepath.Base(d.folders[0]), rate(speed), number(p.Problems))
	d.view.ShareWords = plural(p.Met, "file", "files") + " seen"
	d.view.Share = 1 - 1/(1+float64(p.Met)/1000)
	d.display()
}

func progressShare(p dataset.ScanProgress) float64 {
	if p.Checking && p.Total > 0 {
		return float64(p.Done) / float64(p.Total)
	}
	return 0
}

// scanned takes a report in.
func (d *data) scanned(r *dataset.Report, err error, checked bool) {
	if checked || err != nil {
		d.w.rail.SetProgress(dataKey, -1, false)
		d.view.ShareWords = ""
	}
	if err != nil {
		d.view = screen.DataView{}
		d.display()
		d.fail(err.Error(), "Choose another folder, or drop one.")
		return
	}
	d.report, d.checked = r, checked
	d.w.model.pictures(len(r.Files))
	d.refresh()
}

// refresh shows the report with the filters that are chosen.
func (d *data) refresh() {
	r := d.report
	if r == nil {
		return
	}
	if len(r.Files) == 0 {
		d.view = d.emptyView()
		d.display()
		return
	}
	words := d.view.ShareWords
	d.view = screen.DataView{State: screen.DataReady, Title: d.title(), Below: d.below(words), Folders: d.folderRows(), LeftOutCount: number(len(r.Problems) + len(r.Copies) + len(d.left))}
	d.view.LeftOut = d.leftOutRows()
	d.view.Filters = []screen.Filter{
		{Label: "All " + number(len(r.Files)), Chosen: d.filter == filterAll && d.reason < 0 && d.folder == ""},
		{Label: "Left out " + d.view.LeftOutCount, Chosen: d.filter == filterLeft || d.reason >= 0},
	}
	d.view.ShareWords = words
	d.display()
	files := d.chosen()
	if !slices.EqualFunc(files, d.files, func(a, b dataset.File) bool { return a.Path == b.Path }) || len(files) == 0 {
		d.files = files
		d.screen.Grid().Set(widget.GridSource{Count: len(files), Load: d.load, Badge: d.badge})
	}
}

func (d *data) title() string {
	n := len(d.Files())
	if n == 1 {
		return "1 picture is ready"
	}
	return number(n) + " pictures are ready"
}

func (d *data) below(working string) string {
	r := d.report
	parts := []string{"From " + filepath.Base(d.folders[0])}
	if len(d.folders) > 1 {
		parts[0] = fmt.Sprintf("From %d folders", len(d.folders))
	}
	parts = append(parts, size(float64(r.Bytes())))
	if f := r.Formats(); len(f) > 0 {
		parts = append(parts, strings.ToUpper(f[0].Name))
	}
	if n := len(r.Problems) + len(r.Copies) + len(d.left); n > 0 {
		parts = append(parts, plural(n, "file", "files")+" left out")
	}
	if working != "" {
		parts = append(parts, working)
	}
	return strings.Join(parts, " · ")
}

// folderRows lists the folders with their counts, two levels deep.
func (d *data) folderRows() []screen.Folder {
	var rows []screen.Folder
	for _, root := range d.folders {
		counts := map[string]int{}
		total := 0
		for _, f := range d.report.Files {
			rest, inside := strings.CutPrefix(f.Path, root+string(filepath.Separator))
			if !inside {
				continue
			}
			total++
			if sub, _, deeper := strings.Cut(rest, string(filepath.Separator)); deeper {
				counts[sub]++
			}
		}
		rows = append(rows, screen.Folder{Name: filepath.Base(root), Path: root, Count: number(total), Chosen: d.folder == root || d.folder == "" && len(d.folders) == 1})
		var subs []string
		for sub := range counts {
			subs = append(subs, sub)
		}
		sort.Slice(subs, func(i, j int) bool {
			return counts[subs[i]] > counts[subs[j]] || counts[subs[i]] == counts[subs[j]] && subs[i] < subs[j]
		})
		for i, sub := range subs {
			if i == 60 { // a thousand classes: the rest is in the grid
				rows = append(rows, screen.Folder{Name: fmt.Sprintf("and %s more", number(len(subs)-i)), Path: root, Depth: 1})
				break
			}
			path := filepath.Join(root, sub)
			rows = append(rows, screen.Folder{Name: sub, Path: path, Count: number(counts[sub]), Depth: 1, Chosen: d.folder == path})
		}
	}
	return rows
}

// leftOutRows groups what is left out by reason, with what to do.
func (d *data) leftOutRows() []screen.LeftOut {
	var rows []screen.LeftOut
	if len(d.left) > 0 {
		rows = append(rows, screen.LeftOut{Reason: "By you", Todo: "Open to take back", Count: number(len(d.left))})
	}
	if n := len(d.report.Copies); n > 0 {
		rows = append(rows, screen.LeftOut{Reason: "Exact copies", Todo: "Kept once", Count: number(n)})
	}
	for _, c := range d.report.Reasons() {
		rows = append(rows, screen.LeftOut{Reason: c.Name, Todo: "Not used; the file stays as it is", Count: number(c.Count)})
	}
	return rows
}

func (d *data) emptyView() screen.DataView {
	r := d.report
	v := screen.DataView{State: screen.DataEmpty, Title: "No pictures in " + name(d.folders[0])}
	other := r.Skipped.Hidden + r.Skipped.Temporary + r.Skipped.Other + r.Skipped.Runs
	total := other + len(r.Problems)
	v.Below = "It is empty. MAE Studio reads JPEG, PNG, GIF, BMP, TIFF and WebP."
	if total > 0 {
		v.Below = fmt.Sprintf("What is in it (%s) is something else. MAE Studio reads JPEG, PNG, GIF, BMP, TIFF and WebP.", plural(total, "file or folder", "files and folders"))
		v.Found = append(v.Found, screen.LeftOut{Reason: "What was in it", Count: number(total)})
	}
	for _, c := range r.Reasons() {
		v.Found = append(v.Found, screen.LeftOut{Reason: c.Name, Count: number(c.Count)})
	}
	if other > 0 {
		v.Found = append(v.Found, screen.LeftOut{Reason: "Other files", Count: number(other)})
	}
	return v
}

// chosen returns the pictures that folder, filter and reason let through.
func (d *data) chosen() []dataset.File {
	if d.reason >= 0 || d.filter == filterLeft {
		return d.leftFiles()
	}
	var files []dataset.File
	for _, f := range d.report.Files {
		if !d.left[f.Path] && (d.folder == "" || strings.HasPrefix(f.Path, d.folder+string(filepath.Separator))) {
			files = append(files, f)
		}
	}
	return files
}

// leftFiles are the files behind a reason, or all that are left out.
func (d *data) leftFiles() []dataset.File {
	rows := d.leftOutRows()
	all := d.reason < 0 || d.reason >= len(rows)
	want := func(reason string) bool { return all || rows[d.reason].Reason == reason }
	var files []dataset.File
	if want("By you") {
		for _, f := range d.report.Files {
			if d.left[f.Path] {
				files = append(files, f)
			}
		}
	}
	if want("Exact copies") {
		for _, c := range d.report.Copies {
			files = append(files, dataset.File{Path: c.Path})
		}
	}
	for _, p := range d.report.Problems {
		one := dataset.Report{Problems: []dataset.Problem{p}}
		if want(one.Reasons()[0].Name) {
			files = append(files, dataset.File{Path: p.Path})
		}
	}
	return files
}

// Files returns the pictures to learn from: the usable less what was left out.
func (d *data) Files() []dataset.File {
	if d.report == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(d.report.Files), func(f dataset.File) bool { return d.left[f.Path] })
}

func (d *data) showFolder(path string) {
	d.folder, d.filter, d.reason = path, filterAll, -1
	if len(d.folders) == 1 && path == d.folders[0] {
		d.folder = ""
	}
	d.refresh()
}

func (d *data) showReason(i int) { d.filter, d.reason = filterAll, i; d.refresh() }

func (d *data) showFilter(i int) { d.folder, d.filter, d.reason = "", i, -1; d.refresh() }

// load brings a thumbnail to the grid.
func (d *data) load(index, side int, done func(image.Image)) (cancel func()) {
	if index >= len(d.files) {
		return func() {}
	}
	off := false // read and written on Fyne's goroutine only
	stop := d.thumbs.Load(d.files[index].Path, side, func(img image.Image) {
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
	if index < len(d.files) && d.left[d.files[index].Path] {
		return "left out"
	}
	return ""
}

// selected shows a picture in the bottom bar.
func (d *data) selected(index int) {
	if index < 0 || index >= len(d.files) {
		d.screen.SetChoice(nil)
		return
	}
	f := d.files[index]
	c := &screen.Choice{Name: d.short(f.Path), Size: d.about(f), Out: d.left[f.Path]}
	d.screen.SetChoice(c)
	d.thumbs.Load(f.Path, 64, func(img image.Image) {
		d.w.do(func() {
			if d.screen.Grid().Selected() == index {
				c.Picture = img
				d.screen.SetChoice(c)
			}
		})
	})
}

func (d *data) about(f dataset.File) string {
	if f.Width == 0 {
		for _, p := range d.report.Problems {
			if p.Path == f.Path {
				return p.Reason
			}
		}
		for _, c := range d.report.Copies {
			if c.Path == f.Path {
				return "The same as " + d.short(c.Of)
			}
		}
	}
	return fmt.Sprintf("%d × %d px · %s", f.Width, f.Height, size(float64(f.Size)))
}

// short is a path below the folder that was chosen.
func (d *data) short(path string) string {
	for _, root := range d.folders {
		if rest, err := filepath.Rel(root, path); err == nil && !strings.HasPrefix(rest, "..") {
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

// leaveOut leaves the selected picture out, or takes it back, with undo.
func (d *data) leaveOut() {
	index := d.screen.Grid().Selected()
	if index < 0 || index >= len(d.files) {
		return
	}
	path := d.files[index].Path
	out := !d.left[path]
	d.setLeft(path, out)
	words := d.short(path) + " is left out."
	if !out {
		words = d.short(path) + " is back."
	}
	d.w.toast(words, func() { d.setLeft(path, !out) })
}

func (d *data) setLeft(path string, out bool) {
	if out {
		d.left[path] = true
	} else {
		delete(d.left, path)
	}
	d.screen.SetChoice(nil)
	d.w.model.pictures(len(d.Files()))
	d.refresh()
}

func (d *data) reveal() {
	if i := d.screen.Grid().Selected(); i >= 0 && i < len(d.files) {
		d.w.reveal(d.files[i].Path)
	}
}

// cancel ends a scan; the screen is as before it.
func (d *data) cancel() {
	d.stop()
	d.w.rail.SetProgress(dataKey, -1, false)
	d.folders, d.report = nil, nil
	d.view = screen.DataView{}
	d.display()
}
