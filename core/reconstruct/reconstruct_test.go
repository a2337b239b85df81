package reconstruct_test

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/mae"
	"maestudio/core/reconstruct"
	"maestudio/core/run"
)

// newRun makes a run of a tiny model, advanced by an epoch, and returns its
// folder and one of its pictures.
func newRun(t *testing.T) (dir, file string) {
	t.Helper()
	return newRunOf(t, 8)
}

// newRunOf makes a run of n pictures.
func newRunOf(t *testing.T, n int) (dir, file string) {
	t.Helper()
	pictures := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		img := image.NewGray(image.Rect(0, 0, 20+i%8, 16))
		for p := range img.Pix {
			img.Pix[p] = byte(random.Uint32())
		}
		file = filepath.Join(pictures, fmt.Sprint(i)+".png")
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	c, err := run.Preset("quick")
	if err != nil {
		t.Fatal(err)
	}
	c.Data.Folders = []string{pictures}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2,
		DecoderDim: 8, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
	c.Training.Epochs, c.Training.Batch, c.Training.WarmupEpochs = 1, 4, 0
	c.Device.Precision = "float32" // what is redrawn is compared to the last digit
	dir = filepath.Join(t.TempDir(), "run")
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir, file
}

func redraw(t *testing.T, dir, file string, o reconstruct.Options, seed uint64) mae.Picture {
	t.Helper()
	m, err := reconstruct.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	p, err := m.Picture(file, seed, 3)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func hidden(p mae.Picture) (n int) {
	for _, h := range p.Hidden {
		if h {
			n++
		}
	}
	return n
}

func TestMaskIsChosen(t *testing.T) {
	dir, file := newRun(t)
	own := redraw(t, dir, file, reconstruct.Options{}, 1)
	if hidden(own) != 12 {
		t.Errorf("the run hides 12 of 16 patches, here %d are", hidden(own))
	}
	if half := redraw(t, dir, file, reconstruct.Options{MaskRatio: 0.5}, 1); hidden(half) != 8 {
		t.Errorf("half of 16 patches are 8, here %d are hidden", hidden(half))
	}
	again := redraw(t, dir, file, reconstruct.Options{Threads: 1}, 1)
	if !slices.Equal(own.Hidden, again.Hidden) || !slices.Equal(own.Redrawn.Pix, again.Redrawn.Pix) {
		t.Error("the same seed redrew another picture")
	}
	if other := redraw(t, dir, file, reconstruct.Options{}, 2); slices.Equal(own.Hidden, other.Hidden) {
		t.Error("another seed hid the same patches")
	}
	if slices.Equal(own.Redrawn.Pix, own.Original.Pix) {
		t.Error("the redrawn picture is the original")
	}
}

// The honest version hides the same and draws with other colours, and says so.
func TestHonest(t *testing.T) {
	dir, file := newRun(t)
	told, honest := redraw(t, dir, file, reconstruct.Options{}, 1), redraw(t, dir, file, reconstruct.Options{Honest: true}, 1)
	if !slices.Equal(told.Hidden, honest.Hidden) || slices.Equal(told.Redrawn.Pix, honest.Redrawn.Pix) {
		t.Error("the honest picture is the same, or of other patches")
	}
	for honest, want := range map[bool]string{false: "true ones", true: "guessed"} {
		m, err := reconstruct.Open(dir, reconstruct.Options{Honest: honest})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(m.Note(), want) {
			t.Errorf("the note says %q", m.Note())
		}
		m.Close()
	}
}

func TestWhatCannotBeRedrawn(t *testing.T) {
	dir, _ := newRun(t)
	for ratio, want := range map[float64]string{1: "leaves none", 1e-17: "hides none", -1: "is a share between 0 and 1"} {
		if _, err := reconstruct.Open(dir, reconstruct.Options{MaskRatio: ratio}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ratio %v: %v, want %q", ratio, err, want)
		}
	}
	m, err := reconstruct.Open(dir, reconstruct.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	none := filepath.Join(dir, "run.toml")
	if _, err := m.Picture(none, 0, 0); err == nil || !strings.Contains(err.Error(), none) {
		t.Errorf("a text as a picture: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "model.safetensors")); err != nil {
		t.Fatal(err)
	}
	if _, err := reconstruct.Open(dir, reconstruct.Options{}); err == nil || !strings.Contains(err.Error(), "maestudio train "+dir) {
		t.Errorf("a run without weights: %v", err)
	}
}
