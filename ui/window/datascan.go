package window

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
	"maestudio/core/run"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// open looks through folders, and forgets what was left out in others.
func (d *data) open(folders []string) { d.replace(folders, &album.Left{}) }

// replace looks through folders instead of the others, which come back where
// there is no picture in these.
func (d *data) replace(folders []string, left *album.Left) {
	d.begin(folders, left, false, "", true)
}

// look looks through folders; a scan under way is ended. The pictures that are shown and
// lie in these folders stay where they are meanwhile.
func (d *data) look(folders []string) { d.begin(folders, d.left.Clone(), d.copies, "", false) }

// like looks through the folders of a run, and leaves out what that run did not use.
func (d *data) like(dir string, c run.DataConfig) {
	d.begin(c.Folders, &album.Left{}, c.KeepCopies, dir, true)
}

// unused are the pictures of a report that a run does not use.
func unused(report *dataset.Report, dir string) (paths []string) {
	pictures, err := run.ListPictures(dir)
	if err != nil || len(pictures) == 0 {
		return nil // it is not known which those are
	}
	used := map[string]bool{}
	for _, p := range pictures {
		used[p.Path] = true
	}
	for _, f := range report.Files {
		if !used[f.Path] {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// begin begins to look through folders: instead of others, or beside them.
func (d *data) begin(folders []string, left *album.Left, copies bool, like string, instead bool) {
	d.stop()
	d.scanCtx, d.stop = context.WithCancel(d.w.ctx)
	ctx := d.scanCtx
	if d.album != nil {
		d.before = &before{d.looked, *d.left.Clone(), d.closer.running}
	}
	kept := d.stay(folders, instead)
	d.looked, d.left, d.added, d.instead = looked{folders: folders, copies: copies}, *left, nil, instead
	d.folder, d.filter, d.reason, d.worth, d.closer, d.silent = "", filterAll, "", nil, closer{}, false
	d.left.Keep(folders)
	d.w.settings.LastFolder = filepath.Dir(folders[0])
	d.w.welcome.tell("", "")
	d.view = screen.DataView{State: screen.DataScanning, Title: "Looking through " + name(folders[0])}
	d.keepShown(kept)
	d.display()
	d.w.Go(dataKey)
	options := d.scanOptions()
	d.w.start(func(context.Context) { d.scan(ctx, folders, options, like, kept) })
}

// stay are the pictures that are known to lie in folders, in their order; none where
// they are looked through instead of others.
func (d *data) stay(folders []string, instead bool) []*dataset.File {
	if d.album == nil || instead {
		return nil
	}
	inside := make([]string, len(folders))
	for i, dir := range folders {
		inside[i] = strings.TrimSuffix(dir, string(filepath.Separator)) + string(filepath.Separator)
	}
	return slices.DeleteFunc(d.album.Files("", &d.left), func(f *dataset.File) bool {
		return !slices.ContainsFunc(inside, func(dir string) bool { return strings.HasPrefix(f.Path, dir) })
	})
}

// keepShown shows what is known before a scan has found anything. Where that is shown
// already, no tile changes.
func (d *data) keepShown(kept []*dataset.File) {
	same := len(kept) > 0 && slices.EqualFunc(kept, d.files, func(a, b *dataset.File) bool { return a.Path == b.Path })
	d.list(kept, nil)
	switch {
	case same:
		d.screen.Grid().Select(-1)
	case len(kept) > 0:
		d.screen.Grid().Replace(d.source())
	default:
		d.screen.Grid().Set(d.source())
	}
	d.choice(nil)
}

// scan looks at headers, which is fast, and shows what it finds; then begins the
// second look.
func (d *data) scan(ctx context.Context, folders []string, options dataset.ScanOptions, like string, kept []*dataset.File) {
	tell := d.tellFound(ctx, folders, &options, kept)
	report, err := dataset.Scan(ctx, folders, options, tell)
	if ctx.Err() != nil {
		return
	}
	var made *album.Album
	if err == nil { // else there is no report
		made = album.New(report)
	}
	var out []string
	if err == nil && like != "" {
		out = unused(report, like)
	}
	d.w.show(ctx, func() {
		if d.refused(made, err) {
			return
		}
		d.left.Set(out, true)
		d.scanned(made, err, false)
		switch {
		case err != nil: // it is told
		case len(report.Files) > 0:
			d.lookCloser()
		default: // there is nothing to look at more closely
			d.w.rail.SetProgress(dataKey, -1, false)
		}
	})
}

func (d *data) scanOptions() dataset.ScanOptions {
	return dataset.ScanOptions{CacheDir: filepath.Join(cacheDir(), "scans"), KeepCopies: d.copies}
}

// scanPause is the least time between two views of a scan.
const scanPause = 250 * time.Millisecond

// tellFound shows what the first pass has met so far: the pictures in the order
// they are met after those that were kept, so that those on the screen stay where they
// are. What that takes goes off the screen's goroutine, and the pause grows with it.
func (d *data) tellFound(ctx context.Context, folders []string, o *dataset.ScanOptions, kept []*dataset.File) func(dataset.ScanProgress) {
	var found []*dataset.File
	var refused []dataset.Problem
	shown, known := slices.Clone(kept), map[string]bool{}
	for _, f := range kept {
		known[f.Path] = true
	}
	o.Found = func(f dataset.File) {
		found = append(found, &f)
		if !known[f.Path] {
			shown = append(shown, &f)
		}
	}
	o.Refused = func(p dataset.Problem) { refused = append(refused, p) }
	last, pause := time.Time{}, scanPause
	var moved stall
	return func(p dataset.ScanProgress) {
		begin := time.Now()
		if begin.Sub(last) < pause {
			return
		}
		silent := moved.at(p.Met+p.Usable+p.Problems, begin)
		sorted := album.Values(found)
		slices.SortFunc(sorted, func(a, b dataset.File) int { return strings.Compare(a.Path, b.Path) })
		sofar := album.New(&dataset.Report{Folders: folders, Files: sorted, Problems: slices.Clone(refused)})
		d.w.show(ctx, func() { d.silent = silent; d.found(p, sofar, shown[:len(shown):len(shown)]) })
		last = time.Now()
		pause = max(scanPause, 4*last.Sub(begin))
	}
}

// found shows a scan under way.
func (d *data) found(p dataset.ScanProgress, sofar *album.Album, files []*dataset.File) {
	share := 0.0
	if p.Total > 0 {
		share = float64(p.Done) / float64(p.Total)
	}
	d.w.rail.SetProgress(dataKey, share, false)
	where := filepath.Base(d.folders[0])
	if n := len(d.folders); n > 1 {
		where = fmt.Sprintf("%d folders", n)
	}
	d.view = screen.DataView{State: screen.DataScanning, Title: plural(p.Usable, "picture", "pictures") + " so far",
		Below: fmt.Sprintf("Looking through %s%s · %s left out", where, scanRate(p), number(p.Problems)),
		Seen:  plural(p.Met, "file", "files") + " seen", Share: share,
		Folders: d.folderRows(sofar), LeftOut: reasonRows(sofar), LeftOutCount: number(p.Problems),
		Trouble: d.view.Trouble, Remedy: d.view.Remedy, Picture: d.view.Picture, Again: d.view.Again} // of a drop meanwhile
	if d.silent {
		d.view.Title, d.view.Below = noAnswer, fmt.Sprintf("%s so far. It goes on as soon as the disk with %s answers; Cancel ends it.", plural(p.Usable, "picture", "pictures"), where)
	}
	if share > 0 {
		d.view.Seen = percentOf(share) + " looked at"
	}
	d.list(files, nil)
	d.screen.Grid().Extend(len(files))
	d.display()
}

// scanRate is how many files are looked at in a second; a moment's worth says nothing.
func scanRate(p dataset.ScanProgress) string {
	if p.Elapsed < time.Second {
		return ""
	}
	return " · " + rate(float64(p.Done)/p.Elapsed.Seconds()) + " files a second"
}

// scanned takes what a pass has found.
func (d *data) scanned(found *album.Album, err error, checked bool) {
	if checked || err != nil {
		d.w.rail.SetProgress(dataKey, -1, false)
		d.closer, d.worth = closer{}, nil
	}
	if err != nil {
		d.looked, d.before = looked{}, nil
		d.view = screen.DataView{}
		d.display()
		d.fail(err.Error(), "Choose another folder, or drop one.")
		return
	}
	before := d.before
	d.album, d.checked, d.before = found, checked, nil
	if checked && d.w.current == modelKey {
		d.w.model.measure() // anew what was measured meanwhile
	}
	d.w.model.pictures(d.count())
	d.sayAdded()
	d.sayGone()
	d.refresh(false)
	if before != nil && d.instead {
		d.sayInstead(before)
	}
}

// sayInstead tells that other pictures were there before, with a way back to them.
func (d *data) sayInstead(before *before) {
	if slices.Equal(before.folders, d.folders) {
		return
	}
	d.w.done(name(d.folders[0])+" is shown instead of "+name(before.folders[0])+".", func() {
		d.stop()
		d.before = before
		d.w.rail.SetProgress(dataKey, -1, false)
		d.back()
		if !d.checked {
			d.lookCloser()
		}
	})
}

// sayAdded tells when a folder that was added brought nothing.
func (d *data) sayAdded() {
	for _, f := range d.album.Roots {
		if f.From == f.To && slices.Contains(d.added, f.Path) {
			d.view.Trouble, d.view.Remedy = "No pictures in "+name(f.Path)+".", "It stays on the list; the cross at its row takes it off."
		}
	}
	d.added = nil
}

// sayGone tells when many files went away while they were looked at: their disk did.
func (d *data) sayGone() {
	gone := 0
	for _, p := range d.album.Report.Problems {
		if p.Kind == picture.Gone {
			gone++
		}
	}
	if d.view.Again = gone*10 > len(d.album.Report.Files); d.view.Again {
		d.view.Trouble = plural(gone, "file", "files") + " went away while they were looked at."
		d.view.Remedy = "Nothing was changed in them. When their disk or folder is back, look through it again."
	}
}

// refused brings back what was there before a scan that found nothing to learn
// from, and says so.
func (d *data) refused(found *album.Album, err error) bool {
	if d.before == nil || err == nil && (!d.instead || len(found.Report.Files) > 0) {
		return false
	}
	what, todo := "No pictures in "+name(d.folders[0])+".", "The pictures chosen before are still there. Choose another folder, or drop one."
	if err != nil {
		what = err.Error()
	}
	goOn := d.before.closer
	d.back()
	d.w.rail.SetProgress(dataKey, -1, false)
	if goOn {
		d.lookCloser()
	}
	d.fail(what, todo)
	return true
}

// back shows what was there before the scan.
func (d *data) back() {
	d.looked, d.left, d.before = d.before.looked, d.before.left, nil
	d.closer = closer{stopped: !d.checked}
	d.refresh(true)
}

// cancel ends a scan; the screen is as before it.
func (d *data) cancel() {
	d.stop()
	d.w.rail.SetProgress(dataKey, -1, false)
	d.view = screen.DataView{}
	if d.before == nil {
		d.looked = looked{}
		d.display()
		return
	}
	d.back()
}

// list takes what the grid shows.
func (d *data) list(files []*dataset.File, why []string) { d.files, d.why = files, why }

func (d *data) source() widget.GridSource {
	return widget.GridSource{Count: len(d.files), Load: d.load, Badge: d.badge}
}
