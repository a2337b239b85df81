package window

import (
	"context"
	"fmt"
	"strings"
	"time"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/core/dataset/hygiene"
	"maestudio/ui/screen"
)

// closer is the second look at the pictures: every byte of each, for damage,
// copies, and what may not be worth learning from. It begins by itself, can be
// stopped, and goes on where it was.
type closer struct {
	running bool
	stopped bool
	halt    context.CancelFunc
	last    dataset.ScanProgress
	silent  bool // the disk does not answer
}

// lookCloser begins the second look, or goes on with it.
func (d *data) lookCloser() {
	if d.scanCtx.Err() != nil { // a scan of other folders was cancelled
		d.scanCtx, d.stop = context.WithCancel(d.w.ctx)
	}
	ctx, halt := context.WithCancel(d.scanCtx)
	d.closer = closer{running: true, halt: halt, last: d.closer.last}
	folders, options := d.folders, d.scanOptions()
	options.Check = true
	d.sayCloser()
	d.w.start(func(context.Context) {
		defer halt()
		report, err := dataset.Scan(ctx, folders, options, d.tellCloser(ctx))
		if ctx.Err() != nil {
			return
		}
		var made *album.Album
		if err == nil {
			made = album.New(report)
		}
		d.w.show(ctx, func() { d.scanned(made, err, true) })
	})
}

// tellCloser shows how far the second look is.
func (d *data) tellCloser(ctx context.Context) func(dataset.ScanProgress) {
	last := time.Time{}
	var moved stall
	return func(p dataset.ScanProgress) {
		if time.Since(last) < scanPause || !p.Checking || p.Total == 0 {
			return
		}
		last = time.Now()
		silent := moved.at(p.Done, last)
		d.w.show(ctx, func() {
			d.closer.silent = silent
			d.w.rail.SetProgress(dataKey, progressShare(p), false)
			d.closer.last = p
			d.sayCloser()
		})
	}
}

// stopOrGoOn is the button of the second look.
func (d *data) stopOrGoOn() {
	switch {
	case d.album == nil:
		return
	case d.closer.running:
		d.closer.halt()
		d.closer.running, d.closer.stopped = false, true
		d.w.rail.SetProgress(dataKey, -1, false)
	case d.closer.stopped:
		d.lookCloser()
	}
	d.sayCloser()
}

// sayCloser shows how far the second look is.
func (d *data) sayCloser() {
	d.view.Title, d.view.Closer, d.view.Below = d.title(), d.closerView(), d.below()
	d.display()
}

func (d *data) closerView() screen.CloserView {
	c := d.closer
	v := screen.CloserView{Shown: c.running || c.stopped, Running: c.running, Share: progressShare(c.last), Words: "Looking closer"}
	if c.stopped {
		v.Words = "Not all looked at closely"
	}
	if c.last.Total > 0 {
		v.Below = fmt.Sprintf("%s of %s", number(c.last.Done), number(c.last.Total))
	}
	if c.running && c.last.Rate > 0 {
		v.Below = span(c.last.Left) + " left"
	}
	return v
}

// closerWords is what the line below the title says of the second look.
func (d *data) closerWords() string {
	c := d.closer
	if !c.running || c.last.Total == 0 {
		return ""
	}
	if c.silent {
		return "it goes on as soon as the disk answers"
	}
	words := fmt.Sprintf("looked closely at %s of %s", number(c.last.Done), number(c.last.Total))
	if c.last.Rate > 0 {
		words += ", " + rate(c.last.Rate) + " a second"
	}
	return words
}

// worthRows lists what may not be worth learning from.
func (d *data) worthRows() (rows []screen.LeftOut, total int) {
	for _, w := range d.album.Worth {
		n, out := len(w.Files), w.Left(&d.left)
		todo := "Learned from, unless you say so"
		switch {
		case out == n:
			todo = "Left out"
		case out > 0:
			todo = fmt.Sprintf("%s of %s left out", number(out), number(n))
		}
		rows = append(rows, screen.LeftOut{Reason: w.Title, Todo: todo, Count: number(n), Chosen: d.worth != nil && d.worth.Title == w.Title})
		total += n
	}
	return rows, total
}

// showWorth shows the pictures of a kind.
func (d *data) showWorth(i int) {
	if d.album == nil || i >= len(d.album.Worth) {
		return
	}
	d.folder, d.filter, d.reason, d.worth = "", filterAll, "", &d.album.Worth[i]
	d.refresh(true)
}

// worthFiles are the pictures of the kind that is shown.
func (d *data) worthFiles() (files []*dataset.File, why []string) {
	for _, o := range d.worth.Shown() {
		if f, there := d.album.File(o.Path); there {
			words := o.Why
			if of := d.worth.Of[o.Path]; of != "" {
				words = "Nearly the same as " + d.short(of)
			}
			files, why = append(files, f), append(why, words)
		}
	}
	return files, why
}

// leaveAll leaves all pictures of the kind that is shown out, or takes them back
// where they are, with undo.
func (d *data) leaveAll() {
	if d.worth == nil {
		return
	}
	out := d.worth.Left(&d.left) < len(d.worth.Files)
	var paths []string // those that change
	for _, p := range d.worth.Paths() {
		if d.left.Has(p) != out {
			paths = append(paths, p)
		}
	}
	words := plural(len(paths), "picture is", "pictures are") + " back."
	if out {
		words = plural(len(paths), "picture is", "pictures are") + " left out: " + strings.ToLower(d.worth.Title) + "."
	}
	d.setLeft(paths, out)
	d.w.done(words, func() { d.setLeft(paths, !out) })
}

// allWords is what leaveAll would do.
func (d *data) allWords() string {
	switch {
	case d.worth == nil:
		return ""
	case d.worth.Left(&d.left) < len(d.worth.Files):
		if d.worth.Kind == hygiene.Near {
			return "Leave the copies out"
		}
		return "Leave all out"
	}
	return "Take all back"
}

// worthBadge marks what is not like the others of the kind that is shown.
func (d *data) worthBadge(path string) string {
	switch {
	case d.left.Has(path):
		return "left out"
	case d.worth.Keeps[path]:
		return "stays"
	}
	return ""
}

func progressShare(p dataset.ScanProgress) float64 {
	if p.Checking && p.Total > 0 {
		return float64(p.Done) / float64(p.Total)
	}
	return 0
}
