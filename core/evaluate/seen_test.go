package evaluate_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/dataset/labels"
	"maestudio/core/evaluate"
	"maestudio/core/internal/random"
	"maestudio/core/internal/testdata"
	"maestudio/core/internal/trained"
	"maestudio/core/predict"
	"maestudio/core/run"
)

// scene draws rectangles by a number, and saves them as the name says.
func scene(t *testing.T, path string, number int) {
	t.Helper()
	const side = 96
	img, source := image.NewNRGBA(image.Rect(0, 0, side, side)), random.New(uint64(number))
	draw.Draw(img, img.Rect, image.Black, image.Point{}, draw.Src)
	for range 40 {
		x, y, r := int(side*source.Float64()), int(side*source.Float64()), int(6+14*source.Float64())
		c := color.NRGBA{uint8(255 * source.Float64()), uint8(255 * source.Float64()), uint8(255 * source.Float64()), 255}
		draw.Draw(img, image.Rect(x-r, y-r, x+r, y+r), image.NewUniform(c), image.Point{}, draw.Src)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	encode := func() error { return png.Encode(f, img) }
	if filepath.Ext(path) == ".jpg" {
		encode = func() error { return jpeg.Encode(f, img, &jpeg.Options{Quality: 80}) }
	}
	if err := encode(); err != nil {
		t.Fatal(err)
	}
}

// What is said of held-out pictures that were learned from counts near copies as well as
// bytes, whether a run is judged by its own pictures or by a folder, and the score without
// them is of the others alone.
func TestNearCopiesAreNotNew(t *testing.T) {
	folder := t.TempDir()
	for i := range 12 {
		scene(t, filepath.Join(folder, "train", fmt.Sprintf("%c", 'a'+i%2), fmt.Sprint(i, ".png")), i)
	}
	for i := range 4 {
		scene(t, filepath.Join(folder, "val", fmt.Sprintf("%c", 'a'+i%2), fmt.Sprint("new", i, ".png")), 100+i)
	}
	scene(t, filepath.Join(folder, "val", "a", "same.png"), 2)
	scene(t, filepath.Join(folder, "val", "b", "nearly.jpg"), 3)
	dir := learned(t, folder, func(c *run.Config) { c.Training.Epochs, c.Training.WarmupEpochs = 1, 0 })
	advance(t, dir)
	own, err := evaluate.Own(context.Background(), dir, 1, evaluate.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	set, err := labels.Open(context.Background(), folder, labels.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := predict.Open(dir, predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	given, err := evaluate.Run(context.Background(), m, dir, set, evaluate.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	for what, r := range map[string]*evaluate.Result{"its own pictures": own, "the folder": given, "what is kept": evaluate.Kept(dir)} {
		right := 0
		for _, p := range r.Pictures {
			name := filepath.Base(p.Path)
			if p.Seen != (name == "same.png" || name == "nearly.jpg") {
				t.Errorf("%s: %s is seen: %v", what, name, p.Seen)
			}
			if !p.Seen && !p.Wrong() {
				right++
			}
		}
		if r.Seen != 2 || r.SeenNearly != 1 || r.UnseenPictures != 4 || r.Unseen != float64(right)/4 {
			t.Errorf("%s: %d seen, %d nearly, %v of %d others right; want 2, 1, %v of 4", what, r.Seen, r.SeenNearly, r.Unseen, r.UnseenPictures, float64(right)/4)
		}
		if math.Abs(r.Flatters()-(r.Top1-r.Unseen)) > 1e-12 || r.UnseenInterval.Low > r.Unseen || r.UnseenInterval.High < r.Unseen {
			t.Errorf("%s: flatters by %v, %+v", what, r.Flatters(), r.UnseenInterval)
		}
	}
}

// A classifier that began with another one knows what that one was told of the pictures,
// whoever holds them out now; and what was seen is nobody's neighbour but its own.
func TestTaughtBeforeIsNotNew(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	first := trained.Classifier(t, folder, "")
	dir := learned(t, folder, func(c *run.Config) { c.Training.Init, c.Training.Seed = first, 7 })
	advance(t, dir)
	taught := map[string]bool{}
	for _, p := range listed(t, first) {
		taught[p.Hash] = taught[p.Hash] || p.Part == run.Train
	}
	held, seen := 0, 0
	for _, p := range listed(t, dir) {
		if p.Part == run.Validation {
			if held++; taught[p.Hash] {
				seen++
			}
		}
	}
	r, err := evaluate.Own(t.Context(), dir, 1, evaluate.Watch{})
	if err != nil || seen == 0 || r.Seen < seen || r.UnseenPictures != held-r.Seen {
		t.Fatalf("%v: %d of %d held out were learned from before, and %+v", err, seen, held, r)
	}
	if r.UnseenPictures == 0 && (r.KNN != nil || r.Outdone(false) != "") {
		t.Errorf("nothing is new, and k-NN is %v; it says %q", r.KNN, r.Outdone(false))
	}
}

func listed(t *testing.T, dir string) []run.Picture {
	t.Helper()
	pictures, err := run.ListPictures(dir)
	if err != nil {
		t.Fatal(err)
	}
	return pictures
}
