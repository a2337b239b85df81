package window

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"

	drawing "maestudio/core/reconstruct"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// drawSide is about how many pixels the squares are drawn with; Fyne scales
// them to the window.
const drawSide = 512

// wholePatches is the side next to drawSide that grid patches fill.
func wholePatches(grid int) int { return max(1, drawSide/grid) * grid }

// drawn is what was redrawn, ready to be shown.
type drawn struct {
	now, earlier image.Image
	loss         float64
}

// finish makes an answer ready to be shown: large and, where keep asks for it,
// with the visible patches of the picture itself.
func finish(a drawing.Answer, sharp image.Image, grid int, hidden []bool, keep bool) drawn {
	var d drawn
	for i, img := range a.Redrawn {
		img = larger(img, sharp.Bounds().Dx())
		if keep {
			img = keepVisible(sharp, img, grid, hidden)
		}
		if i == 0 {
			d.now, d.loss = img, a.Errors[0]
		} else {
			d.earlier = img
		}
	}
	return d
}

// grid returns how many patches a side has.
func (r *reconstruct) grid() int {
	if r.session == nil {
		return 1
	}
	sizes := r.session.Config().Model
	return sizes.ImageSize / sizes.PatchSize
}

// show builds the screen's view.
func (r *reconstruct) show() {
	v := screen.ReconstructView{Ready: len(r.runs) > 0, Soon: r.w.soon(), Title: "What does it draw where you hide something?", Grid: 1,
		ShareStep: r.share, Run: r.run, EarlierState: r.earlier, NowState: r.now, CanUndo: len(r.before) > 0,
		Below: "Drop a picture on this window, or open one."}
	for _, s := range r.runs {
		v.Runs = append(v.Runs, s.Name)
	}
	v.Trouble, v.Remedy = r.refused[0], r.refused[1]
	if r.trouble != nil {
		v.Trouble, v.Remedy = fullStop(r.trouble.Error()), "Choose another picture or another run."
		if run.CodeOf(r.trouble) == run.Damaged { // of a model; no other picture helps
			v.Remedy = "Choose another state or another run under Compare, or put the file back."
		}
	}
	switch {
	case r.opening != "":
		v.Below = "Opening the model…"
	case r.session != nil:
		for _, s := range r.session.States() {
			v.States = append(v.States, s.Name)
		}
		if r.picture != nil && r.sharp != nil && len(r.hidden) == r.session.Config().Model.MAE().Patches() {
			r.pictures(&v)
		}
	}
	r.screen.Set(v)
	r.screen.SetWorst(r.worst())
	r.w.retitle()
}

// pictures adds what is hidden and what is drawn there.
func (r *reconstruct) pictures(v *screen.ReconstructView) {
	v.Grid = r.grid()
	v.Hidden = hide(r.sharp, v.Grid, r.hidden, r.sharp.Bounds().Dx(), 0)
	count := r.count()
	v.Count = fmt.Sprintf("%d of %d patches", count, len(r.hidden))
	v.Below = r.w.data.short(r.path)
	if v.Below == r.path {
		v.Below = filepath.Base(r.path)
	}
	v.Now = r.drawn.now
	if v.Now != nil && count > 0 {
		v.Below += fmt.Sprintf(" · error %.2f", r.drawn.loss) + r.compared()
	}
	v.NowWords = r.session.States()[r.now].Name
	v.CanHonest = r.session.Config().Model.NormPix
	switch {
	case v.CanHonest && r.honest:
		v.Note = "In a guessed contrast"
	case v.CanHonest:
		v.Note = "In the true contrast"
	}
	if r.noise(r.now) {
		v.Note = "Noise so far: it has hardly begun to learn"
	}
	if r.earlier >= 0 && r.earlier != r.now {
		v.Earlier = r.drawn.earlier
		v.EarlierWords = r.session.States()[r.earlier].Name
		switch {
		case !v.CanHonest:
			v.Note = "Drag the line to compare"
		case r.honest:
			v.Note = "Guessed contrast · drag the line"
		default:
			v.Note = "True contrast · drag the line"
		}
	}
	if v.Now == nil && r.trouble == nil {
		v.Note = "It is drawing…"
	}
}

// noise tells whether a saved state draws no better than one flat colour yet, by the
// held-out pictures at the end of its epoch or, before the first, because it is.
func (r *reconstruct) noise(state int) bool {
	if r.run >= len(r.runs) || r.runs[r.run].Config.Training.Init != "" { // which began with what others learned
		return false
	}
	s, step := r.runs[r.run].State, r.session.States()[state].Step
	loss := math.Inf(1)
	for _, p := range s.Validation {
		if p.Step <= step {
			loss = p.Loss
		}
	}
	return s.Guess != nil && !(loss < s.Guess.Flat)
}

// compared says how a held-out picture under its own mask is redrawn, compared
// with the others.
func (r *reconstruct) compared() string {
	if r.ranking.Done < r.ranking.Total {
		return ""
	}
	for _, p := range r.ranking.Worst {
		if p.Number == r.number {
			return fmt.Sprintf(", redrawn better than %d of 100 pictures kept for checking", r.ranking.Better(p.Loss))
		}
	}
	return ""
}

// rank begins to look for the held-out pictures that are redrawn worst, unless
// that is known.
func (r *reconstruct) rank() {
	if r.session == nil || r.ranking.Total > 0 && r.ranking.State == r.now {
		return
	}
	s := r.session
	r.ranking = drawing.Ranking{State: r.now}
	s.Rank(r.now, func(found drawing.Ranking) {
		r.w.do(func() {
			if r.session == s && r.now == found.State {
				r.ranking = found
				r.screen.SetWorst(r.worst())
			}
		})
	})
}

// worst is the strip of the pictures that are redrawn worst.
func (r *reconstruct) worst() screen.WorstView {
	v := screen.WorstView{Chosen: -1, Places: r.ranking.Total, Shown: r.session != nil && r.ranking.Total > 0 && r.ranking.Err == nil, Note: "Odd, broken or mislabelled pictures gather here."}
	if r.ranking.Done < r.ranking.Total {
		v.Note = fmt.Sprintf("%s of %s pictures looked at", number(r.ranking.Done), number(r.ranking.Total))
	}
	for i, p := range r.ranking.Worst {
		v.Pictures = append(v.Pictures, screen.WorstPicture{Picture: p.Picture, Name: filepath.Base(p.Path), Error: fmt.Sprintf("%.2f", p.Loss), High: r.ranking.Odd(p.Loss)})
		if p.Path == r.path {
			v.Chosen = i
		}
	}
	if r.ranking.Done == r.ranking.Total {
		v.Places = len(v.Pictures)
		v.Shown = v.Shown && v.Places > 0 // it may be that none can be read any more
	}
	return v
}

// openWorst shows a picture of the strip under the mask that its error is of.
func (r *reconstruct) openWorst(i int) {
	if r.session == nil || i >= len(r.ranking.Worst) {
		return
	}
	p := r.ranking.Worst[i]
	if len(r.hidden) > 0 {
		r.before = append(r.before, r.hidden)
	}
	r.path, r.number = p.Path, p.Number
	r.hidden = r.session.FixedMask(p.Number)
	r.load()
}

// save writes what is drawn as a PNG.
func (r *reconstruct) save() {
	img := r.screen.View().Now
	if img == nil {
		return
	}
	base := filepath.Base(r.path)
	name := base[:len(base)-len(filepath.Ext(base))] + " redrawn.png"
	r.w.askSave("Save the picture", name, func(path string) {
		if filepath.Ext(path) == "" {
			path += ".png"
		}
		r.w.start(func(ctx context.Context) {
			err := savePNG(path, img)
			r.w.show(ctx, func() { r.saved(path, err) })
		})
	})
}

func (r *reconstruct) saved(path string, err error) {
	if err != nil {
		r.trouble = fmt.Errorf("The picture cannot be saved as %s: %w", path, err)
		r.show()
		return
	}
	r.w.toast(filepath.Base(path)+" is saved.", nil)
}

// savePNG writes a picture; what cannot be written whole is not left behind.
func savePNG(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		_ = f.Close()
		_ = os.Remove(path)
		return err
	}
	return f.Close()
}
