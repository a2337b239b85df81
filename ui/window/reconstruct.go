package window

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/library"
	drawing "maestudio/core/reconstruct"
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
	opened  string // the run of the session

	path    string
	picture *dataset.Picture
	hidden  []bool
	before  [][]bool // for undo
	stroke  bool     // a stroke is under way
	share   int
	seed    uint64
	earlier int // state, -1: none
	now     int
	keep    bool

	drawn   drawing.Answer
	trouble error
	asked   int // counts questions, so that an old answer changes nothing
}

func newReconstruct(w *Window) *reconstruct {
	r := &reconstruct{w: w, share: 75, earlier: -1, keep: true, seed: 1}
	r.screen = screen.NewReconstruct(screen.ReconstructParams{
		Open: func() {
			w.askPicture("Which picture?", w.settings.LastFolder, r.openPicture)
		},
		Save: r.save, Paint: r.paint, PaintDone: func() { r.stroke = false }, Random: r.random,
		Clear: func() { r.mask(make([]bool, len(r.hidden))) }, Undo: r.undo, Run: r.choose,
		EarlierState: func(i int) { r.earlier = i; r.ask() }, NowState: func(i int) { r.now = i; r.ask() },
		Keep:  func(on bool) { r.keep = on; r.show() },
		Worst: func(int) {}, Sample: func() { w.data.sample() },
	})
	return r
}

func (r *reconstruct) close() {
	if r.session != nil {
		r.session.Close()
		r.session = nil
	}
}

// refresh is called when the screen is shown: it finds the runs that can draw.
func (r *reconstruct) refresh() {
	lib, last := r.w.library, r.w.train.dir
	r.w.start(func(ctx context.Context) {
		all, err := lib.List()
		r.w.show(ctx, func() {
			r.trouble = err
			r.runs = slices.DeleteFunc(all, func(s library.Summary) bool {
				return s.Trouble != "" || (s.State.Saved == 0 && s.State.Status != worker.Done && len(s.State.Train) == 0)
			})
			r.run = max(0, slices.IndexFunc(r.runs, func(s library.Summary) bool { return s.Dir == r.opened }))
			if r.opened == "" {
				r.run = max(0, slices.IndexFunc(r.runs, func(s library.Summary) bool { return s.Dir == last }))
			}
			if len(r.runs) > 0 {
				r.choose(r.run)
			}
			r.show()
		})
	})
}

// choose takes another run to draw with.
func (r *reconstruct) choose(i int) {
	dir := r.runs[i].Dir
	r.run = i
	r.close()
	s, err := drawing.OpenSession(dir, r.w.settings.WorkerThreads())
	if err != nil {
		r.trouble = err
		r.show()
		return
	}
	r.session, r.opened, r.trouble = s, dir, nil
	r.now, r.earlier = len(s.States())-1, -1
	if r.path == "" {
		r.path = r.w.train.sheets.firstPicture(dir)
	}
	r.load()
}

// openPicture shows a picture on the screen.
func (r *reconstruct) openPicture(path string) {
	r.path = path
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
	path, sizes := r.path, r.session.Config().Model
	r.w.start(func(ctx context.Context) {
		p, err := dataset.CenterCrop(path, sizes.ImageSize)
		r.w.show(ctx, func() {
			if path != r.path {
				return
			}
			r.trouble = err
			if err == nil {
				r.picture = p
				if n := sizes.MAE().Patches(); len(r.hidden) != n {
					r.hidden, r.before = nil, nil
					r.hidden = randomMask(n, r.share, r.seed)
				}
			}
			r.ask()
		})
	})
}

// randomMask hides a share of n patches at random; one at least stays visible.
func randomMask(n, percent int, seed uint64) []bool {
	hidden := make([]bool, n)
	count := min(n*percent/100, n-1)
	for _, p := range rand.New(rand.NewPCG(seed, 11)).Perm(n)[:count] {
		hidden[p] = true
	}
	return hidden
}

func (r *reconstruct) random(percent int) {
	r.share = percent
	r.seed++
	if len(r.hidden) > 0 {
		r.mask(randomMask(len(r.hidden), percent, r.seed))
	}
}

// mask takes a new mask; the one before can be had back.
func (r *reconstruct) mask(hidden []bool) {
	r.before = append(r.before, r.hidden)
	if len(r.before) > 100 {
		r.before = r.before[1:]
	}
	r.hidden = hidden
	r.ask()
}

// paint hides or shows the patches under the brush; a whole stroke is undone
// at once.
func (r *reconstruct) paint(patches []int, hide bool) {
	next := slices.Clone(r.hidden)
	for _, p := range patches {
		if p < len(next) {
			next[p] = hide
		}
	}
	if slices.Equal(next, r.hidden) {
		return
	}
	if r.stroke {
		r.hidden = next
		r.ask()
		return
	}
	r.stroke = true
	r.mask(next)
}

func (r *reconstruct) undo() {
	if n := len(r.before); n > 0 {
		r.hidden, r.before = r.before[n-1], r.before[:n-1]
		r.ask()
	}
}

// ask has the picture drawn anew.
func (r *reconstruct) ask() {
	r.show()
	if r.session == nil || r.picture == nil {
		return
	}
	states := []int{r.now}
	if r.earlier >= 0 && r.earlier != r.now {
		states = append(states, r.earlier)
	}
	r.asked++
	asked := r.asked
	r.session.Ask(drawing.Question{Picture: r.picture, Hidden: slices.Clone(r.hidden), States: states}, func(a drawing.Answer) {
		r.w.do(func() {
			if asked != r.asked {
				return
			}
			r.drawn, r.trouble = a, a.Err
			r.show()
		})
	})
}

// show builds the screen's view.
func (r *reconstruct) show() {
	v := screen.ReconstructView{Ready: len(r.runs) > 0, Title: "What does it draw where you hide something?", Grid: 1,
		ShareStep: r.share, Run: r.run, EarlierState: r.earlier, NowState: r.now,
		Below: "Drop a picture on this window, or open one."}
	for _, s := range r.runs {
		v.Runs = append(v.Runs, s.Name)
	}
	if r.trouble != nil {
		v.Trouble, v.Remedy = r.trouble.Error(), "Choose another picture or another run."
	}
	if r.session != nil {
		for _, s := range r.session.States() {
			v.States = append(v.States, s.Name)
		}
		if r.picture != nil && len(r.hidden) == r.session.Config().Model.MAE().Patches() {
			r.pictures(&v)
		}
	}
	r.screen.Set(v)
}

const drawSide = 448 // pixels of the two squares; Fyne scales them to the window

func (r *reconstruct) pictures(v *screen.ReconstructView) {
	sizes := r.session.Config().Model
	v.Grid = sizes.ImageSize / sizes.PatchSize
	truth := r.picture.Image()
	v.Hidden = hide(truth, v.Grid, r.hidden, drawSide/v.Grid*v.Grid, 0)
	count := 0
	for _, h := range r.hidden {
		if h {
			count++
		}
	}
	v.Count = fmt.Sprintf("%d of %d patches", count, len(r.hidden))
	v.Below = filepath.Base(r.path)
	final := func(i int) image.Image {
		if i >= len(r.drawn.Redrawn) {
			return nil
		}
		if r.keep {
			return larger(keepVisible(truth, r.drawn.Redrawn[i], v.Grid, r.hidden), drawSide)
		}
		return larger(r.drawn.Redrawn[i], drawSide)
	}
	v.Now = final(0)
	if len(r.drawn.Errors) > 0 && count > 0 {
		v.Below = fmt.Sprintf("%s · error %.2f", filepath.Base(r.path), r.drawn.Errors[0])
	}
	v.NowWords = r.session.States()[r.now].Name
	if sizes.NormPix {
		v.Note = "Colours with the true contrast"
	}
	if r.earlier >= 0 {
		v.Earlier = final(1)
		v.EarlierWords = r.session.States()[r.earlier].Name
		v.Note = "Drag the line to compare"
	}
}

// save writes what is drawn as a PNG.
func (r *reconstruct) save() {
	v := r.screen.View()
	if v.Now == nil {
		return
	}
	img := v.Now
	base := filepath.Base(r.path)
	name := base[:len(base)-len(filepath.Ext(base))] + " redrawn.png"
	r.w.askSave("Save the picture", name, func(path string) {
		if filepath.Ext(path) == "" {
			path += ".png"
		}
		if err := savePNG(path, img); err != nil {
			r.trouble = fmt.Errorf("The picture cannot be saved as %s: %w", path, err)
			r.show()
			return
		}
		r.w.toast(filepath.Base(path)+" is saved.", nil)
	})
}

func savePNG(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
