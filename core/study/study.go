// Package study answers a question about a classifier by training it again and again:
// in ways that differ in one thing, each with several seeds, all judged by the same
// pictures. What it makes lies in a folder of the classifier's run; a process that is
// ended goes on where it was.
package study

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"maestudio/core/dataset"
	"maestudio/core/evaluate"
	"maestudio/core/run"
	"maestudio/core/run/disk"
)

// Usual is how many seeds are tried where nobody says otherwise: with fewer it cannot
// be told what chance does.
const Usual = 3

const planFile = "plan.json"

// plan is the contents of plan.json.
type plan struct {
	Seeds int `json:"seeds"`
}

// Question is what is asked of a classifier.
type Question struct {
	Name string               // of the folder in the classifier's run where the others lie, and of the verb that asks
	Ways []string             // in which classifiers are trained
	Own  string               // the one in which the classifier itself was
	Fits func(*run.Run) error // says why it cannot be asked of a classifier; nil where it can
	// Again makes the run of a part, which is not there yet, from the classifier's.
	Again func(ctx context.Context, r *run.Run, p Part, o Options) (*run.Run, error)
}

// Part is one of the classifiers that are compared.
type Part struct {
	Dir  string // its run
	Seed int64
	Way  string
}

// Options are how the classifiers are trained; none of it changes a result.
type Options struct {
	run.AdvanceOptions
	Part    func(n, of int, p Part)      // told when a part begins; may be nil
	Judged  func(done, total int)        // told how far asking a classifier is; may be nil
	Ended   func(p Part, scored float64) // told its share of right ones; may be nil
	Looked  string                       // folder that remembers which pictures were looked at; "" for none
	Looking func(dataset.ScanProgress)   // told how far looking at the pictures is, where that is needed; may be nil
}

// parts are the classifiers for a number of seeds, all ways of a seed beside each
// other. The run itself is one, unless it was not trained as the others will be.
func (q Question) parts(r *run.Run, seeds int) (all []Part) {
	t := r.Config.Training
	asOthers := len(t.Extended)+len(t.Lowered)+len(t.Split) == 0
	for i := range int64(seeds) {
		for _, way := range q.Ways {
			p := Part{filepath.Join(r.Dir, q.Name, fmt.Sprintf("%s-%d", way, t.Seed+i)), t.Seed + i, way}
			if i == 0 && way == q.Own && asOthers {
				p.Dir = r.Dir
			}
			all = append(all, p)
		}
	}
	return all
}

// open opens a classifier that the question can be asked of.
func (q Question) open(dir string) (*run.Run, error) {
	r, err := run.Open(dir)
	if err != nil {
		return nil, err
	}
	return r, q.Fits(r)
}

// Advance trains what is missing and judges it; it ends when the question is answered,
// with run.ErrStopped when a person stopped it, or with what went wrong. seeds of 0
// are as many as were asked for last, or the usual number where nobody has asked. More
// than before train what is missing; with fewer the others do not count in the answer,
// and lie where they are.
func (q Question) Advance(ctx context.Context, dir string, seeds int, o Options) error {
	r, err := q.open(dir)
	if err != nil {
		return err
	}
	if !r.Done() {
		return fmt.Errorf("The classifier in %s has not finished learning. Go on with it first: maestudio train %s", dir, dir)
	}
	at := filepath.Join(dir, q.Name)
	if err := os.MkdirAll(at, 0o777); err != nil {
		return fmt.Errorf("Nothing can be written in %s: %w. The classifier is as it was.", dir, err)
	}
	release, err := run.Hold(at)
	if err != nil {
		return err
	}
	defer release()
	ctx, deaf, err := run.Listen(ctx, at)
	if err != nil {
		return err
	}
	defer deaf()
	if seeds == 0 {
		seeds = q.planned(dir)
	}
	if seeds == 0 {
		seeds = Usual
	}
	raw, _ := json.Marshal(plan{seeds}) // a number can always be written
	if err := disk.WriteBytes(disk.System{}, filepath.Join(at, planFile), raw); err != nil {
		return fmt.Errorf("Nothing can be written in %s: %w. The classifier is as it was.", at, err)
	}
	all := q.parts(r, seeds)
	for i, p := range all {
		if o.Part != nil {
			o.Part(i+1, len(all), p)
		}
		if err := q.advance(ctx, r, p, o); err != nil {
			return err
		}
	}
	return nil
}

// planned is the number of seeds that were asked for last; 0 where nobody has asked.
func (q Question) planned(dir string) int {
	var p plan
	raw, err := os.ReadFile(filepath.Join(dir, q.Name, planFile))
	if err != nil || json.Unmarshal(raw, &p) != nil {
		return 0
	}
	return max(0, p.Seeds)
}

// advance trains one part to its end and judges it.
func (q Question) advance(ctx context.Context, r *run.Run, p Part, o Options) error {
	own, err := run.Open(p.Dir)
	if err == nil && own.Config.Training.Epochs != r.Config.Training.Epochs { // the classifier was made longer since
		if err := os.RemoveAll(p.Dir); err != nil {
			return fmt.Errorf("An earlier answer in %s cannot be removed: %w.", p.Dir, err)
		}
		own, err = nil, run.Errorf(run.NotARun, nil, "It is made anew.")
	}
	if run.CodeOf(err) == run.NotARun {
		own, err = q.Again(ctx, r, p, o)
		if err != nil && ctx.Err() != nil {
			return run.ErrStopped
		}
	}
	if err != nil {
		return err
	}
	if !own.Done() {
		if err := run.Advance(ctx, p.Dir, o.AdvanceOptions); err != nil {
			return err
		}
	}
	result, err := evaluate.Own(ctx, p.Dir, o.Threads, evaluate.Watch{Progress: o.Judged})
	if ctx.Err() != nil {
		return run.ErrStopped
	}
	if err != nil {
		return err
	}
	if o.Ended != nil {
		o.Ended(p, result.Top1)
	}
	if p.Dir == r.Dir {
		return nil
	}
	return own.DropStates() // nobody goes on with it, and they are large
}

// Working reports whether a process works on the question of the classifier in dir.
func (q Question) Working(dir string) bool {
	_, busy := (&run.Run{Dir: filepath.Join(dir, q.Name)}).Worker()
	return busy
}

// Stop asks the process that works on a run's question to stop, wherever it is: after
// its step while it trains, and at once while it looks at pictures or judges. The
// question can be gone on with.
func (q Question) Stop(dir string) error {
	if !q.Working(dir) {
		return nil
	}
	return (&run.Run{Dir: filepath.Join(dir, q.Name)}).Send(run.Stop)
}
