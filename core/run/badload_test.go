package run

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/mae"
	"maestudio/core/train"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/gpu/cpu"
)

// puzzleSide is what pictures of 32 pixels are scaled to before their middle is taken.
const puzzleSide = 36

// drawPuzzles draws n pictures of patches that are light on one side: who has learned them
// knows by a few what the others are; a guess does not.
func drawPuzzles(t *testing.T, dir string, n int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		chance, kinds := rand.New(rand.NewPCG(uint64(i), 1)), [25]int{}
		for k := range kinds {
			kinds[k] = chance.IntN(4)
		}
		m := image.NewGray(image.Rect(0, 0, puzzleSide, puzzleSide))
		for at := range puzzleSide * puzzleSide {
			x, y := (at%puzzleSide+6)/4, (at/puzzleSide+6)/4 // halves of patches, from the one that is cut off
			kind := kinds[x/2%5+y/2%5*5]
			light := ([]int{x, y}[kind%2] + kind/2) % 2
			m.SetGray(at%puzzleSide, at/puzzleSide, color.Gray{Y: uint8(60 + 120*light + chance.IntN(9))})
		}
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%03d.png", i)))
		if err == nil {
			err = png.Encode(f, m)
			f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// learnPuzzles trains a model until it knows all pictures of a run, and writes its weights.
func learnPuzzles(t *testing.T, r *Run, path string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	pictures, err := ListPictures(r.Dir)
	must(err)
	g, _, err := openGallery(context.Background(), pictures, numbersOf(len(pictures), len(pictures)), (&worker{Run: r}).centre)
	must(err)
	c := r.Config.Model.MAE()
	images, noise := newImages(len(pictures), c.ImageSize), make([]float32, len(pictures)*c.Patches())
	g.batch(images, 0, r.Config.Augmentation.Mean, r.Config.Augmentation.Std)
	device, err := cpu.Open(cpu.Options{})
	must(err)
	defer device.Close()
	model, err := mae.New(device, c)
	must(err)
	defer model.Free()
	must(model.Init(1))
	optimizer, err := train.NewAdamW(device, model.Params(), .05, train.PretrainBeta2)
	must(err)
	const steps = 3000
	loss := 0.
	for step := range steps {
		for i := range pictures {
			mae.Noise(1, step, i, c.Patches(), noise[i*c.Patches():][:c.Patches()])
		}
		loss, err = model.Backward(images, noise, 1, false)
		must(err)
		must(optimizer.Step(.0015 * min(1, float64(step)/200) * (1 - float64(step)/steps)))
	}
	t.Logf("after %d steps its loss is %.3f", steps, loss)
	state, err := model.Params().State()
	must(err)
	f, err := os.Create(path)
	must(err)
	must(weights.Write(f, state)) // without notes, as published files are
	must(f.Close())
}

// A trained model that is imported as it was trained redraws better than both guesses; one
// that is read with other heads or other pixels does not, or so much worse that it is seen.
func TestBadLoadsAreSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a model")
	}
	place := t.TempDir()
	pictures, file := filepath.Join(place, "pictures"), filepath.Join(place, "model.safetensors")
	drawPuzzles(t, pictures, 6)
	learnPuzzles(t, newRunOf(t, pictures, func(c *Config) {
		c.Model = ModelConfig{ImageSize: 32, PatchSize: 8, EncoderDim: 64, EncoderDepth: 2, EncoderHeads: 4, DecoderDim: 32, DecoderDepth: 2, DecoderHeads: 2, MaskRatio: .75, NormPix: true}
		c.Device.Name = "cpu"
	}), file)
	for i, c := range []struct {
		what   string
		seen   bool
		change func(*Config)
	}{
		{"as it was trained", false, func(*Config) {}},
		{"other heads of the encoder", true, func(c *Config) { c.Model.EncoderHeads = 1 }},
		{"other heads of both", true, func(c *Config) { c.Model.EncoderHeads, c.Model.DecoderHeads = 1, 1 }},
		{"other heads of the decoder", true, func(c *Config) { c.Model.DecoderHeads = 1 }},
		{"pixels from 0 to 1", true, func(c *Config) { c.Augmentation.Mean, c.Augmentation.Std = [3]float64{0, 0, 0}, [3]float64{1, 1, 1} }},
	} {
		m, err := names.Open(file, names.Heads{})
		if err != nil {
			t.Fatal(err)
		}
		k, err := Imported(file, m)
		m.Close()
		if err != nil {
			t.Fatal(err)
		}
		k.Data.Folders, k.Model.EncoderHeads, k.Model.DecoderHeads = []string{pictures}, 4, 2
		c.change(&k)
		got, err := Create(context.Background(), filepath.Join(place, fmt.Sprint(i)), k, CreateOptions{})
		if err == nil {
			err = got.Adopt()
		}
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		p, err := got.Prove(context.Background(), true)
		better := p.Verdict() == Improving || p.Verdict() == Level
		if err != nil || c.seen == (better && p.Other == nil) {
			t.Errorf("%s: %v", c.what, err)
		}
		t.Logf("%s: loss %.3f, guesses %.3f and %.3f: %s, %+v", c.what, p.Loss, p.Guess.Flat, p.Guess.Smear, p.Verdict(), p.Other)
		if o := p.Other; i == 1 && (o == nil || o.Decoder || o.Heads != 4) || i == 3 && (o == nil || !o.Decoder || o.Heads != 2) {
			t.Errorf("%s: better would be %+v", c.what, o)
		}
	}
}
