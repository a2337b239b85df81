package window

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"maestudio/core/evaluate"
	"maestudio/core/library"
	"maestudio/core/morelabels"
	"maestudio/core/report"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/core/worth"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// result is how good a classifier is.
type result struct {
	w      *Window
	tune   *tune
	screen *screen.Result
	dir    string
	called string // the name of the run in dir
	config run.Config
	stop   context.CancelFunc // ends what is found out about dir

	found *evaluate.Result // nil until it is known
	state worker.State
	cell  []evaluate.Picture // that stand beside the matrix
	shown screen.CellView    // of them
	pairs [][2]int           // instead of the matrix's cells, where there are too many classes
	worst []screen.Face
	view  screen.ResultView

	heard     corrections
	suspected []evaluate.Suspect // of which nothing was said

	worth, more *inquiry // was pre-training worth it? would more labels help?
}

func newResult(w *Window, t *tune) *result {
	r := &result{w: w, tune: t, stop: func() {}}
	r.worth = &inquiry{r: r, subject: subjects[worth.Question.Name], stop: func() {}}
	r.more = &inquiry{r: r, subject: subjects[morelabels.Question.Name], stop: func() {}}
	r.screen = screen.NewResult(screen.ResultParams{
		Stop: r.halt, Judge: func() { r.open(r.dir) },
		New: t.again, Try: func() { w.predict.prefer(r.dir); w.Go(predictKey) }, Extend: r.extend, Export: func() { w.export(r.dir) },
		Cell: r.openCell, Mistakes: r.openMistakes, Pair: func(i int) { r.openCell(r.pairs[i][0], r.pairs[i][1]) },
		Open: r.openPicture, Reveal: r.suspect,
		Chosen: r.sayable, Confirm: r.confirm, Correct: r.correct, Again: r.again,
		Worth: screen.StudyParams{Begin: r.worth.ask, Stop: r.worth.halt},
		More:  screen.StudyParams{Begin: r.more.ask, Stop: r.more.halt},
	})
	return r
}

// open finds out how good the classifier in a folder is, and shows it.
func (r *result) open(dir string) {
	r.w.fromDisk("“"+filepath.Base(dir)+"”", func() func() {
		own, err := run.Open(dir)
		kept, called := evaluate.Kept(dir) != nil, library.NameOf(dir)
		return func() {
			if err != nil { // Runs says why
				return
			}
			r.called = called
			if dir == r.dir && r.found != nil && kept {
				r.show()
				r.hear()
				return
			}
			r.find(own)
		}
	})
}

// find finds out how good a classifier is.
func (r *result) find(own *run.Run) {
	dir := own.Dir
	r.stop()
	ctx, stop := context.WithCancel(r.w.ctx)
	r.dir, r.config, r.stop, r.found, r.cell, r.shown, r.worst = dir, own.Config, stop, nil, nil, noCell, nil
	r.heard, r.suspected = corrections{}, nil
	r.screen.Tabs().Choose(screen.TabMistakes)
	r.view = screen.ResultView{Working: true, Title: "How good is it?", Below: r.called + " is asked about the pictures kept for checking, and compared with what needs no training."}
	r.screen.Set(r.view)
	r.w.retitle()
	threads := r.w.settings.WorkerThreads()
	r.w.start(func(context.Context) {
		last := -1
		found, err := evaluate.Own(ctx, dir, threads, evaluate.Watch{Progress: func(done, total int) {
			if part := 50 * done / max(1, total); part != last {
				last = part
				r.w.show(ctx, func() { r.asked(done, total) })
			}
		}})
		state, _, _ := worker.Follow(dir).Next() // without it there are no curves
		said := correctionsOf(dir)
		r.w.show(ctx, func() {
			r.heard = said
			r.took(found, state, err)
		})
		if err == nil {
			_, _ = report.Write(dir) // the page tells it too; what cannot be written is shown here
		}
	})
	r.worth.follow(own)
	r.more.follow(own)
}

// halt ends finding that out.
func (r *result) halt() {
	r.stop()
	r.view = screen.ResultView{Stopped: true, Title: "How good is it?", Below: r.called + " was not judged: you stopped that. It is as it was."}
	r.screen.Set(r.view)
	r.w.retitle()
}

// asked shows how far asking it is. Pictures do not say it: most are looked at twice, by
// the classifier and by the encoder before it.
func (r *result) asked(done, total int) {
	r.view.Share = float64(done) / float64(max(1, total))
	r.view.Left = percentOf(r.view.Share)
	r.screen.Set(r.view)
}

// took shows what was found.
func (r *result) took(found *evaluate.Result, state worker.State, err error) {
	r.state = state
	if err != nil {
		r.view = screen.ResultView{Title: "It cannot be said how good it is", Below: r.called, Trouble: err.Error(), Remedy: "The classifier is as it was."}
		r.screen.Set(r.view)
		r.w.retitle()
		return
	}
	r.found = withReadable(found)
	r.show()
	r.openFirst()
	r.loadWorst()
	r.fillSuspects()
}

// fillSuspects shows the pictures whose labels are likely wrong. Where one was settled
// the next takes its place.
func (r *result) fillSuspects() {
	all, grid := r.found.StillSuspect(r.heard.said), r.screen.Suspects()
	if slices.Equal(all, r.suspected) {
		return
	}
	at := min(grid.Selected(), len(all)-1)
	r.suspected = all
	grid.Replace(widget.GridSource{Count: len(all), Load: func(i, side int, done func(image.Image)) func() {
		return r.w.picture(all[i].Path, side, done)
	}, Badge: func(i int) string { return r.found.Names[all[i].Label] }})
	grid.Select(at)
}

// withReadable is a result with names of classes as they are shown, in what is said of
// suspects too.
func withReadable(found *evaluate.Result) *evaluate.Result {
	shown := *found
	shown.Names, shown.Suspects = readable(found.Names), slices.Clone(found.Suspects)
	for i, s := range shown.Suspects {
		for k, name := range found.Names {
			s.Reason = strings.ReplaceAll(s.Reason, strconv.Quote(name), strconv.Quote(shown.Names[k]))
		}
		shown.Suspects[i].Reason = s.Reason
	}
	return &shown
}

// openFirst opens the cell with most mistakes, so that there is something to see.
func (r *result) openFirst() {
	row, column, most := -1, -1, 0
	for i, cells := range r.found.Confusion {
		for k, n := range cells {
			if i != k && n > most {
				row, column, most = i, k, n
			}
		}
	}
	if row >= 0 {
		r.openCell(row, column)
		return
	}
	r.cell, r.shown = nil, screen.CellView{Row: -1, Column: -1, Title: "No mistakes",
		Words: fmt.Sprintf("It called %s what it is. Pictures of other kinds than these will show more.", every(len(r.found.Pictures)))}
	r.screen.SetCell(r.shown)
	r.screen.Cell().Set(widget.GridSource{})
}

// noCell is what is shown before a cell is open.
var noCell = screen.CellView{Row: -1, Column: -1}

// every names all of some pictures.
func every(n int) string {
	if n == 1 {
		return "the picture kept for checking"
	}
	return fmt.Sprintf("each of the %s pictures kept for checking", number(n))
}

// openCell shows the pictures of one class that were taken for another, or rightly.
func (r *result) openCell(row, column int) {
	f := r.found
	of := f.Classes[row].Pictures
	title := fmt.Sprintf("%s, taken for %s", capital(f.Names[row]), f.Names[column])
	if row == column {
		title = fmt.Sprintf("%s, rightly so called", f.Names[row])
	}
	pictures := f.Between(func(p evaluate.Picture) bool { return p.Label == row && p.Predicted == column })
	r.showCell(pictures, screen.CellView{Row: row, Column: column, Title: title, Count: fmt.Sprintf("%s of %s", number(len(pictures)), number(of)), Pictures: len(pictures)})
}

// openMistakes shows all mistakes, those first that it was most sure of.
func (r *result) openMistakes() {
	all := r.found.Mistakes()
	r.showCell(all, screen.CellView{Row: -1, Column: -1, Title: "All mistakes, worst first", Count: fmt.Sprintf("%s of %s", number(len(all)), number(len(r.found.Pictures))), Pictures: len(all)})
}

func (r *result) showCell(pictures []evaluate.Picture, v screen.CellView) {
	r.cell, r.shown = pictures, v
	names := r.found.Names
	r.screen.SetCell(v)
	r.screen.Cell().Set(widget.GridSource{Count: len(pictures), Load: func(i, side int, done func(image.Image)) func() {
		return r.w.picture(pictures[i].Path, side, done)
	}, Badge: func(i int) string {
		switch said := r.saidOf(pictures[i].Path, pictures[i].Label); {
		case said != "":
			return said
		case v.Row < 0:
			return names[pictures[i].Predicted]
		}
		return fmt.Sprintf("%.0f %% sure", 100*pictures[i].Confidence)
	}})
	r.sayable()
}

// loadWorst brings the mistakes that it was most sure of.
func (r *result) loadWorst() {
	all := r.found.Mistakes()
	r.worst = make([]screen.Face, min(screen.MostFaces, len(all)))
	for i := range r.worst {
		p := all[i]
		r.worst[i] = screen.Face{Words: r.found.Names[p.Label], Below: r.found.Names[p.Predicted]}
		dir := r.dir
		r.w.picture(p.Path, 96, func(img image.Image) {
			if r.dir == dir && i < len(r.worst) {
				r.worst[i].Picture = img
				r.screen.SetWorst(slices.Clone(r.worst))
			}
		})
	}
	r.screen.SetWorst(slices.Clone(r.worst))
}

// openPicture shows a picture behind the cell in its folder.
func (r *result) openPicture(i int) {
	if i >= 0 && i < len(r.cell) {
		r.w.reveal(filepath.Dir(r.cell[i].Path))
	}
}

// suspect tells why the selected picture is suspect, or with its index shows where it
// lies.
func (r *result) suspect(i int) {
	if r.found == nil {
		return
	}
	if i >= 0 && i < len(r.suspected) {
		r.w.reveal(filepath.Dir(r.suspected[i].Path))
		return
	}
	at := r.screen.Suspects().Selected()
	if at < 0 || at >= len(r.suspected) {
		r.screen.Choose(screen.Suspicion{})
		return
	}
	s := r.suspected[at]
	r.sayable()
	r.screen.Choose(screen.Suspicion{Label: r.found.Names[s.Label], Instead: r.found.Names[s.Instead], Reason: filepath.Base(s.Path) + ": " + s.Reason})
}

// extend trains the classifier on.
func (r *result) extend() {
	if r.tune.train.dir == r.dir && r.tune.train.state.Status == worker.Done {
		r.tune.train.extend()
		return
	}
	r.tune.to(following)
}
