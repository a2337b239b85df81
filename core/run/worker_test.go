package run

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"maestudio/core/mae"
)

// drawPictures fills a folder with small pictures: a coloured square on a
// coloured ground.
func drawPictures(t testing.TB, dir string, n int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		r := rand.New(rand.NewPCG(7, uint64(i)))
		m := image.NewRGBA(image.Rect(0, 0, 24, 20))
		ground, square := someColour(r), someColour(r)
		at := image.Pt(r.IntN(14), r.IntN(10))
		for y := range 20 {
			for x := range 24 {
				c := ground
				if (image.Pt(x, y)).In(image.Rect(at.X, at.Y, at.X+10, at.Y+10)) {
					c = square
				}
				m.Set(x, y, c)
			}
		}
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("picture-%03d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := png.Encode(f, m); err != nil {
			t.Fatal(err)
		}
	}
}

func someColour(r *rand.Rand) color.Color {
	return color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
}

// microConfig is a model that takes milliseconds a step on the reference
// device: 3 epochs of 5 steps of 2 batches of 4 pictures.
func microConfig(folders ...string) Config {
	c := Default()
	c.Data.Folders = folders
	c.Model = ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2,
		DecoderDim: 8, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
	c.Training.Epochs, c.Training.Batch, c.Training.Accumulate = 3, 4, 2
	c.Training.BLR, c.Training.WarmupEpochs, c.Training.Seed = 0.3, 0.5, 11
	c.Device.Name = "reference"
	c.Checkpoints.Steps = 4
	return c
}

// newRun makes a run of 44 pictures, two of which are held out.
func newRun(t testing.TB, change ...func(*Config)) *Run {
	t.Helper()
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	return newRunOf(t, pictures, change...)
}

func newRunOf(t testing.TB, pictures string, change ...func(*Config)) *Run {
	t.Helper()
	c := microConfig(pictures)
	for _, f := range change {
		f(&c)
	}
	r, err := Create(context.Background(), filepath.Join(t.TempDir(), "run"), c, CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func advance(t testing.TB, r *Run, o AdvanceOptions) {
	t.Helper()
	if o.CacheDir == "" {
		o.CacheDir = t.TempDir()
	}
	if err := Advance(context.Background(), r.Dir, o); err != nil {
		t.Fatal(err)
	}
}

// weightsSum is the hash of a run's weights.
func weightsSum(t testing.TB, r *Run) string {
	t.Helper()
	data, err := os.ReadFile(r.path(weightsFile))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))
}

// losses are those of all steps, which are there once and in order.
func losses(t testing.TB, r *Run) (all []float64) {
	t.Helper()
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Event != EventStep {
			continue
		}
		if all = append(all, e.Loss); e.Step != len(all) {
			t.Fatalf("step %d stands in place %d", e.Step, len(all))
		}
	}
	return all
}

// expectSample looks into a sample: rows of the two held-out pictures, of whose 16
// patches 12 are hidden.
func expectSample(t *testing.T, path string, c Config) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := mae.ReadSheet(sheet, c.Model.ImageSize, c.Model.PatchSize)
	if err != nil || len(pictures) != 2 {
		t.Fatalf("%d pictures, %v", len(pictures), err)
	}
	for i, p := range pictures {
		hidden := 0
		for _, h := range p.Hidden {
			if h {
				hidden++
			}
		}
		if hidden != 12 || bytes.Equal(p.Original.Pix, p.Redrawn.Pix) {
			t.Errorf("picture %d: %d patches are hidden", i, hidden)
		}
	}
}

// epochs are the losses of all epochs, and their validation's.
func epochs(t testing.TB, r *Run) (all []float64) {
	t.Helper()
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Event == EventEpoch {
			all = append(all, e.Loss, *e.ValLoss)
		}
	}
	return all
}

// kinds counts events.
func kinds(t testing.TB, r *Run) map[string]int {
	t.Helper()
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, e := range events {
		n[e.Event]++
	}
	return n
}

func TestAdvanceTrainsARun(t *testing.T) {
	r := newRun(t)
	var told []Event
	advance(t, r, AdvanceOptions{Events: func(e Event) { told = append(told, e) }})
	got := kinds(t, r)
	if got[EventCheckpoint] < 4 { // steps 4, 8, 12 and 15; ends of epochs where it is worth it
		t.Errorf("%d checkpoints", got[EventCheckpoint])
	}
	delete(got, EventCheckpoint)
	if want := map[string]int{EventStart: 1, EventStep: 15, EventEpoch: 3, EventSample: 6, EventDone: 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
	all := losses(t, r)
	if all[14] >= 0.95*all[0] {
		t.Errorf("it learned nothing: %v", all)
	}
	for i, e := range told {
		if e.Event == EventEpoch && (e.ValLoss == nil || *e.ValLoss <= 0 || e.Loss <= 0 || e.ImagesPerSecond <= 0) {
			t.Errorf("event %d: %+v", i, e)
		}
		if e.Event == EventStep && (e.LR < 0 || e.GradNorm <= 0 || e.ImagesPerSecond <= 0 || e.Step < 15 && e.ETASeconds <= 0) {
			t.Errorf("event %d: %+v", i, e)
		}
	}
	// The two newest, one that is old enough to go back to, and weights of each epoch.
	if left, _ := listCheckpoints(r.path(checkpointsDir)); len(left) != 3 || left[0] != 15 || left[1] != 12 || left[2] > 10 {
		t.Errorf("checkpoints %v", left)
	}
	if left, _ := listSteps(r.path(checkpointsDir), weightsOnly); !reflect.DeepEqual(left, []int{15, 10, 5}) {
		t.Errorf("weights %v", left)
	}
	expectSample(t, r.path(samplesDir, "step-00000015.png"), r.Config)
}

// The same seed gives the same bits: repeated, with other threads, with other
// checkpoints; another seed gives others.
func TestSameSeedSameBits(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	build := func(o AdvanceOptions, change ...func(*Config)) string {
		larger := func(c *Config) { // enough for the threads to share
			c.Device.Name = "cpu"
			c.Model.ImageSize, c.Model.EncoderDim, c.Model.EncoderDepth, c.Model.DecoderDim = 32, 96, 2, 48
		}
		r := newRunOf(t, pictures, append(change, larger)...)
		advance(t, r, o)
		return weightsSum(t, r)
	}
	want := build(AdvanceOptions{Threads: 1})
	if got := build(AdvanceOptions{Threads: 1}); got != want {
		t.Error("repeated, it is another model")
	}
	if got := build(AdvanceOptions{Threads: 3}); got != want {
		t.Error("with 3 threads it is another model")
	}
	if got := build(AdvanceOptions{}, func(c *Config) { c.Checkpoints.Steps = 1 }); got != want {
		t.Error("with a checkpoint after every step it is another model")
	}
	if got := build(AdvanceOptions{}, func(c *Config) { c.Training.Seed++ }); got == want {
		t.Error("another seed is the same model")
	}
}

// Stopped after any step and taken up again, a run ends as one left alone.
func TestStoppedAndResumed(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	straight := newRunOf(t, pictures)
	advance(t, straight, AdvanceOptions{})
	for _, after := range []int{0, 1, 5, 7, 15} {
		r := newRunOf(t, pictures)
		ctx, cancel := context.WithCancel(context.Background())
		err := Advance(ctx, r.Dir, AdvanceOptions{CacheDir: t.TempDir(), Events: func(e Event) {
			if e.Event == EventStep && e.Step == after || after == 0 && e.Event == EventStart {
				cancel()
			}
		}})
		cancel()
		if after < 15 && !errors.Is(err, ErrStopped) {
			t.Fatalf("stopped after %d: %v", after, err)
		}
		if found, _ := listCheckpoints(r.path(checkpointsDir)); len(found) == 0 || found[0] != after {
			t.Errorf("stopped after %d: checkpoints %v", after, found)
		}
		advance(t, r, AdvanceOptions{})
		if weightsSum(t, r) != weightsSum(t, straight) {
			t.Errorf("stopped after %d it is another model", after)
		}
		if !reflect.DeepEqual(losses(t, r), losses(t, straight)) {
			t.Errorf("stopped after %d: losses %v, straight %v", after, losses(t, r), losses(t, straight))
		}
		if !reflect.DeepEqual(epochs(t, r), epochs(t, straight)) {
			t.Errorf("stopped after %d: epochs %v, straight %v", after, epochs(t, r), epochs(t, straight))
		}
	}
}

// What a run is extended by depends on where it stood, and is the same again.
func TestExtended(t *testing.T) {
	r := newRun(t)
	advance(t, r, AdvanceOptions{})
	copied := copyRun(t, r)
	advance(t, r, AdvanceOptions{Epochs: 5})
	if n := len(losses(t, r)); n != 25 {
		t.Errorf("%d steps, want 25", n)
	}
	opened, err := Open(r.Dir)
	if err != nil || opened.Config.Training.Epochs != 5 || !reflect.DeepEqual(opened.Config.Training.Extended, []Extension{{15, 3}}) {
		t.Errorf("%+v, %v", opened.Config.Training, err)
	}
	advance(t, copied, AdvanceOptions{Epochs: 5})
	if weightsSum(t, r) != weightsSum(t, copied) {
		t.Error("extended twice from the same state it is another model")
	}
	err = Advance(context.Background(), r.Dir, AdvanceOptions{Epochs: 4})
	if CodeOf(err) != Settings || !strings.Contains(err.Error(), "The run has 5 epochs; --epochs makes it longer") {
		t.Errorf("made shorter: %v", err)
	}
}

// Extended before its end and thrown back behind the place, a run does its old
// steps again at their old rates.
func TestExtendedAndThrownBack(t *testing.T) {
	r := newRun(t)
	ctx, cancel := context.WithCancel(context.Background())
	Advance(ctx, r.Dir, AdvanceOptions{CacheDir: t.TempDir(), Events: func(e Event) {
		if e.Step == 10 {
			cancel()
		}
	}})
	advance(t, r, AdvanceOptions{Epochs: 4})
	want := losses(t, r)
	for _, what := range []string{checkpointsDir, samplesDir, eventsFile} {
		os.RemoveAll(r.path(what)) // back to the beginning
	}
	advance(t, r, AdvanceOptions{})
	if got := losses(t, r); !reflect.DeepEqual(got, want) {
		t.Errorf("again %v\nfirst %v", got, want)
	}
}

// What the loader does not need reaches the model, the optimiser or the schedule.
func TestSettingsReachTheTraining(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	train := func(change ...func(*Config)) string {
		r := newRunOf(t, pictures, append(change, short)...)
		advance(t, r, AdvanceOptions{})
		return weightsSum(t, r)
	}
	base := train()
	for name, change := range map[string]func(*Config){
		"mask_ratio":    func(c *Config) { c.Model.MaskRatio = 0.5 },
		"norm_pix":      func(c *Config) { c.Model.NormPix = false },
		"accumulate":    func(c *Config) { c.Training.Accumulate = 1 },
		"blr":           func(c *Config) { c.Training.BLR = 0.2 },
		"warmup_epochs": func(c *Config) { c.Training.WarmupEpochs = 0 },
		"weight_decay":  func(c *Config) { c.Training.WeightDecay = 0.5 },
		"min_lr":        func(c *Config) { c.Training.MinLR = 0.001 },
		"seed":          func(c *Config) { c.Training.Seed++ },
	} {
		if train(change) == base {
			t.Errorf("%s changes nothing", name)
		}
	}
}

func copyRun(t *testing.T, r *Run) *Run {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(r.Dir)); err != nil {
		t.Fatal(err)
	}
	c, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The rate is that of the published code: set at the share of the epoch's
// batches that are done, those that make no whole step included.
func TestRate(t *testing.T) {
	w := &worker{Run: &Run{Config: microConfig()}, pictures: make([]Picture, 4*9)} // 9 batches, 4 steps
	tr := &w.Config.Training
	tr.Epochs, tr.WarmupEpochs, tr.BLR, tr.MinLR = 4, 1, 32, 0.25 // the peak is 1
	for step, want := range map[int]float64{0: 0, 1: 2. / 9, 3: 6. / 9, 4: 1, 10: 0.25 + 0.75*0.5*(1+math.Cos(math.Pi*(1+4./9)/3)), 16: 0.25} {
		if got := w.rate(step); math.Abs(got-want) > 1e-12 {
			t.Errorf("step %d: rate %v, want %v", step, got, want)
		}
	}
}

// Masks are drawn anew for each picture and epoch, and always the same.
func TestMasks(t *testing.T) {
	w := &worker{Run: &Run{}}
	w.Config.Training.Seed = 3
	p := &pretraining{worker: w, patches: 16}
	draw := func(epoch int, index ...int) []float32 { return slices.Clone(p.masks(epoch, index)) }
	first := draw(0, 5, 6)
	if slices.Equal(first[:16], first[16:]) || slices.Equal(draw(1, 5), first[:16]) || slices.Equal(draw(fixedMasks, 5), first[:16]) {
		t.Error("two masks are the same")
	}
	if !slices.Equal(draw(0, 6), first[16:]) || !slices.Equal(draw(fixedMasks, 1, 2), draw(fixedMasks, 1, 2)) {
		t.Error("a mask is drawn differently the second time")
	}
}

func TestSampleAt(t *testing.T) {
	steps := func(perEpoch, epochs int) (all []int) {
		due := sampleAt(perEpoch, epochs)
		for step := range perEpoch*epochs + 1 {
			if due(step) {
				all = append(all, step)
			}
		}
		return all
	}
	for _, c := range []struct {
		perEpoch, epochs int
		want             []int
	}{
		{5, 3, []int{0, 1, 2, 5, 10, 15}},
		{13, 2, []int{0, 1, 2, 5, 10, 13, 26}},
		{124, 2, []int{0, 1, 2, 5, 10, 20, 50, 100, 124, 248}},
		{6000, 1, []int{0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 6000}},
		{1, 24, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24}},
	} {
		if got := steps(c.perEpoch, c.epochs); !slices.Equal(got, c.want) {
			t.Errorf("%d epochs of %d steps: %v, want %v", c.epochs, c.perEpoch, got, c.want)
		}
		if got, want := EarlySamples(c.perEpoch), slices.Index(c.want, c.perEpoch); got != want {
			t.Errorf("of %d steps %d are early, want %d", c.perEpoch, got, want)
		}
	}
	for _, epochs := range []int{100, 800, 20_000, 1_000_000} { // however long: the disk that they take is bounded
		n, last, gap := 0, 0, 0
		due := sampleAt(2, epochs)
		for step := 2; step <= 2*epochs; step += 2 {
			if due(step) {
				n, last, gap = n+1, step/2, max(gap, step/2-last)
			}
		}
		if n < 50 || n > 140 || last != epochs || gap > epochs/50+1 {
			t.Errorf("%d epochs: %d samples, the last at %d, %d epochs apart", epochs, n, last, gap)
		}
	}
}
