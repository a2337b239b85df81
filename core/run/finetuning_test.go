package run

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"maestudio/core/internal/testdata"
	"maestudio/core/task/classify"
	"maestudio/core/weights"
	"maestudio/gpu/reference"
)

// classConfig is a classifier that takes milliseconds a step: 12 epochs of 6 steps
// of 2 batches of 3 pictures.
func classConfig(folder string) Config {
	c := microConfig(folder)
	c.Model = ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 2, EncoderHeads: 2}
	c.Finetune(false)
	c.Classify.DropPath, c.Classify.LayerDecay = 0.2, 0.9
	c.Training.Epochs, c.Training.Batch, c.Training.Accumulate = 12, 3, 2
	c.Training.BLR, c.Training.WarmupEpochs = 0.3, 1
	c.Augmentation.CropScale, c.Augmentation.Flip = [2]float64{0.9, 1}, false
	c.Device.Name, c.Checkpoints.Steps = "cpu", 7
	return c
}

func newClassifier(t testing.TB, folder string, change ...func(*Config)) *Run {
	t.Helper()
	c := classConfig(folder)
	for _, f := range change {
		f(&c)
	}
	r, err := Create(context.Background(), filepath.Join(t.TempDir(), "run"), c, CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func classFolder(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "classes")
	testdata.Classes(t, dir, 15)
	return dir
}

// A classifier learns what can be learned, its scores are in the events, and the
// best weights, which say what they are, score that much.
func TestClassifierLearns(t *testing.T) {
	r := newClassifier(t, classFolder(t))
	advance(t, r, AdvanceOptions{})
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	scores := scoresOf(events)
	if len(scores) != 12 || scores[0].Of != 9 {
		t.Fatalf("scores: %+v", scores)
	}
	top := scores[best(scores)]
	if top.Right < 8 {
		t.Errorf("the best has %d of %d right", top.Right, top.Of)
	}
	s, err := weights.ReadFile(r.BestWeights())
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Base(r.BestWeights()) != bestFile || s.Meta["classes"] != `["left","right","top"]` || s.Meta["step"] != fmt.Sprint(6*top.Epoch) {
		t.Errorf("%s says %v, the best epoch is %d", r.BestWeights(), s.Meta, top.Epoch)
	}
	w := &worker{Run: r}
	if err := w.readList(); err != nil {
		t.Fatal(err)
	}
	w.device, w.batch = reference.Open[float32](), 4
	w.options.FS = nil
	f, err := newFinetuning(w)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.params().Load(s); err != nil {
		t.Fatal(err)
	}
	again, err := f.score(context.Background())
	if err != nil || again.Right != top.Right {
		t.Errorf("the best weights have %d right, the event says %d; %v", again.Right, top.Right, err)
	}
}

// Killed, and going on with other numbers of threads, a classifier ends with the
// same bits, and so does its best.
func TestClassifierKilled(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"mild":   func(*Config) {},
		"mixed":  mixed,
		"frozen": func(c *Config) { c.Classify.Freeze = true },
	} {
		t.Run(name, func(t *testing.T) { killClassifier(t, change) })
	}
}

// mixed has all that changes pictures.
func mixed(c *Config) {
	k := &c.Classify
	k.Mixup, k.CutMix, k.Erase, k.Augment, k.Balance = 0.8, 1, 0.25, "rand-m9-mstd0.5-inc1", true
}

func killClassifier(t *testing.T, change func(*Config)) {
	folder := classFolder(t)
	straight, killed := newClassifier(t, folder, change), newClassifier(t, folder, change)
	began := time.Now()
	if err := startWorker(t, straight, 1).Wait(); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(began)
	for i := range 4 {
		worker := startWorker(t, killed, 1+i%3)
		time.Sleep(time.Duration(rand.Int64N(int64(whole) / 2)))
		worker.Process.Kill()
		worker.Wait()
	}
	if err := startWorker(t, killed, 2).Wait(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{weightsFile, bestFile} {
		a, errA := os.ReadFile(straight.path(name))
		b, errB := os.ReadFile(killed.path(name))
		if err := errors.Join(errA, errB); err != nil || !slices.Equal(a, b) {
			t.Errorf("%s is another after kills; %v", name, err)
		}
	}
	if got, want := fmt.Sprint(losses(t, killed)), fmt.Sprint(losses(t, straight)); got != want {
		t.Errorf("killed, its losses are\n%v\nleft alone\n%v", got, want)
	}
}

// Pictures that are mixed have two labels, so the loss is another; each setting
// tells in the losses.
func TestMixingTells(t *testing.T) {
	folder := classFolder(t)
	seen := map[string]string{}
	for name, change := range map[string]func(*Config){
		"mild": func(*Config) {}, "mixed": mixed,
		"mixup":       func(c *Config) { c.Classify.Mixup = 0.8 },
		"cutmix":      func(c *Config) { c.Classify.CutMix = 1 },
		"erase":       func(c *Config) { c.Classify.Erase = 0.5 },
		"randaugment": func(c *Config) { c.Classify.Augment = "rand-m9-mstd0.5-inc1" },
		"drop path":   func(c *Config) { c.Classify.DropPath = 0 },
		"token":       func(c *Config) { c.Classify.Head = HeadToken },
		"layer decay": func(c *Config) { c.Classify.LayerDecay = 0.5 },
	} {
		r := newClassifier(t, folder, change, func(c *Config) { c.Training.Epochs, c.Training.WarmupEpochs = 1, 0 })
		advance(t, r, AdvanceOptions{})
		all := fmt.Sprint(losses(t, r))
		if other, twice := seen[all]; twice {
			t.Errorf("%s and %s have the same losses %s", name, other, all)
		}
		seen[all] = name
	}
}

// With the encoder frozen, what is learned on its features is what a usual
// classifier's weights give: the normalisation is in the head.
func TestFrozenClassifier(t *testing.T) {
	r := newClassifier(t, classFolder(t), func(c *Config) {
		c.Classify.Freeze, c.Training.BLR = true, 100
		c.Training.Epochs, c.Training.Batch, c.Training.Accumulate = 60, 9, 1
		c.Device.Precision = "float32" // as the device that it is asked on again
	})
	advance(t, r, AdvanceOptions{})
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	top := BestScore(events)
	if top == nil || top.Right < 6 {
		t.Errorf("the best: %+v", top)
	}
	s, err := weights.ReadFile(r.BestWeights())
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{Run: r}
	w.Config.Classify.Freeze = false
	if err := w.readList(); err != nil {
		t.Fatal(err)
	}
	w.device, w.batch = reference.Open[float32](), 4
	f, err := newFinetuning(w)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.params().Load(s); err != nil {
		t.Fatal(err)
	}
	again, err := f.score(context.Background())
	if err != nil || again.Right != top.Right || math.Abs(again.Loss-top.Loss) > 1e-4 {
		t.Errorf("the weights have %d right and a loss of %v, the event says %d and %v; %v", again.Right, again.Loss, top.Right, top.Loss, err)
	}
}

// Training ends when nothing better came for a while, also for a worker that takes
// the run up again, and stays ended.
func TestClassifierEndsEarly(t *testing.T) {
	r := newClassifier(t, classFolder(t), func(c *Config) {
		c.Training.Epochs, c.Classify.Patience = 100, 2
		c.Training.BLR, c.Training.MinLR = 1e-9, 0 // it learns nothing
	})
	advance(t, r, AdvanceOptions{})
	scores := func() []Score {
		events, err := r.Events()
		if err != nil {
			t.Fatal(err)
		}
		return scoresOf(events)
	}
	all := scores()
	if n := len(all); n >= 100 || n-1-best(all) != 2 {
		t.Fatalf("it ended after %d epochs, the best was number %d", n, 1+best(all))
	}
	if n := kinds(t, r)[EventDone]; n != 1 {
		t.Errorf("done %d times", n)
	}
	advance(t, r, AdvanceOptions{})
	if again := scores(); len(again) != len(all) || kinds(t, r)[EventDone] != 1 {
		t.Errorf("taken up again it went on: %d epochs, then %d", len(all), len(again))
	}
}

// From an encoder the first weights are its own, and those of another are refused
// in a sentence.
func TestClassifierFromEncoder(t *testing.T) {
	encoder := newRun(t)
	advance(t, encoder, AdvanceOptions{})
	folder := classFolder(t)
	c := classConfig(folder)
	if err := c.From(encoder.Dir, 0); err != nil {
		t.Fatal(err)
	}
	c.Model.ImageSize = 24 // larger pictures than the encoder's
	r, err := Create(context.Background(), filepath.Join(t.TempDir(), "run"), c, CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	init, err := weights.ReadFile(r.path(initFile))
	if err != nil {
		t.Fatal(err)
	}
	m, err := classify.New(reference.Open[float32](), r.Config.Classifier())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Start(init, 1); err != nil {
		t.Fatal(err)
	}
	got, err := m.Params().State()
	if err != nil {
		t.Fatal(err)
	}
	want, err := weights.ReadFile(encoder.path(weightsFile))
	if err != nil {
		t.Fatal(err)
	}
	const name = "blocks.0.attn.qkv.weight"
	if !slices.Equal(got.Tensors[name].Data().([]float32), want.Tensors[name].Data().([]float32)) {
		t.Errorf("%s is not the encoder's", name)
	}
	if shape := got.Tensors["pos_embed"].Shape(); shape[1] != 1+36 {
		t.Errorf("the positions are %v", shape)
	}

	c.Model.EncoderDim = 32
	_, err = Create(context.Background(), filepath.Join(t.TempDir(), "other"), c, CreateOptions{})
	if CodeOf(err) != Settings || !strings.Contains(err.Error(), "do not fit") {
		t.Errorf("another encoder: %v", err)
	}
}

// One class, or none, is refused in a sentence.
func TestClassifierOfOneClass(t *testing.T) {
	folder := classFolder(t)
	for _, class := range []string{"left", "right"} {
		if err := os.RemoveAll(filepath.Join(folder, class)); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(t.TempDir(), "run")
	_, err := Create(context.Background(), dir, classConfig(folder), CreateOptions{})
	if CodeOf(err) != Pictures {
		t.Errorf("one class: %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("something was left behind")
	}
}
