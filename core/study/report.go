// How far a question is.

package study

import (
	"errors"
	"os"
	"slices"

	"maestudio/core/evaluate"
	"maestudio/core/worker"
)

// Progress is how far one of the classifiers is.
type Progress struct {
	Part
	State worker.State
	Top1  float64 // once it is judged
	right []bool  // of each picture that it was judged by; nil before
	paths []string
}

// Judged reports whether it is known how good it is.
func (p Progress) Judged() bool { return p.right != nil }

// Report is what is known of a question.
type Report struct {
	Seeds   int
	Parts   []Progress
	Working bool // a process works on it
}

// Look reads how far a run's question is; nil where it was never asked.
func (q Question) Look(dir string) (*Report, error) {
	seeds := q.planned(dir)
	if seeds == 0 {
		return nil, nil
	}
	r, err := q.open(dir)
	if err != nil {
		return nil, err
	}
	report := &Report{Seeds: seeds, Working: q.Working(dir)}
	for _, p := range q.parts(r, seeds) {
		at := Progress{Part: p}
		if _, err := os.Stat(p.Dir); err == nil {
			at.State, _, _ = worker.Follow(p.Dir).Next() // what cannot be read has no state
		}
		if result := evaluate.Kept(p.Dir); result != nil {
			at.Top1, at.right = result.Top1, result.Right
			for _, picture := range result.Pictures {
				at.paths = append(at.paths, picture.Path)
			}
		}
		report.Parts = append(report.Parts, at)
	}
	return report, report.check()
}

// check refuses to compare what was not judged by the same pictures.
func (r *Report) check() error {
	if !r.Known() {
		return nil
	}
	for _, p := range r.Parts {
		if !slices.Equal(p.paths, r.Parts[0].paths) {
			return errors.New("The classifiers were not judged by the same pictures: some could not be read meanwhile. Put them back and ask again.")
		}
	}
	return nil
}

// Known reports whether all classifiers are judged.
func (r *Report) Known() bool { return r.Judged() == len(r.Parts) }

// Judged is how many are.
func (r *Report) Judged() (n int) {
	for _, p := range r.Parts {
		if p.Judged() {
			n++
		}
	}
	return n
}

// Right tells, for each seed of a way that is judged, of which pictures its classifier
// is right.
func (r *Report) Right(way string) (all [][]bool) {
	for _, p := range r.Parts {
		if p.Way == way && p.Judged() {
			all = append(all, p.right)
		}
	}
	return all
}

// Mean is the share that the classifiers of a way that are judged have right, on average.
func (r *Report) Mean(way string) (top1 float64, seeds int) {
	for _, p := range r.Parts {
		if p.Way == way && p.Judged() {
			top1, seeds = top1+p.Top1, seeds+1
		}
	}
	return top1 / float64(max(1, seeds)), seeds
}

// Share is how much is done, 0 to 1.
func (r *Report) Share() float64 {
	sum := 0.0
	for _, p := range r.Parts {
		if p.Judged() {
			sum++
		} else {
			sum += 0.99 * p.State.Share()
		}
	}
	return sum / float64(max(1, len(r.Parts)))
}

// Now is the classifier that is trained, from 1; the number of all when it is done.
func (r *Report) Now() int {
	for i, p := range r.Parts {
		if !p.Judged() {
			return i + 1
		}
	}
	return len(r.Parts)
}
