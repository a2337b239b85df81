package run

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/gpu"
)

// small is a device with little memory: what is asked of it at once may have no
// more than so many numbers.
type small struct {
	gpu.Device
	most int
}

func (s small) New(t gpu.DType, n int) (gpu.Buffer, error) {
	if n > s.most {
		return nil, fmt.Errorf("small: %w for %d numbers", gpu.ErrNoMemory, n)
	}
	return s.Device.New(t, n)
}

func smallDevice(most int) func(gpu.Device) gpu.Device {
	return func(dev gpu.Device) gpu.Device { return small{dev, most} }
}

// Where memory does not suffice for a batch it is halved until it does. A step takes
// the same pictures at the same rate, so the losses are the same but for rounding.
func TestSmallerBatchWhereMemoryDoesNotSuffice(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	wide := func(c *Config) { c.Training.Batch, c.Training.Accumulate = 8, 1 }
	straight, r := newRunOf(t, pictures, wide), newRunOf(t, pictures, wide)
	advance(t, straight, AdvanceOptions{FS: quick()})
	var warnings, steps []Event
	advance(t, r, AdvanceOptions{FS: quick(), wrap: smallDevice(9000), Events: func(e Event) {
		switch {
		case e.Event == EventWarning:
			warnings = append(warnings, e)
		case e.Event == EventStart:
			steps = append(steps, e)
		}
	}})
	opened, _ := Open(r.Dir)
	split := opened.Config.Training.Split
	if len(split) != 1 || split[0].Step != 0 || split[0].Batch >= 8 || opened.Config.Training.Batch != 8 {
		t.Fatalf("split %v of a batch of %d", split, opened.Config.Training.Batch)
	}
	if len(warnings) == 0 || warnings[0].Code != NoMemory || !strings.Contains(warnings[0].Message, "for 8 pictures at a time. From step 1 on there are 4 at a time") ||
		!strings.Contains(warnings[0].Cause, "there is no memory for") {
		t.Errorf("warnings %+v", warnings)
	}
	for _, e := range steps {
		if e.Batch != 8 {
			t.Errorf("steps of %d pictures", e.Batch)
		}
	}
	got, want := losses(t, r), losses(t, straight)
	for i := range want {
		if d := got[i]/want[i] - 1; d > 1e-4 || d < -1e-4 {
			t.Errorf("step %d: loss %v, with whole batches %v", i+1, got[i], want[i])
		}
	}
	// With memory enough it stays as it came to be: the same bits.
	again := copyRun(t, r)
	for _, what := range []string{checkpointsDir, eventsFile, weightsFile} {
		os.RemoveAll(again.path(what))
	}
	stopAt(t, again, 7, nil)
	advance(t, again, AdvanceOptions{FS: quick()})
	if weightsSum(t, again) != weightsSum(t, r) {
		t.Error("from the same run.toml it ends as another model")
	}
}

// What happens in the middle of a run begins at the last checkpoint.
func TestMemoryGoesInTheMiddle(t *testing.T) {
	r := newRun(t, func(c *Config) { c.Training.Batch, c.Training.Accumulate = 8, 1 })
	stopAt(t, r, 6, nil)
	advance(t, r, AdvanceOptions{FS: quick(), wrap: smallDevice(9000)})
	opened, _ := Open(r.Dir)
	split := opened.Config.Training.Split
	if len(split) == 0 || split[0].Step != 6 || len(losses(t, r)) != 15 {
		t.Errorf("split %v", split)
	}
}

func TestNoMemoryForOnePicture(t *testing.T) {
	r := newRun(t, short)
	fails(t, r, AdvanceOptions{FS: quick(), wrap: func(dev gpu.Device) gpu.Device { return &narrow{small{dev, 1 << 30}, 0} }}, NoMemory, "even for one picture at a time", "smaller preset")
}

// narrow has room for the parameters, their gradients and moments, and no more.
type narrow struct {
	small
	n int
}

func (d *narrow) New(t gpu.DType, n int) (gpu.Buffer, error) {
	if d.n++; d.n > 5 {
		return nil, fmt.Errorf("narrow: %w", gpu.ErrNoMemory)
	}
	return d.small.New(t, n)
}

func TestNoMemoryForTheModel(t *testing.T) {
	r := newRun(t, short)
	fails(t, r, AdvanceOptions{FS: quick(), wrap: smallDevice(100)}, NoMemory, "not enough memory for this model")
	opened, _ := Open(r.Dir)
	if len(opened.Config.Training.Split) > 0 {
		t.Error("smaller batches were tried, which cannot help")
	}
}

// Thrown back behind the place, a run goes on with the smaller batch.
func TestSplitAndThrownBack(t *testing.T) {
	var c TrainingConfig
	c.split(10, 32)
	c.split(20, 16)
	c.split(12, 8)
	if want := []Split{{10, 32}, {12, 8}}; !slices.Equal(c.Split, want) {
		t.Errorf("got %v, want %v", c.Split, want)
	}
	for n, want := range map[int]int{1: 0, 2: 2, 64: 2, 15: 3, 7: 7} {
		if got := smallestFactor(n); got != want {
			t.Errorf("the smallest factor of %d is %d, not %d", n, want, got)
		}
	}
}
