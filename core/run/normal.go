// The worker's side of "is this normal?": the guesses are scored once for a run.

package run

import (
	"context"
	"os"

	"maestudio/core/mae"
)

// past is what earlier workers found out that stays true.
type past struct {
	guess  *mae.Guess // nil where nothing is held out
	began  float64    // the first step's loss; 0 before it
	losses []float64  // on the held-out pictures, of the epochs that are done
	lowest lowest     // of them
	scores []Score    // of a classifier, one an epoch
	said   []string   // of what the system cannot do
}

// lowest is the loss on the held-out pictures of the epoch that had the lowest.
type lowest struct {
	step int // at the epoch's end; 0 where there is none
	loss float64
}

func (l *lowest) see(step int, loss float64) {
	if l.step == 0 || loss < l.loss {
		*l = lowest{step, loss}
	}
}

// lowestOf finds it in events. A classifier goes by how many pictures it has right.
func (c Config) lowestOf(events []Event) (l lowest) {
	for _, e := range events {
		if e.Event == EventEpoch && e.ValLoss != nil && c.Task != TaskClassify {
			l.see(e.Step, *e.ValLoss)
		}
	}
	return l
}

// remember reads it from the events: pictures and masks are always the same.
func (w *worker) remember() error {
	events, err := w.Events()
	if err != nil {
		return err
	}
	events = withoutLost(events, w.step)
	w.past = past{scores: scoresOf(events), lowest: w.Config.lowestOf(events)}
	if _, err := os.Stat(w.path(checkpointsDir, stepName(weightsOnly, w.past.lowest.step))); err != nil {
		w.past.lowest = lowest{} // better ones took its place, and were lost
	}
	for _, e := range events {
		switch {
		case e.Event == EventStep && w.past.began == 0:
			w.past.began = e.Loss
		case e.Event == EventStart && e.GuessFlat != nil && e.GuessSmear != nil:
			w.past.guess = &mae.Guess{Flat: *e.GuessFlat, Smear: *e.GuessSmear}
		case e.Event == EventWarning && e.Code == Courtesy:
			w.past.said = append(w.past.said, e.Message)
		case e.Event == EventEpoch && e.ValLoss != nil:
			w.past.losses = append(w.past.losses, *e.ValLoss)
		}
	}
	return nil
}

// score lets the guesses redraw the held-out pictures under their fixed masks. It
// is a comfort and no condition: without it the run goes on, and the next worker
// tries again.
func (w *pretraining) score(ctx context.Context) {
	if w.past.guess != nil || len(w.heldOut) == 0 || ctx.Err() != nil {
		return
	}
	checks, err := w.heldOutPictures(ctx)
	if err != nil {
		return // Validate meets it again, where it is told
	}
	a, c, n := w.Config.Augmentation, w.Config.Model.MAE(), len(checks.index)
	all := make([]mae.Guess, n)
	each(n, func(i int) {
		if ctx.Err() != nil {
			return
		}
		images, noise := newImages(1, c.ImageSize), make([]float32, c.Patches())
		number := checks.batch(images, i, a.Mean, a.Std)[0]
		mae.Noise(uint64(w.Config.Training.Seed), fixedMasks, number, len(noise), noise)
		all[i] = c.Guesses(images, noise)[0]
	})
	if ctx.Err() != nil {
		return
	}
	var mean mae.Guess
	for _, g := range all { // in the pictures' order, whoever was first
		mean.Flat += g.Flat / float64(n)
		mean.Smear += g.Smear / float64(n)
	}
	w.past.guess = &mean
}

// judge adds an epoch's loss and says how the run stands.
func (w *pretraining) judge(loss *float64) Verdict {
	if loss == nil {
		return Unknown
	}
	w.past.lowest.see(w.step, *loss)
	if w.past.guess == nil {
		return Unknown
	}
	w.past.losses = append(w.past.losses, *loss)
	return Judge(*w.past.guess, w.past.losses, w.stepsPerEpoch(), w.Config.Training.WarmupEpochs)
}
