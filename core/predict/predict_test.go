package predict_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"maestudio/core/dataset/labels"
	"maestudio/core/evaluate"
	"maestudio/core/predict"
	"maestudio/core/run"
)

// draw makes a folder of two classes, bright on the left and on the right.
func draw(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for class, from := range map[string]int{"left": 0, "right": 8} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			m := image.NewGray(image.Rect(0, 0, 16, 16))
			for y := range 16 {
				for x := range 16 {
					v := 40 + (i*37+x*11+y*7)%60
					if x >= from && x < from+8 {
						v += 120
					}
					m.SetGray(x, y, color.Gray{Y: uint8(v)})
				}
			}
			var b bytes.Buffer
			if err := png.Encode(&b, m); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, class, fmt.Sprintf("%02d.png", i)), b.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func classifier(t *testing.T, data string) string {
	t.Helper()
	c := run.Default()
	c.Data.Folders = []string{data}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2}
	c.Finetune(false)
	c.Training.Epochs, c.Training.Batch, c.Training.BLR, c.Training.WarmupEpochs = 12, 4, 0.3, 1
	c.Augmentation.Flip, c.Augmentation.CropScale = false, [2]float64{.9, 1}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A run and its best weights alone give the same answers, in the order of the
// pictures, whatever the size of a batch; a picture that cannot be read is named.
func TestAnswers(t *testing.T) {
	data := draw(t)
	dir := classifier(t, data)
	broken := filepath.Join(t.TempDir(), "broken.png")
	if err := os.WriteFile(broken, []byte("no picture"), 0o666); err != nil {
		t.Fatal(err)
	}
	paths := []string{broken, filepath.Join(data, "left", "03.png"), filepath.Join(data, "right", "04.png"),
		filepath.Join(data, "none.png"), filepath.Join(data, "left", "05.png")}
	var first []predict.Result
	for _, o := range []struct {
		path  string
		batch int
	}{{dir, 64}, {dir, 2}, {filepath.Join(dir, "best.safetensors"), 1}} {
		m, err := predict.Open(o.path, predict.Options{Batch: o.batch})
		if err != nil {
			t.Fatal(err)
		}
		var got []predict.Result
		err = m.Each(context.Background(), paths, func(r predict.Result) error {
			r.Probabilities = append([]float32(nil), r.Probabilities...)
			got = append(got, r)
			return nil
		})
		m.Close()
		if err != nil || len(got) != len(paths) {
			t.Fatalf("%d results, %v", len(got), err)
		}
		for i, r := range got {
			if r.Path != paths[i] || (r.Err != nil) != (i == 0 || i == 3) {
				t.Errorf("%d: %s, %v", i, r.Path, r.Err)
			}
		}
		for i, class := range map[int]int{1: 0, 2: 1, 4: 0} {
			if got[i].Best(1)[0] != class || math.Abs(float64(got[i].Probabilities[0]+got[i].Probabilities[1])-1) > 1e-5 {
				t.Errorf("%s: %v", paths[i], got[i].Probabilities)
			}
		}
		if first == nil {
			first = got
		}
		for i, r := range got {
			for k, p := range r.Probabilities {
				if math.Abs(float64(p-first[i].Probabilities[k])) > 1e-5 {
					t.Errorf("%s with batches of %d: %v, first %v", o.path, o.batch, r.Probabilities, first[i].Probabilities)
				}
			}
		}
	}
}

// What evaluate says of the held-out pictures is what the run said of its best epoch.
func TestScores(t *testing.T) {
	data := draw(t)
	dir := classifier(t, data)
	r, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	best := run.BestScore(events)
	set, err := labels.Open(context.Background(), data, labels.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := predict.Open(dir, predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	got, err := evaluate.Run(context.Background(), m, dir, set, evaluate.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if want := float64(best.Right) / float64(best.Of); got.Part != "all" || got.Seen != 32 || math.Abs(got.Unseen-want) > 1e-9 || got.Frequent != .5 {
		t.Errorf("%s: %d seen, %v of the others right, %v by the most frequent class; the run says %+v", got.Part, got.Seen, got.Unseen, got.Frequent, best)
	}
	for i, p := range set.Pictures {
		set.Pictures[i].Part = labels.Train
		if p.Label == 0 {
			set.Pictures[i].Part = labels.Test
		}
	}
	if got, err = evaluate.Run(context.Background(), m, dir, set, evaluate.Watch{}); err != nil || got.Part != "test" || len(got.Pictures) != 20 {
		t.Errorf("of the test part: %+v, %v", got, err)
	}
	set.Classes = []string{"left", "up"}
	for i := range set.Pictures {
		set.Pictures[i].Part = labels.Test
	}
	if _, err := evaluate.Run(context.Background(), m, dir, set, evaluate.Watch{}); err == nil || !strings.Contains(err.Error(), `"up"`) {
		t.Errorf("an unknown class: %v", err)
	}
}

// What a run held out says how often the model is right; where the pictures are gone
// it says nothing.
func TestTrust(t *testing.T) {
	data := draw(t)
	dir := classifier(t, data)
	m, err := predict.Open(dir, predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	trust, err := m.Trust(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if right, of := trust.Right(.9); of != 0 { // 8 are held out
		t.Errorf("%d of %d", right, of)
	}
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Trust(context.Background(), dir); err != nil {
		t.Errorf("without the pictures: %v", err)
	}
}

// A run's state changes with its weights; one of another task, or without any, has none.
func TestStateOf(t *testing.T) {
	dir := classifier(t, draw(t))
	first, err := predict.StateOf(dir)
	if err != nil || first.Dir != dir || first.Epoch < 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	later := first.Changed.Add(time.Minute)
	if err := os.Chtimes(filepath.Join(dir, "best.safetensors"), later, later); err != nil {
		t.Fatal(err)
	}
	if again, err := predict.StateOf(dir); err != nil || again == first {
		t.Errorf("with other weights: %+v, %v", again, err)
	}
	for _, name := range []string{"best.safetensors", "run.toml"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if _, err := predict.StateOf(dir); err == nil {
			t.Errorf("without %s it can be used", name)
		}
	}
}

// A table that was computed before is read, until a picture or the weights are others, or
// what is kept is damaged.
func TestCachedTable(t *testing.T) {
	data, cache := draw(t), t.TempDir()
	dir := classifier(t, data)
	m, err := predict.Open(dir, predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	paths := []string{filepath.Join(data, "left", "03.png"), filepath.Join(data, "right", "04.png")}
	want, err := m.Table(context.Background(), paths, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(what string, computed bool) {
		t.Helper()
		asked := 0
		got, err := m.CachedTable(context.Background(), cache, paths, func(int, int) { asked++ })
		if err != nil || (asked > 0) != computed || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d were computed, %v, %+v", what, asked, err, got)
		}
	}
	ask("first", true)
	ask("again", false)
	kept, err := filepath.Glob(filepath.Join(cache, predict.FeaturesDir, "*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept are %v, %v", kept, err)
	}
	bytes, err := os.ReadFile(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	bytes[5] ^= 1
	if err := os.WriteFile(kept[0], bytes, 0o666); err != nil {
		t.Fatal(err)
	}
	ask("damaged", true)
	for _, path := range []string{paths[0], filepath.Join(dir, "best.safetensors")} {
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		ask(path+" is another", true)
		ask(path+" again", false)
	}
	paths = append(paths, filepath.Join(data, "none.png"))
	for range 2 {
		if got, err := m.CachedTable(context.Background(), cache, paths, nil); err != nil || len(got.Lost) != 1 {
			t.Errorf("with a lost picture: %+v, %v", got, err)
		}
	}
}

// A patch where the two classes differ mattered more than any other.
func TestHeatOfATrainedModel(t *testing.T) {
	data := draw(t)
	m, err := predict.Open(classifier(t, data), predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	heat, err := m.Heat(context.Background(), filepath.Join(data, "left", "03.png"), 0)
	if err != nil || heat.Grid != 4 {
		t.Fatalf("%+v, %v", heat, err)
	}
	most := 0.0
	for _, w := range heat.Weight() {
		most = max(most, w)
	}
	if most != 1 {
		t.Errorf("nothing mattered: %v", heat.Drop)
	}
	if _, err := m.Heat(context.Background(), filepath.Join(data, "none.png"), 0); err == nil {
		t.Error("of no picture")
	}
}

func TestNPY(t *testing.T) {
	var b bytes.Buffer
	if err := predict.WriteNPY(&b, []float32{1, 2, 3, 4, 5, 6}, 3); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	long := int(binary.LittleEndian.Uint16(raw[8:]))
	head := string(raw[10 : 10+long])
	if string(raw[:8]) != "\x93NUMPY\x01\x00" || (10+long)%64 != 0 || !strings.HasSuffix(head, "\n") || !strings.Contains(head, "'shape': (2, 3)") {
		t.Errorf("the head is %q", raw[:10+long])
	}
	if last := math.Float32frombits(binary.LittleEndian.Uint32(raw[len(raw)-4:])); len(raw) != 10+long+24 || last != 6 {
		t.Errorf("%d bytes, the last number is %v", len(raw), last)
	}
}
