package run

import (
	"context"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/weights"
	"maestudio/gpu/reference"
)

// The validation's loss by another road: the finished weights in a model of
// their own, one held-out picture after the other, normalised here.
func TestValidationByAnotherRoad(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 120) // 6 are held out: a batch of 4 and half of one
	r := newRunOf(t, pictures, short, func(c *Config) {
		c.Augmentation.Mean, c.Augmentation.Std = [3]float64{.1, .2, .3}, [3]float64{.4, .5, .6}
	})
	advance(t, r, AdvanceOptions{})
	model := finished(t, r)
	all, _, err := readFiles(r.path(filesFile))
	if err != nil {
		t.Fatal(err)
	}
	sum, n := 0.0, 0
	for _, p := range all {
		if p.Part != Validation {
			continue
		}
		images, noise := newImages(1, 16), make([]float32, 16)
		crop, err := dataset.CenterCrop(p.Path, 16)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range crop.Pix {
			pixel, c := i/3, i%3
			images.Set(c*256+pixel, float32((float64(v)/255-r.Config.Augmentation.Mean[c])/r.Config.Augmentation.Std[c]))
		}
		mae.Noise(11, fixedMasks, n, 16, noise)
		losses, err := model.Evaluate(images, noise)
		if err != nil {
			t.Fatal(err)
		}
		sum += losses[0]
		n++
	}
	if got := epochs(t, r)[1]; n != 6 || math.Abs(got-sum/6) > 1e-5 {
		t.Errorf("validation %v, one by one %v of %d pictures", got, sum/float64(n), n)
	}
}

// finished is the model of a run's newest weights.
func finished(t *testing.T, r *Run) *mae.Model {
	t.Helper()
	model, err := mae.New(reference.Open[float32](), r.Config.Model.MAE())
	if err != nil {
		t.Fatal(err)
	}
	s, err := weights.ReadFile(r.path(weightsFile))
	if err == nil {
		err = model.Params().Load(s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// Every setting of the data reaches the loader: with another one, the first
// batch is another.
func TestSettingsReachTheLoader(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 12)
	first := func(change func(*Config)) (index []int, values []float32) {
		r := newRunOf(t, pictures, change)
		w := &worker{Run: r, batch: r.Config.Training.Batch}
		if err := w.readList(); err != nil {
			t.Fatal(err)
		}
		if err := w.openLoader(nil); err != nil {
			t.Fatal(err)
		}
		defer w.loader.Close()
		w.loader.Start(0, 0)
		b, err := w.loader.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return slices.Clone(b.Index), slices.Clone(b.Images.Data().([]float32))
	}
	index, values := first(func(*Config) {})
	if again, same := first(func(*Config) {}); !slices.Equal(again, index) || !slices.Equal(same, values) {
		t.Fatal("the same settings give another batch")
	}
	for name, change := range map[string]func(*Config){
		"crop_scale": func(c *Config) { c.Augmentation.CropScale[0] = 0.9 },
		"flip":       func(c *Config) { c.Augmentation.Flip = false },
		"mean":       func(c *Config) { c.Augmentation.Mean[1] = 0.9 },
		"std":        func(c *Config) { c.Augmentation.Std[2] = 0.9 },
		"batch":      func(c *Config) { c.Training.Batch = 3 },
		"image_size": func(c *Config) { c.Model.ImageSize = 20 },
	} {
		if _, other := first(change); slices.Equal(other, values) {
			t.Errorf("%s does not reach the loader", name)
		}
	}
	if other, _ := first(func(c *Config) { c.Training.Seed++ }); slices.Equal(other, index) {
		t.Error("the seed does not reach the loader")
	}
}

// The pictures that a sheet shows are those that SamplePictures names, in order.
func TestSamplePicturesAreThoseOfTheSheets(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 240) // 12 are held out, of which 8 are shown
	r := newRunOf(t, pictures, short)
	advance(t, r, AdvanceOptions{})
	f, err := os.Open(r.path(filepath.Join("samples", "step-00000000.png")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := mae.ReadSheet(sheet, r.Config.Model.ImageSize, r.Config.Model.PatchSize)
	if err != nil {
		t.Fatal(err)
	}
	named, err := SamplePictures(r.Dir)
	if err != nil || len(named) != 8 || len(rows) != 8 {
		t.Fatalf("%d pictures are named, %d shown (%v)", len(named), len(rows), err)
	}
	for i, p := range named {
		crop, err := dataset.CenterCrop(p.Path, r.Config.Model.ImageSize)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range crop.Image().Pix {
			if d := int(v) - int(rows[i].Original.Pix[k]); d > 1 || d < -1 {
				t.Fatalf("row %d shows another picture than %s", i, p.Path)
			}
		}
	}
}

// Beside each sample lies one without help from what is hidden: the same pictures
// under the same masks, redrawn in other colours. Raw targets need no help.
func TestHonestSamples(t *testing.T) {
	r := newRun(t, short)
	advance(t, r, AdvanceOptions{})
	sheet := func(name string) []mae.Picture {
		f, err := os.Open(r.path(samplesDir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		img, err := png.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := mae.ReadSheet(img, r.Config.Model.ImageSize, r.Config.Model.PatchSize)
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	const name = "step-00000000.png"
	helped, honest := sheet(name), sheet(HonestSample(name))
	if len(helped) != len(honest) {
		t.Fatalf("%d rows, %d without help", len(helped), len(honest))
	}
	for i, p := range helped {
		if q := honest[i]; !slices.Equal(p.Original.Pix, q.Original.Pix) || !slices.Equal(p.Hidden, q.Hidden) || slices.Equal(p.Redrawn.Pix, q.Redrawn.Pix) {
			t.Errorf("row %d is of another picture, or the same without help", i)
		}
	}
	raw := newRun(t, short, func(c *Config) { c.Model.NormPix = false })
	advance(t, raw, AdvanceOptions{})
	if _, err := os.Stat(raw.path(samplesDir, HonestSample(name))); err == nil {
		t.Error("with raw targets there are two of the same")
	}
}
