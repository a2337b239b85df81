package window

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"maestudio/core/dataset"
	"maestudio/core/practice"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// config is the run that is made.
func (m *importing) config() (run.Config, error) {
	c := m.found.Config
	c.Device.Precision = m.w.settings.Precision
	c.Model.NormPix = m.norm
	if m.view.AsksColours {
		c.Augmentation.Mean, c.Augmentation.Std = colours[m.colour].mean, colours[m.colour].std
	}
	if !m.view.AsksHeads {
		return c, nil
	}
	for i, to := range []*int{&c.Model.EncoderHeads, &c.Model.DecoderHeads} {
		n, err := strconv.Atoi(m.heads[i])
		if err != nil && (i == 0 || m.view.HasDecoder) {
			return c, fmt.Errorf("The file does not say how many attention heads the %s has: write it down, as it was trained.", []string{"encoder", "decoder"}[i])
		}
		if err == nil {
			*to = n
		}
	}
	return c, nil
}

// make makes the run and lets its model prove itself, once: the button may still have
// the focus while it does.
func (m *importing) make() {
	if m.view.State != screen.ImportFound {
		return
	}
	c, err := m.config()
	if err != nil {
		m.fail(err)
		return
	}
	w := m.w
	ctx, stop := context.WithCancel(w.ctx)
	m.stop = stop
	lib, called := w.library, m.view.Name
	sample := m.view.Picture == 0
	if c.Data.Folders = m.folders; sample {
		c.Data.Folders = []string{practice.SampleDir(cacheDir())}
	}
	m.view.State = screen.ImportWorking
	if m.tell("Looking through the pictures", 0); sample {
		w.sample.idle(false) // which draws it slowly while a person looks at Welcome
		m.tell("Drawing the sample", 0)
	}
	hasDecoder, asksHeads := m.found.HasDecoder, m.view.AsksHeads
	w.start(func(context.Context) {
		defer stop()
		dir := lib.Free(called)
		var r *run.Run
		var p run.Proof
		var e run.EncoderProof
		var err error
		if sample {
			err = m.draw(ctx, c.Data.Folders[0])
		}
		if err == nil {
			r, err = run.Create(ctx, dir, c, run.CreateOptions{Cache: filepath.Join(cacheDir(), "scans"),
				Scanned: func(s dataset.ScanProgress) { m.report(ctx, "Looking through the pictures", progressShare(s)) }})
		}
		if err == nil {
			m.report(ctx, "Taking the weights over", 1)
			err = r.Adopt()
		}
		if err == nil && hasDecoder {
			m.report(ctx, "Redrawing some pictures", 1)
			p, err = r.Prove(ctx, asksHeads)
		} else if err == nil {
			m.report(ctx, "Asking it which pictures are alike", 1)
			e, err = r.ProveEncoder(ctx)
		}
		w.show(w.ctx, func() { m.dir = dir; m.made(r, p, e, err) })
	})
}

// draw draws what is missing of the sample.
func (m *importing) draw(ctx context.Context, dir string) error {
	var last time.Time
	return practice.WriteSample(ctx, dir, runtime.GOMAXPROCS(0), func(done int, _ string) {
		if now := time.Now(); now.Sub(last) >= drawnEvery {
			last = now
			m.report(ctx, "Drawing the sample", float64(done)/practice.SampleCount)
		}
	})
}

// report is tell from another goroutine.
func (m *importing) report(ctx context.Context, doing string, share float64) {
	m.w.show(ctx, func() { m.tell(doing, share) })
}

func (m *importing) tell(doing string, share float64) {
	m.view.Doing, m.view.Share = doing, share
	m.show()
}

// fail goes back to where it was chosen, and says there what went wrong.
func (m *importing) fail(err error) {
	m.view.State = screen.ImportFound
	m.view.Trouble, m.view.Remedy = twoSentences(m.words(err))
	m.show()
}

// made says what the proof said.
func (m *importing) made(r *run.Run, p run.Proof, e run.EncoderProof, err error) {
	switch {
	case m.gone && r != nil:
		m.w.runs.refresh()
		m.w.toast("“"+filepath.Base(m.dir)+"” is in Runs.", nil)
		return
	case m.gone:
		m.w.toast("Nothing was imported.", nil)
		return
	case err != nil && r == nil:
		m.fail(err)
		return
	}
	v := &m.view
	v.State, v.Name = screen.ImportDone, filepath.Base(m.dir)
	switch {
	case err != nil:
		v.Result, v.Next, v.Doubtful = "The run was made, and its model could not be proved.", m.words(err), true
	case !m.found.HasDecoder:
		v.Result, v.Next, v.Doubtful = encoderWords(e, v.AsksColours)
	default:
		v.Result, v.Next, v.Doubtful = proofWords(p, r.Config.Model.NormPix, v.AsksPixels, v.AsksColours)
	}
	m.w.runs.refresh()
	m.show()
	m.w.win.Canvas().Focus(m.screen.Main())
}

// proofWords holds a model against two guesses that need none. asks tells whether the file
// leaves open which pixels it redraws, colour whether how they were scaled.
func proofWords(p run.Proof, norm, asks, colour bool) (result, next string, doubtful bool) {
	figures := fmt.Sprintf("On %s its error is %.2f; one flat colour has %.2f, smearing what is visible %.2f.", plural(p.Pictures, "picture", "pictures"), p.Loss, p.Guess.Flat, p.Guess.Smear)
	switch v, o := p.Verdict(), p.Other; {
	case o != nil:
		part := "encoder"
		if o.Decoder {
			part = "decoder"
		}
		return fmt.Sprintf("It was trained with other heads, it seems: with %d in the %s it redraws better.", o.Heads, part),
			figures + fmt.Sprintf(" With %s in the %s it is %.2f, not %.2f, on the same pictures: import it anew with these.", plural(o.Heads, "head", "heads"), part, o.Loss, o.Given), true
	case v == run.Improving:
		return v.Stands() + ": it was read as it was trained.", figures, false
	default:
		pixels := ""
		switch {
		case asks && norm:
			pixels = "on plain pixels (import it without normalised patches), "
		case asks:
			pixels = "on normalised patches (import it with them), "
		}
		return v.Stands() + ": a trained model does better.", figures + reasons(pixels, colour), true
	}
}

// reasons are why a model may do worse than it should: it was trained otherwise.
func reasons(pixels string, colour bool) string {
	parts := "heads"
	if colour {
		parts = "colours or heads"
	}
	return " It may have been trained " + pixels + "with other " + parts + ", or on pictures of another kind."
}

// encoderWords says what an encoder knows that has no decoder yet; colour is as in
// proofWords.
func encoderWords(p run.EncoderProof, colour bool) (result, next string, doubtful bool) {
	const goesOn = " Its new decoder learns to redraw in Pre-train; Fine-tune needs the encoder alone."
	if p.Of == 0 {
		return "The encoder is here.", "It cannot redraw yet, and the pictures have no classes to ask it about: its names and shapes fit, and nothing more is proved." + goesOn, false
	}
	figures := fmt.Sprintf("Of %s of %s it tells %s right by those that are alike; with random weights it would %s.",
		plural(p.Of, "picture", "pictures"), plural(p.Classes, "class", "classes"), number(p.Right), number(p.Untrained))
	if p.Better() {
		return "Better than one that has learned nothing: it was read as it was trained.", figures + goesOn, false
	}
	return "No better than one that has learned nothing.", figures + reasons("", colour) + goesOn, true
}

// unbegun tells whether the run is one of a model from elsewhere that has not learned
// here.
func (t *train) unbegun() bool { return t.theirs && t.state.Status == worker.Waiting && !t.busy }

// showUnbegun offers to begin.
func (t *train) showUnbegun(v *screen.PretrainView) {
	v.State, v.Title, v.HasReport = screen.TrainStopped, "It has not learned here yet", false
	v.Epoch, v.Left = fmt.Sprintf("Epoch 0 of %s", number(t.config.Training.Epochs)), "Resume lets it go on; Reconstruct redraws with it as it is"
}
