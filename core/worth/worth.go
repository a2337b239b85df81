// Package worth finds out whether pre-training was worth it: it trains a classifier
// again and again, from the encoder and from nothing, with several seeds, on the same
// pictures, and compares how often they are right. All of it lies in the folder worth
// of the classifier's run; a process that is ended goes on where it was.
package worth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"maestudio/core/evaluate"
	"maestudio/core/run"
	"maestudio/core/run/disk"
	"maestudio/core/task/score"
	"maestudio/core/worker"
)

// Usual is how many seeds are tried where nobody says otherwise: with fewer it cannot
// be told what chance does.
const Usual = 3

const (
	folder   = "worth"
	planFile = "plan.json"
)

// plan is the contents of plan.json.
type plan struct {
	Seeds int `json:"seeds"`
}

// Part is one of the classifiers that are compared.
type Part struct {
	Dir         string // its run
	Seed        int64
	FromEncoder bool // else from nothing
}

// Options are how the classifiers are trained; none of it changes a result.
type Options struct {
	run.AdvanceOptions
	Part   func(n, of int, p Part)      // told when a part begins; may be nil
	Judged func(done, total int)        // told how far asking a classifier is; may be nil
	Ended  func(p Part, scored float64) // told its share of right ones; may be nil
}

// parts are the classifiers for a number of seeds, both ways of a seed beside each
// other. The run itself is the first, unless it was not trained as the others will be.
func parts(r *run.Run, seeds int) (all []Part) {
	t := r.Config.Training
	for i := range int64(seeds) {
		seed := t.Seed + i
		from := Part{filepath.Join(r.Dir, folder, fmt.Sprintf("encoder-%d", seed)), seed, true}
		if i == 0 && len(t.Extended)+len(t.Lowered)+len(t.Split) == 0 {
			from.Dir = r.Dir
		}
		all = append(all, from, Part{filepath.Join(r.Dir, folder, fmt.Sprintf("nothing-%d", seed)), seed, false})
	}
	return all
}

// open opens a classifier that the question can be asked of.
func open(dir string) (*run.Run, error) {
	r, err := run.Open(dir)
	switch {
	case err != nil:
		return nil, err
	case r.Config.Task != run.TaskClassify:
		return nil, fmt.Errorf("%s is a run of pre-training. Whether that was worth it is asked of a classifier: maestudio finetune --data DIR --from %q --out RUN", dir, dir)
	case r.Config.Training.Init == "":
		return nil, fmt.Errorf("%s started from nothing, so there is no pre-training to be judged. Fine-tune from an encoder first.", dir)
	case r.Config.Classify.Freeze:
		return nil, fmt.Errorf("%s trained a head alone, which from nothing would learn on noise. Fine-tune the whole model first.", dir)
	}
	return r, nil
}

// Advance trains what is missing and judges it; it ends when the question is answered,
// with run.ErrStopped when a person stopped it, or with what went wrong. seeds of 0
// are as many as were asked for last, or the usual number where nobody has asked. More
// than before train what is missing; with fewer the others do not count in the answer,
// and lie where they are.
func Advance(ctx context.Context, dir string, seeds int, o Options) error {
	r, err := open(dir)
	if err != nil {
		return err
	}
	if !r.Done() {
		return fmt.Errorf("The classifier in %s has not finished learning. Go on with it first: maestudio train %s", dir, dir)
	}
	at := filepath.Join(dir, folder)
	if err := os.MkdirAll(at, 0o777); err != nil {
		return fmt.Errorf("Nothing can be written in %s: %w. The classifier is as it was.", dir, err)
	}
	release, err := run.Hold(at)
	if err != nil {
		return err
	}
	defer release()
	if seeds == 0 {
		seeds = max(planned(dir), 0)
	}
	if seeds == 0 {
		seeds = Usual
	}
	raw, _ := json.Marshal(plan{seeds}) // a number can always be written
	if err := disk.WriteBytes(disk.System{}, filepath.Join(at, planFile), raw); err != nil {
		return fmt.Errorf("Nothing can be written in %s: %w. The classifier is as it was.", at, err)
	}
	all := parts(r, seeds)
	for i, p := range all {
		if o.Part != nil {
			o.Part(i+1, len(all), p)
		}
		if err := advance(ctx, r, p, o); err != nil {
			return err
		}
	}
	return nil
}

// planned is the number of seeds that were asked for last; 0 where nobody has asked.
func planned(dir string) int {
	var p plan
	raw, err := os.ReadFile(filepath.Join(dir, folder, planFile))
	if err != nil || json.Unmarshal(raw, &p) != nil {
		return 0
	}
	return max(0, p.Seeds)
}

// advance trains one part to its end and judges it.
func advance(ctx context.Context, r *run.Run, p Part, o Options) error {
	own, err := run.Open(p.Dir)
	if run.CodeOf(err) == run.NotARun {
		own, err = r.Again(p.Dir, func(c *run.Config) {
			c.Training.Seed = p.Seed
			if !p.FromEncoder {
				c.FromNothing()
			}
		})
	}
	if err != nil {
		return err
	}
	if !own.Done() {
		if err := run.Advance(ctx, p.Dir, o.AdvanceOptions); err != nil {
			return err
		}
	}
	result, err := evaluate.Own(ctx, p.Dir, o.Threads, o.Judged)
	if ctx.Err() != nil {
		return run.ErrStopped
	}
	if err == nil && o.Ended != nil {
		o.Ended(p, result.Top1)
	}
	return err
}

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

// Report is what is known of the question.
type Report struct {
	Seeds   int
	Parts   []Progress
	Working bool              // a process works on it
	Answer  *score.Comparison // from the encoder against from nothing; nil until all are judged
}

// Working reports whether a process works on the question of the classifier in dir.
func Working(dir string) bool {
	_, busy := (&run.Run{Dir: filepath.Join(dir, folder)}).Worker()
	return busy
}

// Look reads how far a run's question is; nil where it was never asked.
func Look(dir string) (*Report, error) {
	seeds := planned(dir)
	if seeds == 0 {
		return nil, nil
	}
	r, err := open(dir)
	if err != nil {
		return nil, err
	}
	report := &Report{Seeds: seeds}
	report.Working = Working(dir)
	known := true
	for _, p := range parts(r, seeds) {
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
		known = known && at.Judged()
		report.Parts = append(report.Parts, at)
	}
	if known {
		report.Answer, err = compare(report.Parts)
	}
	return report, err
}

// compare needs all classifiers to be judged by the same pictures.
func compare(all []Progress) (*score.Comparison, error) {
	var from, nothing [][]bool
	for _, p := range all {
		if fmt.Sprint(p.paths) != fmt.Sprint(all[0].paths) {
			return nil, errors.New("The classifiers were not judged by the same pictures: some could not be read meanwhile. Put them back and ask again.")
		}
		if p.FromEncoder {
			from = append(from, p.right)
		} else {
			nothing = append(nothing, p.right)
		}
	}
	c, err := score.Compare(from, nothing)
	return &c, err
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

// Stop asks the process that works on a run's question to stop after its step; the
// question can be gone on with.
func Stop(dir string) error {
	report, err := Look(dir)
	if err != nil || report == nil {
		return err
	}
	for _, p := range report.Parts {
		r := run.Run{Dir: p.Dir}
		if _, busy := r.Worker(); busy && !p.Judged() {
			return r.Send(run.Stop)
		}
	}
	return nil
}
