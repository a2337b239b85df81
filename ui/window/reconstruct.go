package window

import (
	"context"
	"image"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/library"
	drawing "maestudio/core/reconstruct"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// reconstruct is the Reconstruct screen: hide patches, see what is drawn.
type reconstruct struct {
	w      *Window
	screen *screen.Reconstruct

	runs    []library.Summary // that can draw
	run     int
	session *drawing.Session
	opening string // the run whose session is being opened
	epoch   int    // the one that the run had saved last when its states were listed
	earlier int    // state, -1: none
	now     int

	path    string
	shown   string // the path of picture
	picture *dataset.Picture
	sharp   image.Image // the picture at drawSide
	number  int         // of a held-out picture under its fixed mask, -1: none
	masks
	keep   bool
	honest bool // no help from the hidden patches' own colours

	drawn   drawn
	ranking drawing.Ranking
	trouble error
	refused [2]string // why what was dropped cannot be shown, and what to do; what was there stays
	asked   int       // counts questions, so that an old answer changes nothing
}

func newReconstruct(w *Window) *reconstruct {
	r := &reconstruct{w: w, earlier: -1, number: -1, keep: true, masks: masks{share: 75, seed: 1}}
	r.screen = screen.NewReconstruct(screen.ReconstructParams{
		Open: func() {
			w.askPicture("Which picture?", w.settings.LastFolder, func(path string) { r.dropped([]string{path}) })
		},
		Save: r.save, Paint: r.paint, PaintDone: func() { r.stroke = false }, Random: r.random,
		Clear: func() { r.mask(make([]bool, len(r.hidden))) }, Undo: r.undo, Run: r.choose,
		EarlierState: func(i int) { r.earlier = i; r.ask() }, NowState: r.chooseState,
		Keep: func(on bool) { r.keep = on; r.ask() }, Honest: func(on bool) { r.honest = on; r.ask() },
		Worst: r.openWorst, Sample: func() { w.data.sample() }, Choose: w.data.choose, Watch: func() { w.Go(trainKey) },
	})
	return r
}

// close ends the session; what is drawn under way is waited for elsewhere.
func (r *reconstruct) close() {
	if s := r.session; s != nil {
		r.session = nil
		r.w.start(func(context.Context) { s.Close() })
	}
}

// leave is called when another screen is shown: what nobody looks at is not
// worked on.
func (r *reconstruct) leave() {
	if r.session != nil && r.ranking.Done < r.ranking.Total {
		r.session.StopRanking()
		r.ranking = drawing.Ranking{}
	}
}

// with shows the screen with a run.
func (r *reconstruct) with(dir string) {
	if r.session != nil && r.session.Dir() != dir {
		r.close()
	}
	r.w.Go(reconstructKey)
}

// learned is called when a run has come further. While there is nothing to draw with
// it may be the first that can.
func (r *reconstruct) learned(s worker.State) {
	switch {
	case r.w.current != reconstructKey || len(r.runs) > 0:
	case s.Saved > 0:
		r.refresh()
	default:
		r.show()
	}
}

// refresh is called when the screen is shown: it finds the runs that can draw.
func (r *reconstruct) refresh() {
	lib, opened := r.w.library, ""
	var known []drawing.State
	if r.session != nil {
		opened, known = r.session.Dir(), r.session.States()
	}
	r.w.start(func(ctx context.Context) {
		all, err := lib.List()
		runs := slices.DeleteFunc(all, func(s library.Summary) bool {
			return s.Trouble != "" || s.Config.Task != run.TaskPretrain || s.State.Saved == 0 && s.State.Status != worker.Done && !brought(s)
		})
		same := opened != "" && slices.Equal(known, drawing.States(opened))
		r.w.show(ctx, func() { r.found(runs, err, same) })
	})
}

// found takes the runs that can draw; same tells that the session's states are
// still those that its run has.
func (r *reconstruct) found(runs []library.Summary, err error, same bool) {
	r.runs, r.trouble = runs, err
	want := r.w.train.dir
	if r.session != nil {
		want = r.session.Dir()
	}
	at := slices.IndexFunc(runs, func(s library.Summary) bool { return s.Dir == want })
	r.run = max(0, at)
	switch {
	case len(runs) == 0:
		r.close()
		r.show()
	case r.session != nil && same && at >= 0 && r.drawn.now == nil:
		r.rank()
		r.load() // what could not be drawn is tried again, and said again
	case r.session != nil && same && at >= 0:
		r.rank()
		r.show()
	case r.session != nil && at >= 0:
		r.show()
		r.renew()
	default:
		r.choose(r.run)
	}
}

// choose takes another run to draw with. Opening it reads files.
func (r *reconstruct) choose(i int) {
	dir, threads := r.runs[i].Dir, r.w.settings.WorkerThreads()
	r.run, r.opening, r.trouble = i, dir, nil
	r.show()
	fallback := r.path
	r.w.start(func(ctx context.Context) {
		s, err := drawing.OpenSession(dir, threads)
		if fallback == "" {
			fallback = r.w.train.sheets.firstPicture(dir)
		}
		taken := false
		r.w.show(ctx, func() {
			if r.opening == dir {
				taken = true
				r.opened(s, err, fallback)
			}
		})
		if !taken && s != nil {
			s.Close()
		}
	})
}

// opened takes a session that was opened.
func (r *reconstruct) opened(s *drawing.Session, err error, picture string) {
	r.close()
	r.opening, r.trouble = "", err
	r.ranking, r.drawn = drawing.Ranking{}, drawn{}
	if err != nil {
		r.show()
		return
	}
	r.session, r.number, r.shown = s, -1, "" // what was read is of another model's size
	r.now, r.earlier, r.epoch = len(s.States())-1, -1, r.runs[r.run].State.Saved
	if r.path == "" {
		r.path = picture
	}
	r.rank()
	r.load()
}

// chooseState takes another saved state to draw with.
func (r *reconstruct) chooseState(i int) {
	r.now = i
	r.rank()
	r.ask()
}

// dropped shows the first of some files.
func (r *reconstruct) dropped(files []string) {
	r.openPicture(files[0])
	r.sayDropped(files)
}

// droppedOn shows the first of some files that were dropped on a run, with that run.
func (r *reconstruct) droppedOn(dir string, files []string) {
	if r.session != nil && r.session.Dir() != dir {
		r.close()
	}
	r.openPicture(files[0])
	r.sayDropped(files)
}

func (r *reconstruct) sayDropped(files []string) {
	switch {
	case !r.screen.View().Ready:
		r.w.toast("It is shown here as soon as a model has learned.", nil)
	case len(files) > 1:
		r.w.toast("One picture at a time: this is "+name(files[0])+".", nil)
	}
}

// refuse says that what was dropped cannot be shown.
func (r *reconstruct) refuse(what, todo string) {
	if !r.screen.View().Ready {
		r.w.refuseHere("", what, todo)
		return
	}
	r.refused = [2]string{what, todo}
	r.show()
}

// openPicture shows a picture on the screen.
func (r *reconstruct) openPicture(path string) {
	r.path, r.number = path, -1
	r.w.Go(reconstructKey)
	if r.session != nil {
		r.load()
	}
}

// load reads the picture, as validation cuts it, away from Fyne's goroutine.
func (r *reconstruct) load() {
	if r.session == nil || r.path == "" {
		r.show()
		return
	}
	r.drawn = drawn{} // of another picture
	path, sizes := r.path, r.session.Config().Model
	r.w.start(func(ctx context.Context) {
		p, sharp, err := drawing.ReadPicture(path, sizes.ImageSize, wholePatches(sizes.ImageSize/sizes.PatchSize))
		r.w.show(ctx, func() {
			if path != r.path || r.session == nil || r.session.Config().Model != sizes {
				return
			}
			if err != nil {
				r.unreadable(err)
				return
			}
			r.trouble, r.picture, r.sharp, r.shown = nil, p, sharp, path
			r.fit(sizes.MAE().Patches())
			r.ask()
		})
	})
}

// unreadable says that a picture cannot be read; the one before it stays.
func (r *reconstruct) unreadable(err error) {
	if r.shown == "" {
		r.trouble, r.picture, r.sharp = err, nil, nil
		r.show()
		return
	}
	r.path, r.number = r.shown, -1
	r.ask()
	r.refuse(fullStop(err.Error()), "Open another picture, or drop one.")
}

// ask has the picture drawn anew.
func (r *reconstruct) ask() {
	r.refused = [2]string{}
	r.show()
	if r.session == nil || r.picture == nil || r.trouble != nil {
		return
	}
	states := []int{r.now}
	if r.earlier >= 0 && r.earlier != r.now {
		states = append(states, r.earlier)
	}
	r.asked++
	asked, sharp, grid, keep := r.asked, r.sharp, r.grid(), r.keep
	hidden := slices.Clone(r.hidden)
	r.session.Ask(drawing.Question{Picture: r.picture, Hidden: hidden, States: states, Honest: r.honest}, func(a drawing.Answer) {
		d := finish(a, sharp, grid, hidden, keep) // on the session's goroutine
		r.w.do(func() {
			if asked == r.asked {
				r.drawn, r.trouble = d, a.Err
				r.show()
			}
		})
	})
}
