// Package selftest is the power-cut drill: it trains a small model twice from the
// same beginning, lets one be, kills the other's worker at random moments, and
// compares what comes out.
package selftest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"maestudio/core/practice"
	"maestudio/core/run"
)

// Options of a drill.
type Options struct {
	Program string            // the worker: PROGRAM train RUN --threads N
	Kills   int               // how often it is killed
	Device  string            // what computes, as in run.toml; "" for the processor
	Epochs  int               // of a training; 0: 32
	Tell    func(line string) // what is going on
}

// Result of a drill that came to its end.
type Result struct {
	Equal         bool
	Alone, Killed string // SHA-256 of the weights
	Kills         int    // that hit a worker at work
	Steps         int
}

const (
	pictures = 48
	look     = 10 * time.Millisecond // at how far a worker is
	// mostLater is how long after a step a worker is killed. It is not much, since
	// the work is done soon; but one that is to be killed before its first step is
	// killed while it starts.
	mostLater = 40 * time.Millisecond
)

// settings are a model that takes milliseconds a step, with many checkpoints.
func settings(folder, device string, epochs int) (run.Config, error) {
	c, err := run.Preset("quick")
	c.Data.Folders = []string{folder}
	c.Device.Name = cmp.Or(device, c.Device.Name)
	c.Model.ImageSize, c.Model.PatchSize = 32, 4
	c.Model.EncoderDim, c.Model.EncoderDepth, c.Model.EncoderHeads = 64, 2, 2
	c.Model.DecoderDim, c.Model.DecoderDepth, c.Model.DecoderHeads = 32, 1, 2
	c.Training.Epochs, c.Training.Batch, c.Training.Accumulate = epochs, 8, 1
	c.Checkpoints.Steps = 3
	return c, err
}

// Run does the drill in a temporary folder, which it removes. It ends early, with
// the context's error, when the context does.
func Run(ctx context.Context, o Options) (Result, error) {
	place, err := os.MkdirTemp("", "maestudio-selftest-")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(place)
	alone, killed := filepath.Join(place, "alone"), filepath.Join(place, "killed")
	if err := o.prepare(ctx, filepath.Join(place, "pictures"), alone, killed); err != nil {
		return Result{}, err
	}
	o.Tell("training, undisturbed")
	if err := o.train(ctx, alone, 0, nil); err != nil {
		return Result{}, err
	}
	var r Result
	if r.Steps, err = stepsOf(alone); err != nil {
		return r, err
	}
	if r.Kills, err = o.disturb(ctx, killed, r.Steps); err != nil {
		return r, err
	}
	return r, r.compare(alone, killed)
}

// prepare makes a run and a copy of it.
func (o Options) prepare(ctx context.Context, folder, alone, killed string) error {
	if err := practice.WriteFolder(ctx, folder, 1, pictures, func(int, int) {}); err != nil {
		return err
	}
	c, err := settings(folder, o.Device, cmp.Or(o.Epochs, 32))
	if err != nil {
		return err
	}
	if _, err := run.Create(ctx, alone, c, run.CreateOptions{}); err != nil {
		return err
	}
	return os.CopyFS(killed, os.DirFS(alone))
}

// disturb trains with a worker that is killed again and again, then lets it end.
func (o Options) disturb(ctx context.Context, dir string, steps int) (kills int, err error) {
	for i := range o.Kills {
		from, _ := stepsOf(dir)
		if from >= steps {
			break
		}
		until := from + rand.IntN((steps-from)/(o.Kills-i)+1)
		later := time.Duration(rand.Int64N(int64(mostLater)))
		hit := false
		err := o.train(ctx, dir, 1+i%3, func(worker *os.Process, ended <-chan struct{}) {
			hit = kill(dir, worker, ended, until, later)
		})
		switch {
		case ctx.Err() != nil:
			return kills, ctx.Err()
		case hit:
			kills++
			at, _ := stepsOf(dir)
			o.Tell(fmt.Sprintf("killed %d of %d times, after step %d of %d", i+1, o.Kills, at, steps))
		case err != nil:
			return kills, err
		}
	}
	o.Tell("going on to the end")
	return kills, o.train(ctx, dir, 2, nil)
}

// kill waits until a run has come to a step, and some time more, and kills its
// worker, unless that has ended by itself.
func kill(dir string, worker *os.Process, ended <-chan struct{}, step int, later time.Duration) bool {
	for at := -1; at < step; at, _ = stepsOf(dir) {
		if !passes(look, ended) {
			return false
		}
	}
	return passes(later, ended) && worker.Kill() == nil
}

// passes waits for a time, and reports whether it passed before the worker ended.
func passes(d time.Duration, ended <-chan struct{}) bool {
	select {
	case <-ended:
		return false
	case <-time.After(d):
		return true
	}
}

// train lets a worker advance a run in a process of its own, on some threads (0 is
// all); beside is called while it works.
func (o Options) train(ctx context.Context, dir string, threads int, beside func(*os.Process, <-chan struct{})) error {
	args := []string{"train", dir}
	if threads > 0 {
		args = append(args, "--threads", strconv.Itoa(threads))
	}
	var said bytes.Buffer
	worker := exec.CommandContext(ctx, o.Program, args...)
	worker.Stderr = &said
	if err := worker.Start(); err != nil {
		return err
	}
	ended, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		if beside != nil {
			beside(worker.Process, ended)
		}
	}()
	err := worker.Wait()
	close(ended)
	<-watched
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		lines := strings.Split(strings.TrimSpace(said.String()), "\n")
		return errors.New("The worker failed: " + lines[len(lines)-1])
	}
	return nil
}

// stepsOf is how many steps a run has done.
func stepsOf(dir string) (n int, err error) {
	events, err := run.ReadEvents(filepath.Join(dir, "events.jsonl"))
	for _, e := range events {
		if e.Event == run.EventStep {
			n = e.Step
		}
	}
	return n, err
}

// compare looks at the weights that came out.
func (r *Result) compare(alone, killed string) (err error) {
	sums := make([]string, 2)
	for i, dir := range []string{alone, killed} {
		data, err := os.ReadFile(filepath.Join(dir, "model.safetensors"))
		if err != nil {
			return err
		}
		sums[i] = fmt.Sprintf("%x", sha256.Sum256(data))
	}
	r.Alone, r.Killed = sums[0], sums[1]
	r.Equal = r.Alone == r.Killed
	return nil
}
