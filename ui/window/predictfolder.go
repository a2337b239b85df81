package window

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"maestudio/core/dataset"
	classifying "maestudio/core/predict"
	"maestudio/ui/widget"
)

// folder is many pictures that are named one after the other.
type folder struct {
	name           string
	folders, files []string // that were dropped
	stop           context.CancelFunc
	running        bool
	stopped        bool
	began          time.Time
	took           time.Duration
	total          int // 0 before the folders are looked through
	all            []classifying.Named
	filter         int
	rows           []int // of all, those that the list shows
	copying        *copying

	before   *folder // what was there when it was dropped, and is again where it holds nothing
	pictured taken

	mu    sync.Mutex
	fresh []classifying.Named // that are not in all yet
}

const (
	filterNamed = iota
	filterUnsure
	filterLost
)

// holds tells whether a picture is one of the folder's.
func (f *folder) holds(path string) bool {
	return slices.ContainsFunc(f.all, func(n classifying.Named) bool { return n.Path == path })
}

// add takes an answer, on any goroutine.
func (f *folder) add(n classifying.Named) {
	f.mu.Lock()
	f.fresh = append(f.fresh, n)
	f.mu.Unlock()
}

// collect moves what has come to all, on Fyne's goroutine.
func (f *folder) collect() {
	f.mu.Lock()
	f.all = append(f.all, f.fresh...)
	f.fresh = nil
	f.mu.Unlock()
}

// waits tells whether something has come.
func (f *folder) waits() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.fresh) > 0
}

// nameOfDrop is what the list of some folders and files is called.
func nameOfDrop(folders, files []string) string {
	if len(folders) == 1 && len(files) == 0 {
		return filepath.Base(folders[0])
	}
	if len(folders) == 0 {
		return plural(len(files), "picture", "pictures")
	}
	return plural(len(folders), "folder", "folders")
}

// folderEvery is how often the list shows what has come.
const folderEvery = 250 * time.Millisecond

// sortFolder names all pictures in some folders, and some files.
func (p *predict) sortFolder(name string, folders, files []string) {
	if p.folder != nil {
		p.folder.stop()
	}
	ctx, stop := context.WithCancel(p.w.ctx)
	f := &folder{name: name, folders: folders, files: files, stop: stop, running: true, began: p.w.now()}
	p.folder, p.trouble = f, [2]string{}
	p.refill(true)
	p.w.Go(predictKey)
	m := p.opened
	if m == nil {
		return // it begins once a model is opened
	}
	p.w.start(func(context.Context) {
		paths, lost, err := picturesIn(ctx, folders, files)
		p.w.show(ctx, func() { f.total = len(paths); p.refill(false) })
		if err == nil {
			showing, end := context.WithCancel(ctx)
			p.w.start(func(context.Context) { p.w.pulse(showing, folderEvery, p.look(f)) })
			err = m.Each(ctx, paths, func(r classifying.Result) error { f.add(r.Name(mostNamed)); return nil })
			end()
		}
		for _, n := range lost {
			f.add(n)
		}
		p.w.do(func() { p.sorted(f, err) }) // of one that was stopped too
	})
}

// picturesIn lists the pictures in folders, and files; lost are those that cannot be used.
func picturesIn(ctx context.Context, folders, files []string) (paths []string, lost []classifying.Named, err error) {
	paths = slices.Clone(files)
	if len(folders) == 0 {
		return paths, nil, nil
	}
	report, err := dataset.Scan(ctx, folders, dataset.ScanOptions{}, nil)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range report.Files {
		paths = append(paths, f.Path)
	}
	for _, problem := range report.Problems {
		lost = append(lost, classifying.Named{Path: problem.Path, Err: errors.New(problem.Reason)})
	}
	return paths, lost, nil
}

// look shows what has come of a folder.
func (p *predict) look(f *folder) func() func() {
	return func() func() {
		if !f.waits() {
			return nil
		}
		return func() { p.came(f) }
	}
}

func (p *predict) came(f *folder) {
	if p.folder != f {
		return
	}
	f.collect()
	p.refill(false)
	if first := slices.IndexFunc(f.all, func(n classifying.Named) bool { return n.Err == nil }); first >= 0 && !f.holds(p.picture.path) && p.leaving != f {
		p.ask(f.all[first].Path)
		p.mark()
	}
}

// sorted ends a folder: all pictures are named, or it was stopped.
func (p *predict) sorted(f *folder, err error) {
	if p.folder != f {
		return
	}
	f.running, f.took = false, p.w.now().Sub(f.began)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, classifying.ErrClosed):
		f.stopped = true
	case err != nil:
		f.stopped = true
		p.trouble = [2]string{fullStop(err.Error()), "Drop the folder again."}
	case f.total == 0:
		if f.collect(); len(f.all) == 0 {
			p.folder, p.picture = f.before, f.pictured
			p.refill(true)
		}
		p.trouble = [2]string{"There are no pictures in “" + f.name + "” that can be read.", "MAE Studio reads JPEG, PNG, GIF, BMP, TIFF and WebP. Choose another folder."}
	}
	p.came(f)
	p.refill(false)
}

// stopped ends what runs: copying, or naming.
func (p *predict) stop() {
	switch f := p.folder; {
	case f == nil:
	case f.copying != nil:
		f.copying.stop()
	default:
		f.stop()
	}
}

// refill gives the list its rows; other tells that they are others than before.
func (p *predict) refill(other bool) {
	f := p.folder
	if f == nil {
		p.show()
		return
	}
	f.rows = f.rows[:0]
	for i, n := range f.all {
		if f.filter == filterNamed || f.filter == filterUnsure && n.Unsure(p.unsure()) || f.filter == filterLost && n.Err != nil {
			f.rows = append(f.rows, i)
		}
	}
	if other {
		p.screen.Answers().Set(widget.AnswerSource{Count: len(f.rows), View: p.rowView(f), Load: p.rowPicture(f)})
		p.mark()
	} else {
		p.screen.Answers().Update(len(f.rows))
	}
	p.show()
}

// mark selects the row of the picture that is shown.
func (p *predict) mark() {
	f := p.folder
	p.screen.Answers().Select(slices.IndexFunc(f.rows, func(i int) bool { return f.all[i].Path == p.picture.path }))
}

// unsure is the threshold as a probability.
func (p *predict) unsure() float64 { return float64(p.threshold) / 100 }

func (p *predict) filter(i int) {
	p.folder.filter = p.filters()[i].kind
	p.refill(true)
}

// row shows the picture of a row.
func (p *predict) row(i int) {
	f := p.folder
	if f == nil || i >= len(f.rows) {
		return
	}
	n := f.all[f.rows[i]]
	if n.Err != nil { // nothing moves: it is about one row of many
		p.w.toast(fmt.Sprintf("%s was left out: %s", name(n.Path), fullStop(n.Err.Error())), nil)
		return
	}
	p.ask(n.Path)
}

func (p *predict) rowView(f *folder) func(int) widget.AnswerView {
	return func(i int) widget.AnswerView {
		n := f.all[f.rows[i]]
		v := widget.AnswerView{File: filepath.Base(n.Path)}
		if n.Err != nil {
			v.Trouble = capital(n.Err.Error())
			return v
		}
		best := n.Best[0]
		v.Class, v.Share, v.Value = p.class(best.Class), best.Probability, likely(best.Probability)
		if v.Warn = n.Unsure(p.unsure()); v.Warn {
			v.Class = "unsure: " + v.Class
		}
		return v
	}
}

func (p *predict) rowPicture(f *folder) func(int, int, func(image.Image)) func() {
	return func(i, side int, done func(image.Image)) func() {
		n := f.all[f.rows[i]]
		if n.Err != nil {
			return func() {}
		}
		side = int(math.Ceil(float64(side) * float64(p.w.win.Canvas().Scale())))
		return p.w.data.thumbnail(n.Path, side, done)
	}
}
