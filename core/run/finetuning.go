// The task "classify".

package run

import (
	"context"
	"fmt"
	"slices"

	"gorgonia.org/tensor"

	"maestudio/core/autograd"
	"maestudio/core/dataset"
	"maestudio/core/dataset/augment"
	"maestudio/core/dataset/labels"
	"maestudio/core/task/classify"
	"maestudio/core/train"
	"maestudio/core/weights"
)

// finetuning is the task "classify": an encoder and a head on it learn what class a
// picture is of. What is drawn at random is a function of seed, epoch and picture.
type finetuning struct {
	*worker
	model   classifier
	labels  []int     // of the pictures trained on
	targets []float32 // of a batch (B, C)
	drops   classify.Drops
	checks  *gallery // held-out pictures
}

// classifier is a model as it learns: all of it, or its head alone.
type classifier interface {
	Config() classify.Config
	Params() *autograd.Params
	Start(encoder *weights.State, seed uint64) error
	Feed(images *tensor.Dense, targets []float32, drop classify.Drops) error
	Learn(scale float32, add bool) error
	Loss() (float64, error)
	Ask(images *tensor.Dense) (*classify.Answer, error)
	Free()
}

func newFinetuning(w *worker) (*finetuning, error) {
	f := &finetuning{worker: w}
	for _, p := range w.pictures {
		label := slices.Index(w.Config.Classify.Classes, p.Class)
		if label < 0 {
			return nil, Errorf(Damaged, nil, "files.tsv says that %s is of the class %q, which run.toml does not have. One of them was changed; put the old one back.", p.Path, p.Class)
		}
		f.labels = append(f.labels, label)
	}
	if w.Config.Classify.Freeze {
		m, err := classify.NewFrozen(w.device, w.Config.Classifier())
		f.model = m
		return f, err
	}
	m, err := classify.New(w.device, w.Config.Classifier())
	f.model = m
	return f, err
}

func (f *finetuning) params() *autograd.Params { return f.model.Params() }

func (f *finetuning) begin(from *weights.State) error {
	return f.model.Start(from, uint64(f.Config.Training.Seed))
}

// order is shuffled, or one in which every class comes equally often.
func (f *finetuning) order() func(epoch uint64) []int {
	if !f.Config.Classify.Balance {
		return nil
	}
	return func(epoch uint64) []int {
		return labels.Balanced(f.labels, uint64(f.Config.Training.Seed), epoch)
	}
}

// restored lets a frozen model know what was loaded.
func (f *finetuning) restored() error {
	if m, frozen := f.model.(*classify.Frozen); frozen {
		return m.Restore()
	}
	return nil
}

// Feed, Learn and Loss are what the loop asks of a method.
func (f *finetuning) Feed(b *dataset.Batch) error {
	c := f.model.Config()
	of := make([]int, len(b.Shown))
	for i, picture := range b.Shown {
		of[i] = f.labels[picture]
	}
	if need := len(of) * c.Classes; len(f.targets) != need {
		f.targets = make([]float32, need)
	}
	k, seed := f.Config.Classify, uint64(f.Config.Training.Seed)
	mix := augment.Mixing{Mixup: k.Mixup, CutMix: k.CutMix}.Draw(c.ImageSize, c.ImageSize, seed, uint64(b.Epoch), uint64(b.Step))
	mix.Pixels(b.Images.Data().([]float32), len(of), 3, c.ImageSize, c.ImageSize)
	mix.Targets(f.targets, of, c.Classes, k.Smoothing)
	f.drops = c.Draw(f.drops, seed, b.Epoch, b.Index)
	return f.model.Feed(b.Images, f.targets, f.drops)
}

func (f *finetuning) Learn(scale float32, add bool) error { return f.model.Learn(scale, add) }
func (f *finetuning) Loss() (float64, error)              { return f.model.Loss() }

func (f *finetuning) ready(context.Context) error    { return nil }
func (f *finetuning) asksAt(int) bool                { return false } // they are all that it learns from
func (f *finetuning) ask(context.Context, int) error { return nil }

// validate asks the classifier about the pictures that are held out, tells how many
// it had right, and keeps the weights where it never had more.
func (f *finetuning) validate(ctx context.Context) (*float64, error) {
	if len(f.heldOut) == 0 {
		return nil, nil
	}
	s, err := f.score(ctx)
	if err != nil {
		return nil, err
	}
	f.past.scores = slices.DeleteFunc(f.past.scores, func(other Score) bool { return other.Epoch == s.Epoch })
	f.past.scores = append(f.past.scores, s)
	isBest := f.past.scores[best(f.past.scores)] == s
	if isBest {
		if err := f.keepBest(); err != nil {
			return nil, err
		}
	}
	return &s.Loss, f.tell(Event{Event: EventScore, Step: f.step, Epoch: s.Epoch, Loss: s.Loss,
		Score: float64(s.Right) / float64(s.Of), Right: s.Right, Of: s.Of, Best: isBest})
}

// score goes over the held-out pictures in their order.
func (f *finetuning) score(ctx context.Context) (s Score, err error) {
	if f.checks == nil {
		every := numbersOf(len(f.heldOut), len(f.heldOut))
		if f.checks, err = f.open(ctx, f.heldOut, every, "held out for validation"); err != nil {
			return s, err
		}
	}
	a, classes := f.Config.Augmentation, f.Config.Classify.Classes
	n := len(f.checks.index)
	s = Score{Epoch: f.epoch(f.step), Of: n}
	images := newImages(min(f.batch, n), f.Config.Model.ImageSize)
	for from := 0; from < n; from += images.Shape()[0] {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		numbers := f.checks.batch(images, from, a.Mean, a.Std)
		answer, err := f.model.Ask(images)
		if err != nil {
			return s, err
		}
		for i, number := range numbers[:min(len(numbers), n-from)] {
			label := slices.Index(classes, f.heldOut[number].Class)
			logits := answer.Logits[i*len(classes):][:len(classes)]
			if classify.Top(logits) == label {
				s.Right++
			}
			s.Loss += classify.Loss(logits, label) / float64(n)
		}
	}
	return s, nil
}

// keepBest writes the weights beside the newest ones.
func (f *finetuning) keepBest() error {
	all, err := f.params().State()
	if err != nil {
		return err
	}
	only, err := f.onlyWeights(all, f.step)
	if err != nil {
		return err
	}
	return f.writeState("the best weights", f.path(bestFile), only)
}

func (f *finetuning) judge(*float64) Verdict { return Unknown }

func (f *finetuning) enough() bool { return f.Config.enough(f.past.scores) }

func (f *finetuning) sampleAt() func(step int) bool { return nil }

func (f *finetuning) sample(train.State) error { return nil }

func (f *finetuning) done() string {
	scores := f.past.scores
	if len(scores) == 0 {
		return fmt.Sprintf("Done: %s. No pictures are held out, so there is no score. The weights are in %s", plural(f.Config.Training.Epochs, "epoch"), f.path(weightsFile))
	}
	s := scores[best(scores)]
	last := scores[len(scores)-1]
	early := ""
	if last.Epoch < f.Config.Training.Epochs {
		early = fmt.Sprintf(", ended early since %s brought nothing better", plural(f.Config.Classify.Patience, "epoch"))
	}
	return fmt.Sprintf("Done: %s%s. The best was epoch %d: %d of %d held-out pictures right (%.1f %%). Its weights are in %s",
		plural(last.Epoch, "epoch"), early, s.Epoch, s.Right, s.Of, 100*float64(s.Right)/float64(max(1, s.Of)), f.path(bestFile))
}

func (f *finetuning) free() { f.model.Free() }

// BestWeights is the file of the weights that a run is used with: those of the best
// epoch, or the newest where there is none.
func (r *Run) BestWeights() string {
	if events, err := r.Events(); err == nil && best(scoresOf(events)) >= 0 {
		return r.path(bestFile)
	}
	return r.path(weightsFile)
}
