// What is kept of a run's states. The rule:
//
//   - Whole states: the last two, so that a damaged one costs no more than the way
//     from the one before; and while a run saves within stretches (epochs, or 250
//     steps of a long one) a third, from before this stretch, to go back to when it
//     runs away. Why two are too few then stands at pruneCheckpoints.
//   - Weights alone of the epoch with the lowest loss on the held-out pictures so far,
//     so that a run which gets worse has lost nothing (a classifier has
//     best.safetensors for that).
//   - Weights alone, for looking back: those at the ends of epochs 1, 2, 3, 4, 6, 8,
//     12, 16, 24 and so on, as far as checkpoints.budget_gb has room beside three
//     whole states, model.safetensors and the best weights, which are kept in any
//     case. Where it has not, those go first whose neighbours are closest, counted in
//     times.
//   - Everything else is removed.

package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"maestudio/core/run/disk"
	"maestudio/core/weights"
)

// pruneCheckpoints removes all whole states, older ones and those of a future that
// was given up, but the newest, the newest that is not after each of some steps,
// and the one before where these are not three already.
//
// The steps are the beginnings of this stretch and of the one before (marks in
// runaway.go). Saved at the ends of epochs, that makes two states. Saved within a
// stretch it makes three, and two would not do: without the newest, what was learned
// since is lost at a kill; without that from before the last stretch, a run that
// runs away in the next step begins from nothing; without that from the beginning of
// this one, there is nothing newer to go back to in the next stretch, which is saved
// within too, nor in any after it, so that what has to be done again grows with the
// run. Going back to wherever a state happens to be is no way out: then the bits at
// the end would depend on when a run was saved.
func pruneCheckpoints(files disk.FS, dir string, newest, before int, back ...int) error {
	found, err := listCheckpoints(dir)
	if err != nil {
		return err
	}
	keep := map[int]bool{newest: true}
	for _, limit := range back {
		notAfter := func(step int) bool { return step <= min(limit, newest) }
		if at := slices.IndexFunc(found, notAfter); at >= 0 { // the newest stands first
			keep[found[at]] = true
		}
	}
	if len(keep) < mostWhole {
		keep[before] = true
	}
	for _, step := range found {
		if !keep[step] {
			if err := files.Remove(filepath.Join(dir, checkpointName(step))); err != nil {
				return err
			}
		}
	}
	return nil
}

// Names of files begin with what they hold, and then comes the step.
const (
	wholeState  = "step"
	weightsOnly = "weights"
)

func stepName(kind string, step int) string { return fmt.Sprintf("%s-%08d.safetensors", kind, step) }

// listSteps returns the steps of the files of a kind, newest first.
func listSteps(dir, kind string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var found []int
	for _, e := range entries {
		var step int
		if _, scanErr := fmt.Sscanf(e.Name(), kind+"-%d.safetensors", &step); scanErr == nil && e.Name() == stepName(kind, step) {
			found = append(found, step)
		}
	}
	slices.Sort(found)
	slices.Reverse(found)
	return found, err
}

// isSpaced reports whether weights are kept at the end of an epoch, from 1.
func isSpaced(epoch int) bool {
	for epoch > 3 && epoch%2 == 0 {
		epoch /= 2
	}
	return epoch <= 3
}

// mostWhole is how many whole states there are at most. Each is three times as large
// as the weights, for the two moments.
const mostWhole = 3

// always is what is kept in any case, in weights: whole states, the newest, the best.
const always = 3*mostWhole + 2

// LeastBudget is how many bytes what is kept in any case takes at most.
func (c Config) LeastBudget() float64 { return 4 * float64(c.Parameters()) * always }

// roomForWeights is how many weights the budget has room for.
func (c Config) roomForWeights() int {
	size := 4 * float64(c.Parameters())
	return max(0, int(c.Checkpoints.BudgetGB*1e9/size)-always)
}

// Disk is about how many bytes the states of a run take at most, on their way to
// the disk too.
func (c Config) Disk() float64 {
	n := 0
	for epoch := 1; epoch <= c.Training.Epochs; epoch++ {
		if isSpaced(epoch) {
			n++
		}
	}
	const written = 3 // a whole state on its way
	return 4 * float64(c.Parameters()) * float64(always+written+min(n, c.roomForWeights()))
}

// keepWeights keeps the weights at the end of an epoch, if they are among those
// for looking back, or the best so far.
func (w *worker) keepWeights(epoch, step int) error {
	isKept := isSpaced(epoch) && w.Config.roomForWeights() > 0
	if !isKept && w.past.lowest.step != step {
		return nil
	}
	all, err := w.task.params().State()
	if err != nil {
		return err
	}
	only, err := w.onlyWeights(all, step)
	if err != nil {
		return err
	}
	path := w.path(checkpointsDir, stepName(weightsOnly, step))
	if err := w.writeState("the weights of this epoch", path, only); err != nil {
		return err
	}
	return w.pruneWeights()
}

// pruneWeights removes weights that are neither the best nor for looking back, and of
// the latter those that the budget has no room for.
func (w *worker) pruneWeights() error {
	kept, err := listSteps(w.path(checkpointsDir), weightsOnly)
	if err != nil {
		return err
	}
	slices.Reverse(kept) // the oldest first
	var spaced, gone []int
	for _, step := range kept {
		if isSpaced(w.epoch(step)) {
			spaced = append(spaced, step)
		} else {
			gone = append(gone, step)
		}
	}
	for _, step := range append(gone, closest(spaced, len(spaced)-w.Config.roomForWeights())...) {
		if step != w.past.lowest.step {
			w.options.FS.Remove(w.path(checkpointsDir, stepName(weightsOnly, step))) // what cannot be removed is in nobody's way
		}
	}
	return nil
}

// earlier are the steps of weights that only whoever looks back needs: all but the best.
func (r *Run) earlier() ([]int, error) {
	steps, err := listSteps(r.path(checkpointsDir), weightsOnly)
	if err != nil {
		return nil, err
	}
	events, err := r.Events()
	best := r.Config.lowestOf(events).step
	return slices.DeleteFunc(steps, func(step int) bool { return step == best }), err
}

// Earlier returns how many weights of earlier epochs are kept, which only whoever
// looks back needs, and how many bytes they are.
func (r *Run) Earlier() (n int, bytes int64) {
	steps, _ := r.earlier() // where it cannot be read there is nothing to gain
	for _, step := range steps {
		if info, err := os.Stat(r.path(checkpointsDir, stepName(weightsOnly, step))); err == nil {
			n, bytes = n+1, bytes+info.Size()
		}
	}
	return n, bytes
}

// DropStates removes what a run that is done could go on from, and all there is to look
// back to. The weights that it is used with stay.
func (r *Run) DropStates() error {
	if err := os.RemoveAll(r.path(checkpointsDir)); err != nil {
		return Errorf(Disk, err, "The states in %s cannot be deleted.", r.path(checkpointsDir))
	}
	return nil
}

// DropEarlier removes the weights of earlier epochs, but the best. A worker may be at
// work.
func (r *Run) DropEarlier() error {
	steps, err := r.earlier()
	for _, step := range steps {
		if gone := os.Remove(r.path(checkpointsDir, stepName(weightsOnly, step))); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = gone
		}
	}
	if err != nil {
		return Errorf(Disk, err, "The states of earlier epochs in %s cannot be deleted.", r.path(checkpointsDir))
	}
	return nil
}

// closest returns n of some steps, which grow: each time that whose neighbours are
// closest, the older where two are alike. The first stays to the last.
func closest(steps []int, n int) (gone []int) {
	steps = slices.Clone(steps)
	for ; n > 0 && len(steps) > 0; n-- {
		at, least := 0, 0.0
		for i := 1; i < len(steps); i++ {
			next := 2 * steps[i]
			if i+1 < len(steps) {
				next = steps[i+1]
			}
			if times := float64(next) / float64(steps[i-1]); at == 0 || times < least {
				at, least = i, times
			}
		}
		gone = append(gone, steps[at])
		steps = slices.Delete(steps, at, at+1)
	}
	return gone
}

// dropLaterWeights removes weights of a future that was given up or lost: they are
// written again when the run comes by.
func (w *worker) dropLaterWeights() error {
	kept, err := listSteps(w.path(checkpointsDir), weightsOnly)
	if err != nil {
		return Errorf(Damaged, err, "The checkpoints in %s cannot be listed. Look after the disk, then go on with the run.", w.path(checkpointsDir))
	}
	for _, step := range kept {
		if step > w.step {
			w.options.FS.Remove(w.path(checkpointsDir, stepName(weightsOnly, step)))
		}
	}
	return nil
}

// onlyWeights are the parameters under their published names and nothing else.
func (w *worker) onlyWeights(all *weights.State, step int) (*weights.State, error) {
	if c := w.Config; c.Task == TaskClassify && c.Classify.Freeze {
		var err error
		if all, err = c.Classifier().Fold(all); err != nil {
			return nil, err
		}
	}
	s := weights.NewState()
	for _, spec := range w.Config.specs() {
		if t, there := all.Tensors[spec.Name]; there {
			s.Names, s.Tensors[spec.Name] = append(s.Names, spec.Name), t
		}
	}
	s.Meta = w.Config.Notes()
	s.Meta["step"] = fmt.Sprint(step)
	return s, nil
}

// writeState writes tensors, whole or not at all.
func (w *worker) writeState(what, path string, s *weights.State) error {
	return w.write(what, path, bytesOf(s), func() error {
		return disk.WriteFile(w.options.FS, path, func(to io.Writer) error { return weights.Write(to, s) })
	})
}
