package window

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// refresh shows what was found, with the filters that are chosen. other tells
// that the person asked for other pictures, which begin at the top.
func (d *data) refresh(other bool) {
	if d.album == nil {
		return
	}
	if len(d.album.Report.Files) == 0 {
		d.view = d.emptyView()
		d.display()
		return
	}
	out := number(d.outCount())
	worth, total := d.worthRows()
	d.view = screen.DataView{State: screen.DataReady, Title: d.title(), Below: d.below(), Folders: d.folderRows(d.album),
		LeftOut: d.leftOutRows(), LeftOutCount: out, Passed: d.passed(), NoneLeft: d.count() == 0,
		Trouble: d.view.Trouble, Remedy: d.view.Remedy, Picture: d.view.Picture, Again: d.view.Again, // it stays until it is dismissed
		Worth: worth, WorthCount: number(total), All: d.allWords(), Closer: d.closerView(), HasCopies: d.hasCopies(), Once: !d.copies,
		Filters: []screen.Filter{
			{Label: "All " + number(d.count()), Chosen: d.filter == filterAll && d.reason == "" && d.folder == "" && d.worth == nil},
			{Label: "Left out " + out, Chosen: d.filter == filterLeft || d.reason != ""},
		}}
	if d.worth != nil {
		d.view.Filters = append(d.view.Filters, screen.Filter{Label: d.worth.Title + " " + number(len(d.worth.Files)), Chosen: true})
	}
	d.display()
	d.refill(other)
}

// refill gives the grid its pictures, unless they are those that it shows.
func (d *data) refill(other bool) {
	files, why := d.chosen()
	same := slices.EqualFunc(files, d.files, func(a, b *dataset.File) bool { return a == b || a.Path == b.Path })
	d.list(files, why)
	switch {
	case other:
		d.screen.Grid().Set(d.source())
	case !same:
		d.screen.Grid().Replace(d.source())
	}
	if other || !same {
		d.choice(nil)
	}
}

// outCount is how many files are left out, by whatever reason.
func (d *data) outCount() int {
	r := d.album.Report
	return len(r.Problems) + len(r.Copies) + d.left.Below("")
}

func (d *data) title() string {
	if d.closer.running && d.closer.silent {
		return noAnswer
	}
	switch n := d.count(); n {
	case 0:
		return "All pictures are left out"
	case 1:
		if d.closer.running {
			return "1 picture so far"
		}
		return "1 picture is ready"
	default:
		if d.closer.running {
			return number(n) + " pictures so far"
		}
		return number(n) + " pictures are ready"
	}
}

func (d *data) below() string {
	r := d.album.Report
	parts := []string{"From " + filepath.Base(d.folders[0])}
	if len(d.folders) > 1 {
		parts[0] = fmt.Sprintf("From %d folders", len(d.folders))
	}
	parts = append(parts, size(float64(r.Bytes())))
	if formats := r.Formats(); len(formats) > 0 {
		words := strings.ToUpper(formats[0].Name)
		if len(formats) > 1 {
			words += " and others"
		}
		parts = append(parts, words)
	}
	if n := d.outCount(); n > 0 {
		parts = append(parts, plural(n, "file", "files")+" left out")
	}
	if words := d.closerWords(); words != "" {
		parts = append(parts, words)
	}
	return strings.Join(parts, " · ")
}

// passed tells what else lies in the folders.
func (d *data) passed() string {
	s := d.album.Report.Skipped
	if n := s.Hidden + s.Temporary + s.Other + s.Runs; n > 0 {
		return plural(n, "other file is not a picture", "other files are not pictures") + "."
	}
	return ""
}

// folderRows lists the folders with their counts, as far as they are unfolded.
func (d *data) folderRows(a *album.Album) []screen.Folder {
	var rows []screen.Folder
	folds := slices.ContainsFunc(a.Roots, func(f *album.Folder) bool { return len(f.Subs) > 0 })
	var add func(f *album.Folder, indent int)
	add = func(f *album.Folder, indent int) {
		row := screen.Folder{Name: f.Name, Path: f.Path, Indent: indent, Count: number(f.To - f.From - d.left.Below(f.Path)),
			Chosen: d.folder == f.Path}
		open := d.unfolded(a, f)
		switch {
		case len(f.Subs) > 0 && open:
			row.Fold = widget.Unfolded
		case len(f.Subs) > 0:
			row.Fold = widget.Folded
		case folds:
			row.Indent += foldRoom
		}
		rows = append(rows, row)
		if !open {
			return
		}
		for _, sub := range f.Subs {
			add(sub, indent+16)
		}
	}
	for _, root := range a.Roots {
		at := len(rows)
		add(root, 0)
		rows[at].Removable = len(a.Roots) > 1
		rows[at].Chosen = rows[at].Chosen || d.folder == "" && len(a.Roots) == 1
	}
	return rows
}

// foldRoom keeps the icon of a folder that does not fold under those that do.
const foldRoom = 22

// unfolded tells whether the folders in a folder are shown: those of the first
// level are, until the person says otherwise.
func (d *data) unfolded(a *album.Album, f *album.Folder) bool {
	if shown, said := d.shown[f.Path]; said {
		return shown
	}
	return len(a.Roots) <= 3 && slices.Contains(a.Roots, f)
}

// byYou is the reason of what the person left out.
const byYou = "By you"

// leftOutRows groups what is left out by reason, with what to do.
func (d *data) leftOutRows() []screen.LeftOut {
	rows := reasonRows(d.album)
	for i := range rows {
		rows[i].Chosen = rows[i].Reason == d.reason
	}
	if n := d.left.Below(""); n > 0 {
		rows = append([]screen.LeftOut{{Reason: byYou, Todo: "Open to take them back", Count: number(n), Chosen: d.reason == byYou}}, rows...)
	}
	return rows
}

func reasonRows(a *album.Album) []screen.LeftOut {
	var rows []screen.LeftOut
	for _, r := range a.Reasons {
		rows = append(rows, screen.LeftOut{Reason: r.Title, Todo: r.Todo, Count: number(len(r.Files))})
	}
	return rows
}

func (d *data) emptyView() screen.DataView {
	r := d.album.Report
	v := screen.DataView{State: screen.DataEmpty, Title: "No pictures in " + name(d.folders[0])}
	if len(d.folders) > 1 {
		v.Title = fmt.Sprintf("No pictures in these %d folders", len(d.folders))
	}
	other := r.Skipped.Hidden + r.Skipped.Temporary + r.Skipped.Other + r.Skipped.Runs
	total := other + len(r.Problems)
	v.Below = "It is empty. MAE Studio reads JPEG, PNG, GIF, BMP, TIFF and WebP."
	switch {
	case total > 0 && !slices.ContainsFunc(r.Problems, read) && other == 0:
		v.Below = "What is in it cannot be read: it went away, or may not be opened. Choose it again when that is mended."
	case total > 0:
		v.Below = fmt.Sprintf("What is in it (%s) is something else. MAE Studio reads JPEG, PNG, GIF, BMP, TIFF and WebP.", plural(total, "file or folder", "files and folders"))
		v.Found = append(v.Found, screen.LeftOut{Reason: "What was in it", Count: number(total)})
	}
	for _, reason := range d.album.Reasons {
		v.Found = append(v.Found, screen.LeftOut{Reason: reason.Title, Count: number(len(reason.Files))})
	}
	if other > 0 {
		v.Found = append(v.Found, screen.LeftOut{Reason: "Other files", Count: number(other)})
	}
	return v
}

// read tells whether a problem is of what could be looked at.
func read(p dataset.Problem) bool { return p.Kind != dataset.Folder && p.Kind != picture.Gone }

func (d *data) showFolder(path string) {
	d.filter, d.reason, d.worth = filterAll, "", nil
	if d.folder == path || len(d.folders) == 1 && path == d.folders[0] {
		path = "" // a second click shows all again
	}
	d.folder = path
	d.refresh(true)
}

// fold shows the folders in a folder, or no longer.
func (d *data) fold(path string) {
	if d.album == nil {
		return
	}
	for _, row := range d.view.Folders {
		if row.Path == path {
			d.shown[path] = row.Fold == widget.Folded
		}
	}
	d.view.Folders = d.folderRows(d.album)
	d.display()
}

func (d *data) showReason(i int) {
	if i >= len(d.view.LeftOut) || d.album == nil {
		return
	}
	d.folder, d.filter, d.reason, d.worth = "", filterAll, d.view.LeftOut[i].Reason, nil
	d.refresh(true)
}

func (d *data) showFilter(i int) {
	if i > filterLeft {
		return // the kind that is shown
	}
	d.folder, d.filter, d.reason, d.worth = "", i, "", nil
	d.refresh(true)
}
