package window

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/run"
	"maestudio/core/worker"
)

// tinyRun makes a run of a tiny model in the window's folder of runs and trains
// it for two epochs.
func (b *bench) tinyRun(name, folder string) string {
	b.t.Helper()
	c, err := run.Preset("quick")
	if err != nil {
		b.t.Fatal(err)
	}
	c.Data.Folders = []string{folder}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2,
		DecoderDim: 8, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
	c.Training.Epochs, c.Training.Batch, c.Training.WarmupEpochs = 2, 16, 0
	dir := filepath.Join(b.settings.Runs, name)
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		b.t.Fatal(err)
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		b.t.Fatal(err)
	}
	return dir
}

func (b *bench) drawnAnew(what string, do func()) {
	b.t.Helper()
	before := b.redraw.asked
	do()
	b.until(what, func() bool {
		return b.redraw.asked > before && b.redraw.drawn.now != nil && b.redraw.screen.View().Now == b.redraw.drawn.now
	})
}

func TestReconstruct(t *testing.T) {
	saved := filepath.Join(t.TempDir(), "out")
	b := open(t)
	b.pick.Save = func(string, string) (string, error) { return saved, nil }
	folder := pictures(t, 60)
	b.tinyRun("first", folder)
	b.tinyRun("second", folder)
	b.Go(reconstructKey)
	b.until("a drawing", func() bool { return b.redraw.screen.View().Now != nil })
	b.until("the worst", func() bool { return b.redraw.ranking.Total > 0 && b.redraw.ranking.Done == b.redraw.ranking.Total })
	v := b.redraw.screen.View()
	if len(v.Runs) != 2 || !slices.Contains(v.States, "Epoch 2") || v.Grid != 4 || v.Count != "12 of 16 patches" {
		t.Fatalf("got %+v", v)
	}
	strip := b.redraw.worst()
	if !strip.Shown || len(strip.Pictures) != len(b.redraw.ranking.Worst) || strip.Pictures[0].Picture == nil {
		t.Fatalf("the strip: %+v", strip)
	}
	b.drawnAnew("the worst picture", func() { b.redraw.openWorst(0) })
	if v = b.redraw.screen.View(); !strings.Contains(v.Below, "error "+strip.Pictures[0].Error+", redrawn better than 0 of 100") || b.redraw.worst().Chosen != 0 {
		t.Errorf("the worst picture: %q, %+v", v.Below, strip.Pictures[0])
	}
	s := &b.redraw.runs[b.redraw.run].State
	if s.Guess == nil || len(s.Validation) != 2 {
		t.Fatalf("the run is not judged: %+v", s)
	}
	for flat, noise := range map[float64]bool{s.Validation[1].Loss / 2: true, s.Validation[1].Loss * 2: false} {
		s.Guess.Flat = flat
		b.redraw.show()
		if v = b.redraw.screen.View(); strings.HasPrefix(v.Note, "Noise so far") != noise {
			t.Errorf("with an error of %v, and %v of one flat colour, it notes %q", s.Validation[1].Loss, flat, v.Note)
		}
	}
	b.drawnAnew("a comparison", func() { b.redraw.earlier = 0; b.redraw.ask() })
	b.until("the earlier state", func() bool { return b.redraw.screen.View().Earlier != nil })
	helped := b.redraw.drawn.now
	b.redraw.honest = true
	b.redraw.ask()
	b.until("honest colours", func() bool { return b.redraw.drawn.now != helped })
	if v = b.redraw.screen.View(); same(v.Now, helped) || v.Note != "Guessed contrast · drag the line" {
		t.Errorf("with and without the true contrast it is the same picture, %q", v.Note)
	}
	b.drawnAnew("another run", func() { b.redraw.choose(1 - b.redraw.run) })
	b.redraw.save()
	b.until("the file", func() bool { _, err := os.Stat(saved + ".png"); return err == nil })
	b.until("the toast", func() bool { return !b.asking })
	if b.computing > callbackLimit {
		t.Errorf("a callback on Fyne's goroutine computed for %v", b.computing)
	}
	b.Go(settingsKey)
}

func TestPaintAndUndo(t *testing.T) {
	b := open(t)
	folder := pictures(t, 60)
	b.tinyRun("first", folder)
	b.Go(reconstructKey)
	b.until("a drawing", func() bool { return b.redraw.screen.View().Now != nil })
	start := slices.Clone(b.redraw.hidden)
	b.drawnAnew("no mask", func() { b.redraw.mask(make([]bool, 16)) })
	b.drawnAnew("a stroke", func() {
		b.redraw.paint([]int{1}, true)
		b.redraw.paint([]int{2, 3}, true)
		b.redraw.stroke = false
	})
	if v := b.redraw.screen.View(); v.Count != "3 of 16 patches" || !v.CanUndo {
		t.Errorf("after a stroke: %+v", v)
	}
	b.drawnAnew("undo", b.undoLast)
	if b.redraw.count() != 0 {
		t.Error("a stroke is not undone as a whole")
	}
	b.drawnAnew("undo again", b.undoLast)
	if !slices.Equal(b.redraw.hidden, start) || b.redraw.screen.View().CanUndo {
		t.Error("the first mask is not back")
	}
	b.drawnAnew("a dropped picture", func() { b.drop(filepath.Join(folder, "sub", "001.png")) })
	if v := b.redraw.screen.View(); !strings.HasPrefix(v.Below, "001.png") {
		t.Errorf("got %q", v.Below)
	}
	b.drop(filepath.Join(b.settings.Runs, "first", "run.toml"))
	b.until("the error", func() bool { return b.redraw.screen.View().Trouble != "" })
	if v := b.redraw.screen.View(); v.Remedy == "" || !strings.HasSuffix(v.Trouble, ".") || !strings.HasPrefix(v.Below, "001.png") || b.Current() != reconstructKey {
		t.Errorf("a text as a picture: %+v", v)
	}
}

// What cannot be shown is told on Reconstruct, and what was there stays.
func TestDropsThatReconstructRefuses(t *testing.T) {
	b := open(t)
	folder := pictures(t, 60)
	missing := filepath.Join(folder, "gone.png")
	b.Go(reconstructKey)
	b.drop(missing) // before there is a run
	if words := b.dialogWords(); b.Current() != reconstructKey || !strings.Contains(words, "“gone.png” cannot be read") {
		t.Errorf("on %s, told %q", b.Current(), words)
	}
	b.tapInDialog("Close")
	b.tinyRun("first", folder)
	b.redraw.refresh()
	b.until("a drawing", func() bool { return b.redraw.screen.View().Now != nil })
	b.drop(missing)
	v := b.redraw.screen.View()
	if told(t, v.Trouble, v.Remedy, "“gone.png” cannot be read"); b.Current() != reconstructKey || v.Now == nil {
		t.Errorf("on %s: %+v", b.Current(), v)
	}
	b.drawnAnew("the mask of a person who goes on", func() { b.redraw.mask(make([]bool, 16)) })
	if v = b.redraw.screen.View(); v.Trouble != "" {
		t.Errorf("it still says %q", v.Trouble)
	}
	b.drawnAnew("the first of two", func() {
		b.drop(filepath.Join(folder, "sub", "003.png"), filepath.Join(folder, "sub", "004.png"))
	})
	if v = b.redraw.screen.View(); !strings.HasPrefix(v.Below, "003.png") || !strings.Contains(b.layer.ToastWords(), "One picture at a time") {
		t.Errorf("shows %q and says %q", v.Below, b.layer.ToastWords())
	}
}

// same tells whether two pictures have the same pixels.
func same(a, b image.Image) bool {
	x, y := image.NewNRGBA(a.Bounds()), image.NewNRGBA(a.Bounds())
	draw.Draw(x, x.Rect, a, a.Bounds().Min, draw.Src)
	draw.Draw(y, y.Rect, b, b.Bounds().Min, draw.Src)
	return bytes.Equal(x.Pix, y.Pix)
}

// The saved picture is what is shown.
func TestSavePNG(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.png")
	img := flat(8, color.NRGBA{9, 200, 30, 255})
	if err := savePNG(path, img); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := png.Decode(f); err != nil || got.Bounds() != img.Bounds() {
		t.Errorf("got %v, %v", got, err)
	}
	if err := savePNG(filepath.Join(path, "b.png"), img); err == nil {
		t.Error("a file is taken for a folder")
	}
}

// While a model learns there is no talk of the sample, but a way to see it learn.
func TestNothingCanBeRedrawnYet(t *testing.T) {
	b := open(t)
	b.Go(reconstructKey)
	if v := b.redraw.screen.View(); v.Ready || v.Soon {
		t.Errorf("with nothing at all: %+v", v)
	}
	b.sample.busy = true
	b.redraw.show()
	if v := b.redraw.screen.View(); v.Ready || !v.Soon {
		t.Errorf("while the sample is made: %+v", v)
	}
}

// As soon as the model that learns has saved a state, the screen draws by itself.
func TestReconstructBeginsByItself(t *testing.T) {
	b := open(t)
	b.Go(reconstructKey)
	b.tinyRun("first", pictures(t, 30))
	b.train.set(worker.State{Status: worker.Running, PID: 1, Saved: 1})
	b.until("a drawing", func() bool { return b.redraw.screen.View().Ready })
}
