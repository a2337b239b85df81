package run

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
	"maestudio/gpu"
)

// spoil multiplies the loss, once or always, of a training step: as weights that
// ran away do it, whose way there is not the same on every machine.
type spoil struct {
	gpu.Device
	at    map[int]bool // of the device's training losses, from 1
	times float32
	n     *int
}

func (s *spoil) AdamW(value, gradient, first, second gpu.Buffer, n int, o gpu.AdamW) error {
	if *s.n = o.Step; s.at[o.Step] && o.Decay > 0 {
		v := make([]float32, n)
		if err := s.Read(v, value); err != nil {
			return err
		}
		for i := range v {
			v[i] *= s.times
		}
		if err := s.Write(value, v); err != nil {
			return err
		}
	}
	return s.Device.AdamW(value, gradient, first, second, n, o)
}

// runsAway lets the weights of a run grow by so many times in the step that follows
// each of some steps, as long as the rate there was not lowered that often.
func runsAway(t *testing.T, r *Run, times float32, steps ...int) func(gpu.Device) gpu.Device {
	return func(dev gpu.Device) gpu.Device {
		opened, err := Open(r.Dir)
		if err != nil {
			t.Error(err)
			return dev
		}
		at := map[int]bool{}
		for i, step := range steps {
			at[step] = len(opened.Config.Training.Lowered) <= i
		}
		return &spoil{Device: dev, at: at, times: times, n: new(int)}
	}
}

// A run that runs away goes back and on with half the rate, and says so. Whenever it
// was stopped or saved, it ends with the same bits.
func TestRunsAwayAndGoesOn(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	long := func(c *Config) { c.Training.Epochs = 5 }
	for name, times := range map[string]float32{"finite": 1000, "no number": float32(math.NaN())} {
		t.Run(name, func(t *testing.T) {
			straight := newRunOf(t, pictures, long, func(c *Config) { c.Checkpoints.Steps = 0 })
			var warnings []Event
			advance(t, straight, AdvanceOptions{FS: quick(), wrap: runsAway(t, straight, times, 17), Events: func(e Event) {
				if e.Event == EventWarning {
					warnings = append(warnings, e)
				}
			}})
			// In step 18, of the fourth epoch of five steps: back to the third.
			opened, _ := Open(straight.Dir)
			if want := []Lowering{{Step: 10, Failed: 18}}; !reflect.DeepEqual(opened.Config.Training.Lowered, want) {
				t.Errorf("lowered %v, want %v", opened.Config.Training.Lowered, want)
			}
			if len(warnings) != 1 || warnings[0].Code != NotFinite || !strings.Contains(warnings[0].Message, "in step 18 (error ") ||
				!strings.Contains(warnings[0].Message, "back to step 10 and on with half the rate") {
				t.Errorf("warnings %+v", warnings)
			}
			expectRates(t, straight, 10)
			for _, saved := range []int{1, 3, 4, 7} {
				r := newRunOf(t, pictures, long, func(c *Config) { c.Checkpoints.Steps = saved })
				wrap := runsAway(t, r, times, 17)
				for _, after := range []int{11, 16, 13, 22} { // the third, after it went back
					stopAt(t, r, after, wrap)
				}
				advance(t, r, AdvanceOptions{FS: quick(), wrap: wrap})
				if weightsSum(t, r) != weightsSum(t, straight) || !reflect.DeepEqual(losses(t, r), losses(t, straight)) {
					t.Errorf("saved after every %d steps and stopped, it ends as another model", saved)
				}
			}
		})
	}
}

// stopAt advances a run until a step is done, or it is done before.
func stopAt(t *testing.T, r *Run, step int, wrap func(gpu.Device) gpu.Device) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := Advance(ctx, r.Dir, AdvanceOptions{CacheDir: t.TempDir(), FS: quick(), wrap: wrap, Events: func(e Event) {
		if e.Event == EventStep && e.Step == step {
			cancel()
		}
	}})
	if err != nil && !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
}

// expectRates checks that from a step on the rates are half of what the schedule has.
func expectRates(t *testing.T, r *Run, from int) {
	t.Helper()
	events, _ := r.Events()
	w := &worker{Run: &Run{Config: r.Config}, pictures: make([]Picture, 42)}
	for _, e := range events {
		if e.Event != EventStep {
			continue
		}
		want := w.rate(e.Step - 1)
		if e.Step > from {
			want /= 2
		}
		if e.LR != want {
			t.Errorf("step %d has the rate %v, want %v", e.Step, e.LR, want)
		}
	}
}

// A worker that is killed between any two calls to the disk of going back leaves a
// run that ends with the same bits.
func TestGoingBackOnAFailingDisk(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	fresh := newRunOf(t, pictures, func(c *Config) { c.Training.Epochs, c.Checkpoints.Steps = 2, 3 })
	stopAt(t, fresh, 6, nil)
	wrap := func(r *Run) func(gpu.Device) gpu.Device { return runsAway(t, r, 1000, 8) }
	straight := copyRun(t, fresh)
	advance(t, straight, AdvanceOptions{FS: quick(), wrap: wrap(straight)})
	opened, _ := Open(straight.Dir)
	if want := []Lowering{{Step: 0, Failed: 9}}; !reflect.DeepEqual(opened.Config.Training.Lowered, want) {
		t.Fatalf("lowered %v", opened.Config.Training.Lowered)
	}
	for n := 1; ; n++ {
		r := copyRun(t, fresh)
		fs := &failing{FS: quick(), failAt: n}
		err := Advance(context.Background(), r.Dir, AdvanceOptions{FS: fs, CacheDir: t.TempDir(), wrap: wrap(r)})
		if err != nil && CodeOf(err) != Disk {
			t.Errorf("call %d: %v", n, err)
		}
		advance(t, r, AdvanceOptions{FS: quick(), wrap: wrap(r)})
		if weightsSum(t, r) != weightsSum(t, straight) || !reflect.DeepEqual(losses(t, r), losses(t, straight)) {
			t.Errorf("call %d failed (%v), and it ends as another model", n, err)
		}
		if fs.calls < n {
			break
		}
	}
}

// Three times are enough. What is kept is from before it ran away.
func TestRunsAwayForEver(t *testing.T) {
	r := newRun(t, func(c *Config) { c.Training.Epochs, c.Checkpoints.Steps = 5, 1 })
	wrap := runsAway(t, r, 1000, 99, 99, 99, 17)
	for range 2 {
		err := Advance(context.Background(), r.Dir, AdvanceOptions{FS: quick(), CacheDir: t.TempDir(), wrap: wrap})
		if CodeOf(err) != NotFinite {
			t.Fatal(err)
		}
		for _, words := range []string{"ran away in step 18", "halved 3 times", "kept as of step 10", "--init " + r.path(weightsFile) + " --blr 0.004."} {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("the sentence lacks %q: %v", words, err)
			}
		}
		if found, _ := listCheckpoints(r.path(checkpointsDir)); !slices.Equal(found, []int{10}) {
			t.Errorf("checkpoints %v are kept", found)
		}
	}
	c, err := readCheckpoint(r.path(checkpointsDir, checkpointName(10)))
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{Run: r}
	kept, err := os.ReadFile(r.path(weightsFile))
	only, errOnly := w.onlyWeights(c.Tensors, 10)
	other := filepath.Join(t.TempDir(), "w")
	if err := errors.Join(err, errOnly); err != nil || (&worker{Run: r, options: AdvanceOptions{FS: disk.System{}}}).writeState("", other, only) != nil {
		t.Fatal(err)
	}
	if want, _ := os.ReadFile(other); string(want) != string(kept) {
		t.Error("the weights are not those of step 10")
	}
}

// A rate far too high is stopped before anything of it is kept, however often it
// is tried again.
func TestRateFarTooHigh(t *testing.T) {
	for _, epochs := range []int{1, 20} { // of five steps, and of one
		r := newRun(t, func(c *Config) {
			c.Training.Epochs, c.Training.BLR, c.Training.WeightDecay, c.Training.WarmupEpochs, c.Checkpoints.Steps = epochs, 100, 10, 0, 3
			if epochs > 1 {
				c.Training.Batch, c.Training.Accumulate = 40, 1
			}
		})
		for range 2 {
			err := Advance(context.Background(), r.Dir, AdvanceOptions{FS: quick(), CacheDir: t.TempDir()})
			if CodeOf(err) != NotFinite || !strings.Contains(err.Error(), "No step was kept yet") || !strings.Contains(err.Error(), "such as --blr 0.004.") {
				t.Errorf("got %v", err)
			}
		}
		if _, err := os.Stat(r.path(weightsFile)); err == nil {
			t.Error("weights that ran away are kept")
		}
	}
}

// The rule: a loss is too high at ten times the first, or the flat guess.
func TestTooHigh(t *testing.T) {
	w := &worker{past: past{began: 1.5}}
	for loss, want := range map[float64]bool{0.5: false, 14.9: false, 15.1: true, math.Inf(1): true, math.NaN(): true} {
		if w.tooHigh(loss) != want {
			t.Errorf("%v: %v", loss, !want)
		}
	}
	w = &worker{Run: &Run{Config: microConfig()}, pictures: make([]Picture, 4*2*600)}
	for step, want := range map[int]int{1: 0, 250: 0, 251: 0, 500: 0, 501: 250, 1000: 500, 1001: 750} {
		if got := w.backTo(step); got != want {
			t.Errorf("after running away in step %d it goes back to %d, want %d", step, got, want)
		}
	}
}

// failing lets one call fail that changes something, and all after it, as a kill
// looks from above.
type failing struct {
	disk.FS
	calls, failAt int
}

func (f *failing) call() error {
	if f.calls++; f.calls >= f.failAt {
		return errors.New("the worker was killed")
	}
	return nil
}

func (f *failing) Create(path string) (disk.File, error) {
	if err := f.call(); err != nil {
		return nil, err
	}
	return f.FS.Create(path)
}

func (f *failing) Rename(from, to string) error {
	if err := f.call(); err != nil {
		return err
	}
	return f.FS.Rename(from, to)
}

func (f *failing) Remove(path string) error {
	if err := f.call(); err != nil {
		return err
	}
	return f.FS.Remove(path)
}

// quick is the computer's own disk without waiting for it.
func quick() disk.FS { return &faulty.FS{FS: disk.System{}, NoSync: true} }
