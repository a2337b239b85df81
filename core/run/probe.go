// Labels on the side: now and then the model is asked what its features know of
// labels. No weight, and nothing that a weight depends on, is touched.

package run

import (
	"context"
	"math"
	"slices"

	"maestudio/core/probe"
)

// asking is what the worker needs for it.
type asking struct {
	list     []labelled
	at       func(epoch int) bool // after which epochs
	pictures *gallery             // nil before the first time
	labels   []int                // of the gallery's pictures
	classes  int
}

// betweenShare is what scores between the first and the last may cost of the work
// that is done by then.
const betweenShare = 0.03

// probeEpochs says after which epochs of a run the model is asked: before the
// first, after the last, and between them further and further apart (each at
// twice the one before, or later), so that they never cost more than 3 % of the
// work done by then. cost is that of asking once, in epochs.
func probeEpochs(epochs int, cost float64) func(epoch int) bool {
	at := map[int]bool{0: true, epochs: true}
	for k, next := 1, 1; ; k++ {
		next = max(next, int(math.Ceil(float64(k)*cost/betweenShare)))
		if next >= epochs {
			break
		}
		at[next] = true
		next *= 2
	}
	return func(epoch int) bool { return at[epoch] }
}

// prepareAsking finds out whether and when the model is asked.
func (w *pretraining) prepareAsking() error {
	list, err := readLabelled(w.path(labelledFile))
	if err != nil {
		return w.warn(Damaged, err, "The list of labelled pictures, labelled.tsv, cannot be read: there will be no k-NN scores.")
	}
	moved, err := readMoves(w.path(movedFile))
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Path = moved.now(list[i].Path)
	}
	m := w.Config.Model.MAE()
	cost := float64(len(list)) * m.FeaturesWork() / (float64(len(w.pictures)) * 3 * m.Forward())
	w.asking = asking{list: list, at: probeEpochs(w.Config.Training.Epochs, cost)}
	return nil
}

func (w *pretraining) asksAt(epoch int) bool {
	return len(w.asking.list) > 0 && w.asking.at(epoch)
}

// ask takes a k-NN score of the frozen encoder after an epoch.
func (w *pretraining) ask(ctx context.Context, epoch int) error {
	if w.asking.pictures == nil {
		if err := w.openLabelled(ctx); err != nil {
			return err
		}
	}
	of := len(w.asking.labels)
	if of == 0 {
		return nil
	}
	features, err := encoded(ctx, w.model, w.asking.pictures, of, w.batch, w.Config)
	if err != nil {
		return err
	}
	right := probe.KNN(features, w.Config.Model.EncoderDim, w.asking.labels)
	return w.tell(Event{Event: EventProbe, Step: w.step, Epoch: epoch,
		Score: float64(right) / float64(of), Right: right, Of: of, Classes: w.asking.classes})
}

// openLabelled reads the labelled pictures, once for a worker.
func (w *pretraining) openLabelled(ctx context.Context) error {
	all, names := w.asking.list, classesOf(w.asking.list)
	part := make([]Picture, len(all))
	for i, l := range all {
		part[i].Path = l.Path
	}
	g, lost, err := openGallery(ctx, part, numbersOf(len(all), len(all)), w.centre)
	if err != nil {
		return err
	}
	w.asking.pictures, w.asking.classes = g, len(names)
	for _, i := range g.index {
		label, _ := slices.BinarySearch(names, all[i].Class)
		w.asking.labels = append(w.asking.labels, label)
	}
	if n := len(all) - len(g.index); n > 0 {
		return w.warn(Pictures, lost, "%d of %d labelled pictures cannot be read any more and are left out of the k-NN score.", n, len(all))
	}
	return nil
}
