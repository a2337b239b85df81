package export

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/internal/testdata"
	"maestudio/core/run"
	"maestudio/core/weights"
)

// beside copies files into a folder where Python finds them.
func beside(t *testing.T, dir string, files ...string) {
	t.Helper()
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		save(t, filepath.Join(dir, filepath.Base(path)), func(w io.Writer) error { _, err := w.Write(text); return err })
	}
}

var standins = []string{"testdata/hugging.py", "testdata/standins/timm.py", "testdata/standins/transformers.py"}

// The lines of Python in the cards for timm and Hugging Face run as they stand, with all that
// they import, and make the model that gives what the proof has, whatever its layer norms
// add. timm and transformers are not here; what stands in for them looks at the arguments.
func TestCardsRun(t *testing.T) {
	if testing.Short() {
		t.Skip("starts another program")
	}
	place := t.TempDir()
	beside(t, place, standins...)
	other := sizes
	other.Encoder.Eps, other.Decoder.Eps = 1e-3, 1e-3
	token, mean := newClassifier(t, run.HeadToken), newClassifier(t, run.HeadMean)
	var folders []string
	for name, r := range map[string]*run.Run{"usual": newRun(t, sizes), "eps": newRun(t, other), "token": token, "mean": mean} {
		for _, format := range []string{HuggingFace, Timm} {
			for _, what := range Parts(r.Config) {
				if format == Timm && what == Reconstructor {
					continue
				}
				folder := strings.Join([]string{name, format, what}, "-")
				exportTo(t, r, format, what, filepath.Join(place, folder))
				unscaled(t, filepath.Join(place, folder, "cat.jpg"), false) // which Pillow opens by what is in it
				folders = append(folders, folder)
			}
		}
	}
	said := testdata.Peer(t, place, "testdata/cards.py", folders...)
	t.Log(said)
	if strings.Count(said, ": off by ") != 10 {
		t.Error(said)
	}
	for name, r := range map[string]*run.Run{"token": token, "mean": mean} {
		class, _, _ := strings.Cut(commandAnswer(t, r, filepath.Join(place, name+"-huggingface-classifier", "cat.jpg")), " ")
		_, line, _ := strings.Cut(said, name+"-huggingface-classifier: off by ")
		if line, _, _ = strings.Cut(line, "\n"); !strings.Contains(line, " "+class) {
			t.Errorf("%s: the card's lines say %q of a picture, and this program %q", name, line, class)
		}
	}
}

// What Pillow and torchvision make of real pictures, by what an export says of them, against
// what the program makes. After each direction Pillow rounds to whole numbers and cuts off
// what shoots over black or white, this program once, at the end: a byte is off by five at
// most (four was seen), five of a thousand by more than one, and all together by a quarter in
// the mean. Where half a pixel is to be rounded transformers begins a pixel earlier.
func TestOthersPrepareAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("starts another program")
	}
	const most, mostMean, mostOften = 5, 0.25, 0.005
	place, r := t.TempDir(), newRun(t, sizes)
	beside(t, place, standins...)
	exportTo(t, r, HuggingFace, Encoder, filepath.Join(place, "hugging"))
	exportTo(t, r, Timm, Encoder, filepath.Join(place, "timm"))
	arguments := []string{"hugging", "timm"}
	for _, folder := range []string{"cls_things18/train/*", "seg_facades/*", "det_bloodcells/*"} {
		found, err := filepath.Glob(filepath.Join(testdata.Shared(t, "data"), folder, "*.jpg"))
		if err != nil || len(found) == 0 {
			t.Fatalf("no pictures in %s: %v", folder, err)
		}
		for i := 0; i < len(found); i += 1 + len(found)/5 {
			name := fmt.Sprintf("%d.jpg", len(arguments)-2)
			beside(t, place, found[i])
			if err := os.Rename(filepath.Join(place, filepath.Base(found[i])), filepath.Join(place, name)); err != nil {
				t.Fatal(err)
			}
			arguments = append(arguments, name)
		}
	}
	testdata.Peer(t, place, "testdata/prepares.py", arguments...)
	prepared, err := weights.ReadFile(filepath.Join(place, "prepared.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	a, compared := r.Config.Augmentation, map[string]int{}
	for i, name := range arguments[2:] {
		crop, err := dataset.CenterCrop(filepath.Join(place, name), sizes.ImageSize)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := dataset.Decode(filepath.Join(place, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, how := range []string{"pillow", "torchvision"} {
			if how == "pillow" && !sameStart(t, whole, prepared.Tensors[fmt.Sprintf("pillow %d at", i)].Data().([]int32)) {
				continue
			}
			compared[how]++
			values, err := prepared.Float32(fmt.Sprintf("%s %d", how, i), 3, sizes.ImageSize, sizes.ImageSize)
			if err != nil {
				t.Fatal(err)
			}
			sum, often, worst, area := 0.0, 0, 0.0, sizes.ImageSize*sizes.ImageSize
			for at, v := range values {
				c := at / area
				theirs := 255 * (float64(v)*a.Std[c] + a.Mean[c])
				off := math.Abs(theirs - float64(crop.Pix[3*(at%area)+c]))
				if sum, worst = sum+off, max(worst, off); off > 1.01 {
					often++
				}
			}
			mean, share := sum/float64(len(values)), float64(often)/float64(len(values))
			t.Logf("%s, %s: %.3f at most, %.3f in the mean, %.4f of the bytes by more than one", name, how, worst, mean, share)
			if worst > most+0.01 || mean > mostMean || share > mostOften {
				t.Errorf("%s: %s is off by %v at most, %v in the mean, %v of the bytes by more than one", name, how, worst, mean, share)
			}
		}
	}
	if compared["pillow"] < 5 || compared["torchvision"] < 12 {
		t.Errorf("only so many could be compared: %v", compared)
	}
}

// sameStart tells whether a crop that begins there begins where the program's does; it may
// begin a pixel earlier.
func sameStart(t *testing.T, p *dataset.Picture, at []int32) bool {
	t.Helper()
	same, short := true, sizes.ImageSize*256/224
	for i, side := range []int{p.Width, p.Height} {
		scaled := short * side / min(p.Width, p.Height)
		own := int32(math.RoundToEven(float64(scaled-sizes.ImageSize) / 2))
		if at[i] != own && at[i] != own-1 {
			t.Errorf("%d of %d: it begins at %d, and at %d here", i, scaled, at[i], own)
		}
		same = same && at[i] == own
	}
	return same
}
