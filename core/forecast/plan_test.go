package forecast

import (
	"errors"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"maestudio/core/run"
)

// free is a machine's room where decoded pictures lie on another disk.
func free(memory, disk float64) Room { return Room{Memory: memory, Disk: disk} }

func preset(t *testing.T, name string) run.Config {
	t.Helper()
	c, err := run.Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A machine on which a picture of quick takes 10 ms, and others by their work.
func machine(t *testing.T) (func(run.ModelConfig) (Speed, error), map[int]int) {
	asked := map[int]int{} // by width
	base := preset(t, "quick").Model.MAE().Forward()
	return func(m run.ModelConfig) (Speed, error) {
		asked[m.EncoderDim]++
		return Speed{Picture: time.Duration(10 * float64(time.Millisecond) * m.MAE().Forward() / base), Step: 20 * time.Millisecond}, nil
	}, asked
}

func TestPlanByHand(t *testing.T) {
	c := preset(t, "quick") // batch 64, 40 epochs
	p := NewPlan(c, Pictures{Learn: 1000, HeldOut: 60, Decode: 4 * time.Millisecond}, Speed{Picture: 10 * time.Millisecond, Step: 20 * time.Millisecond}, 2)
	// A sample: 8 pictures at 0.01 s, 0.18 s, 6.6 us for each of 64 x 64 pixels. A save: 20 bytes
	// of each parameter, at 400 MB/s.
	sample := 260*time.Millisecond + 4096*6600*time.Nanosecond
	save := time.Duration(c.Parameters()) * 50 * time.Nanosecond
	// 15 steps an epoch of 64 pictures: 15 * (0.64 + 0.02) s; a third of 0.01 s for each held out
	if want := 15*660*time.Millisecond + 200*time.Millisecond + sample + save; p.Steps != 600 || p.Epoch != want {
		t.Errorf("%d steps, an epoch takes %v, want %v", p.Steps, p.Epoch, want)
	}
	// The first step takes two more; the samples of steps 0, 1, 2, 5 and 10; each picture read twice, by two cores.
	if want := 2*660*time.Millisecond + 5*sample + 2*1060*2*time.Millisecond; p.First != want || p.Time != want+40*p.Epoch {
		t.Errorf("first %v, want %v; in all %v", p.First, want, p.Time)
	}
	few := NewPlan(c, Pictures{Learn: 10}, Speed{Picture: time.Millisecond}, 2)
	if few.Steps != 40 || few.Config.Training.Batch != 10 {
		t.Errorf("10 pictures: %d steps of %d", few.Steps, few.Config.Training.Batch)
	}
}

func TestMissing(t *testing.T) {
	c := preset(t, "base")
	need, folder := ProcessMemory(c), Disk(c)
	if s := Missing(c, 0, free(need, folder)); s != nil {
		t.Errorf("just enough: %q", s)
	}
	if s := Missing(c, 0, free(math.NaN(), math.NaN())); s != nil {
		t.Errorf("unknown: %q", s)
	}
	s := Missing(c, 0, free(need-1.5e9, folder-0.25e9))
	if len(s) != 2 || !strings.Contains(s[0], "1.5 GB are missing. Use --batch") || !strings.Contains(s[1], "250 MB are missing.") {
		t.Errorf("got %q", s)
	}
	if s := Missing(c, 2e9, free(need, folder)); s != nil {
		t.Errorf("decoded pictures lie on another disk: %q", s)
	}
	if s := Missing(c, 2e9, Room{Memory: need, Disk: folder, Cached: true}); len(s) != 1 || !strings.Contains(s[0], "2.0 GB of it for decoded pictures") || !strings.Contains(s[0], "2.0 GB are missing.") {
		t.Errorf("no room for decoded pictures: %q", s)
	}
	if err := TooLarge(c, free(1e6, folder)); err == nil || !strings.Contains(err.Error(), "of memory") {
		t.Errorf("a model for which a batch of one is too much: got %v", err)
	}
	for _, room := range []Room{free(need, folder), free(need-1.5e9, folder), free(math.NaN(), folder)} {
		if err := TooLarge(c, room); err != nil {
			t.Errorf("%v: got %v", room, err)
		}
	}
	if s := Missing(c, 0, free(1e6, folder)); len(s) != 1 || !strings.Contains(s[0], "smaller preset") || strings.Contains(s[0], "--batch") {
		t.Errorf("no batch fits: %q", s)
	}
}

func TestFitPlansBackwards(t *testing.T) {
	var all []Candidate
	for _, name := range run.PresetNames {
		all = append(all, Candidate{preset(t, name), Pictures{Learn: 8000, HeldOut: 400, Decode: time.Millisecond, Cache: 1e9}})
	}
	tiny := preset(t, "tiny")
	tiny.Training.Epochs = MostEpochs
	plenty := free(1e12, 1e12)
	for _, c := range []struct {
		time time.Duration
		room Room
		want string
	}{
		{10 * time.Minute, plenty, "quick"}, // 80 s an epoch
		{110 * time.Minute, plenty, "tiny"},
		{24 * time.Hour, plenty, "small"},
		{30 * 24 * time.Hour, plenty, "huge"},
		{30 * 24 * time.Hour, free(ProcessMemory(preset(t, "base")), 1e12), "large"}, // whose batches are a quarter of those of base
		{30 * 24 * time.Hour, free(ProcessMemory(preset(t, "large"))-1, 1e12), "small"},
		{30 * 24 * time.Hour, free(1e12, 9e8), "tiny"},
		{30 * 24 * time.Hour, Room{Memory: 1e12, Disk: Disk(tiny) + 1e9, Cached: true}, "tiny"},     // with decoded pictures on the same disk
		{30 * 24 * time.Hour, Room{Memory: 1e12, Disk: Disk(tiny) + 0.99e9, Cached: true}, "quick"}, // small has more weights than tiny,
		{30 * 24 * time.Hour, free(math.NaN(), math.NaN()), "huge"},                                 // nothing is known of the room
	} {
		measure, _ := machine(t)
		plan, err := Fit(c.time, all, c.room, 2, measure)
		if err != nil || plan.Config.Preset != c.want {
			t.Errorf("%v: %s (%d epochs), %v; want %s", c.time, plan.Config.Preset, plan.Config.Training.Epochs, err, c.want)
		}
		if plan.Time > c.time || plan.Time+plan.Epoch < c.time && plan.Config.Training.Epochs < MostEpochs {
			t.Errorf("%v: the plan takes %v, an epoch %v", c.time, plan.Time, plan.Epoch)
		}
	}
	measure, asked := machine(t)
	if _, err := Fit(time.Second, all, plenty, 2, measure); err == nil || !strings.Contains(err.Error(), "too short: one epoch takes about 1m") {
		t.Errorf("a second: %v", err)
	}
	if len(asked) != 1 {
		t.Errorf("for a second %d models were measured", len(asked))
	}
	if plan, err := Fit(10*time.Minute, all[1:2], plenty, 2, measure); err != nil || plan.Config.Preset != "small" || plan.Config.Training.Epochs != 2 || plan.Config.Training.WarmupEpochs > 0.2 {
		t.Errorf("small alone: %d epochs, %v", plan.Config.Training.Epochs, err)
	}
	if _, err := Fit(time.Hour, all, plenty, 2, func(run.ModelConfig) (Speed, error) { return Speed{}, errors.New("no device") }); err == nil {
		t.Error("a machine that cannot be measured is planned for")
	}
}

// A card is asked for what it has, by its name, and not for what the processor has free.
func TestMissingOnACard(t *testing.T) {
	c := preset(t, "base")
	need := ProcessMemory(c)
	said := Missing(c, 0, Room{Memory: need / 2, Disk: 1e12, Card: "NVIDIA A100"})
	if len(said) != 1 || !strings.Contains(said[0], "of memory and NVIDIA A100 has "+size(need/2)+": ") || !strings.Contains(said[0], "Use --batch ") {
		t.Errorf("%q", said)
	}
	if said := Missing(c, 0, Room{Memory: need, Disk: 1e12, Card: "NVIDIA A100"}); len(said) > 0 {
		t.Errorf("with room for it %q", said)
	}
}

// A classifier gets batches that fit, as many for a step as before; where not even one picture
// fits it is refused.
func TestFitting(t *testing.T) {
	c := preset(t, "quick")
	c.Finetune(false)
	c.Classify.Classes = []string{"a", "b"}
	c.Training.Batch = 32
	need, single := ProcessMemory(c), c
	single.Training.Batch = 1
	if got, err := Fitting(c, Room{Memory: need}); err != nil || got.Training.Batch != 32 || got.Training.Accumulate != 1 {
		t.Errorf("with room for it: %+v, %v", got.Training, err)
	}
	got, err := Fitting(c, Room{Memory: need - 1e6})
	if err != nil || got.Training.Batch != 16 || got.Training.Accumulate != 2 || !(ProcessMemory(got) <= need-1e6) {
		t.Errorf("with too little room: %+v, %v", got.Training, err)
	}
	if _, err := Fitting(c, Room{Memory: ProcessMemory(single) - 1e6}); err == nil || !strings.Contains(err.Error(), "Use a smaller preset, or close other programs.") {
		t.Errorf("with no room: %v", err)
	}
	frozen := c
	frozen.Classify.Freeze = true
	if ProcessMemory(frozen) >= need {
		t.Error("a head alone takes as much as all layers")
	}
}

// A few real steps, and the room of this machine.
func TestMeasureHere(t *testing.T) {
	c := preset(t, "quick").Model
	c.ImageSize, c.EncoderDim, c.EncoderDepth, c.DecoderDim, c.DecoderDepth = 32, 32, 1, 16, 1
	s, err := Measure(t.Context(), c, run.DeviceConfig{Name: "cpu", Threads: 1})
	if err != nil || s.Picture <= 0 || s.Step <= 0 || s.PerSecond(8) <= 0 {
		t.Errorf("%+v, %v", s, err)
	}
	dir := t.TempDir()
	if room := RoomAt("cpu", filepath.Join(dir, "not", "there", "yet"), dir); !(room.Disk > 0) || room.Memory <= 0 || !room.Cached {
		t.Errorf("%+v", room)
	}
	if runtime.GOOS == "linux" && RoomAt("cpu", dir, "/proc").Cached {
		t.Error("it does not tell one disk from two")
	}
}
