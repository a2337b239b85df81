package export

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
	"maestudio/core/predict"
	"maestudio/core/run"
	"maestudio/core/task/classify"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/core/weights/onnx"
	"maestudio/gpu/reference"
)

var classNames = []string{"cat & dog", "<b>", "夜"}

// newClassifier makes a classifier whose weights are random.
func newClassifier(t *testing.T, head string) *run.Run {
	t.Helper()
	place := t.TempDir()
	for i, class := range classNames {
		for k := range 5 {
			img := image.NewRGBA(image.Rect(0, 0, 80, 70))
			for at := range 80 * 70 {
				img.Set(at%80, at/80, color.RGBA{uint8(at * (i + 1)), uint8(at / 80 * 3), uint8(k * 40), 255})
			}
			save(t, filepath.Join(place, "pictures", class, fmt.Sprintf("%d.png", k)), func(w io.Writer) error { return png.Encode(w, img) })
		}
	}
	c := run.Default()
	c.Data.Folders = []string{filepath.Join(place, "pictures")}
	c.Model = run.ModelConfig{ImageSize: sizes.ImageSize, PatchSize: sizes.PatchSize, EncoderDim: sizes.Encoder.Dim, EncoderDepth: sizes.Encoder.Depth, EncoderHeads: sizes.Encoder.Heads}
	c.Finetune(false)
	c.Classify.Head, c.Training.Batch = head, 4
	r, err := run.Create(context.Background(), filepath.Join(place, "run"), c, run.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := classify.New(reference.Open[float32](), r.Config.Classifier())
	if err == nil {
		err = m.Start(nil, 5)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.Params().State()
	if err != nil {
		t.Fatal(err)
	}
	stir(s)
	s.Meta = r.Config.Notes()
	save(t, filepath.Join(r.Dir, "model.safetensors"), func(w io.Writer) error { return weights.Write(w, s) })
	return r
}

// A classifier comes back as it was in every format that can hold it, with its classes.
func TestClassifiersComeBack(t *testing.T) {
	for _, head := range []string{run.HeadToken, run.HeadMean} {
		r := newClassifier(t, head)
		if got := r.Config.Classify.Classes; !slices.Equal(got, slices.Sorted(slices.Values(classNames))) {
			t.Fatalf("the classes are %q", got)
		}
		want, err := weights.ReadFile(filepath.Join(r.Dir, "model.safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range Formats {
			dir := export1(t, r, format, "")
			n, off, err := Verify(context.Background(), dir)
			if err != nil || n != proofPictures || !(off <= rounding(format)) {
				t.Errorf("%s: %d pictures, off by %v, %v", format, n, off, err)
			}
			m, err := modelIn(dir)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(m.ClassNames, r.Config.Classify.Classes) {
				t.Errorf("%s: the classes come back as %q", format, m.ClassNames)
			}
			if m.Classes != len(classNames) || len(m.Tensors.Names) != len(want.Names) {
				t.Errorf("%s: %d classes, %d tensors, want %d", format, m.Classes, len(m.Tensors.Names), len(want.Names))
			}
			for _, name := range want.Names {
				if !slices.Equal(m.Tensors.Tensors[name].Data().([]float32), want.Tensors[name].Data().([]float32)) {
					t.Errorf("%s: %s has other values", format, name)
				}
			}
			m.Close()
			sayClasses(t, format, dir, r.Config.Classify.Classes)
		}
	}
}

// sayClasses looks for the names of the classes where each format has them.
func sayClasses(t *testing.T, format, dir string, want []string) {
	t.Helper()
	card, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil || !strings.Contains(string(card), "- "+want[0]+": 4 learned from, 1 held out\n- "+want[1]+": 4 learned from, 1 held out\n- "+want[2]+": 4 learned from, 1 held out\n") || strings.Contains(string(card), "<no value>") {
		t.Errorf("%s: %v\n%s", format, err, card)
	}
	var got []string
	switch format {
	case HuggingFace:
		var config struct {
			Architectures []string
			ToLabel       map[string]string `json:"id2label"`
			ToID          map[string]int    `json:"label2id"`
		}
		readJSON(t, filepath.Join(dir, "config.json"), &config)
		for i := range want {
			got = append(got, config.ToLabel[fmt.Sprint(i)])
		}
		if len(config.ToID) != len(want) || config.ToID[want[2]] != 2 || !strings.HasSuffix(config.Architectures[0], "ForImageClassification") {
			t.Errorf("%+v", config)
		}
	case Timm:
		var config struct {
			Names []string `json:"label_names"`
			N     int      `json:"num_classes"`
		}
		readJSON(t, filepath.Join(dir, "config.json"), &config)
		if got = config.Names; config.N != len(want) {
			t.Errorf("%+v", config)
		}
	case ONNX:
		page, err := os.ReadFile(filepath.Join(dir, "index.html"))
		_, after, found := strings.Cut(string(page), "classes = ")
		if err != nil || !found {
			t.Fatal(err, string(page))
		}
		list, _, _ := strings.Cut(after, "]")
		if err := json.Unmarshal([]byte(list+"]"), &got); err != nil || !slices.Equal(got, want) {
			t.Errorf("the page's classes are %q, %v", got, err)
		}
		file, err := os.ReadFile(filepath.Join(dir, onnxFile))
		if err != nil {
			t.Fatal(err)
		}
		program, err := onnx.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(program.Notes["classes"]), &got); err != nil {
			t.Error(err, program.Notes)
		}
		for _, constant := range []string{names.MeanKey, names.StdKey, names.EncoderHeadsKey, names.EpsKey, "program"} {
			if program.Notes[constant] == "" {
				t.Errorf("its metadata says no %s: %v", constant, program.Notes)
			}
		}
	case Safetensors: // which is a model that this program predicts with
		m, err := predict.Open(filepath.Join(dir, "model.safetensors"), predict.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got = m.Classes
		m.Close()
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: the classes are %q, want %q", format, got, want)
	}
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What the proof of a classifier holds is what asking about the pictures gives.
func TestProofIsWhatIsPredicted(t *testing.T) {
	r := newClassifier(t, run.HeadMean)
	proof, err := weights.ReadFile(filepath.Join(export1(t, r, ONNX, Classifier), proofFile))
	if err != nil {
		t.Fatal(err)
	}
	all, err := run.ListPictures(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(p run.Picture) bool { return p.Part == run.Validation })
	m, err := predict.Open(r.Dir, predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	classes := len(classNames)
	logits := slices.Clone(proof.Tensors["logits"].Data().([]float32)[:classes])
	classify.Softmax(logits, classes)
	err = m.Each(context.Background(), []string{all[at].Path}, func(p predict.Result) error {
		for i, want := range p.Probabilities {
			if math.Abs(float64(logits[i]-want)) > 1e-5 {
				t.Errorf("%v, predicted are %v", logits, p.Probabilities)
				break
			}
		}
		return p.Err
	})
	if err != nil {
		t.Error(err)
	}
}

// A run of one task has not the parts of the other.
func TestPartsOfAClassifier(t *testing.T) {
	c := run.Config{Task: run.TaskClassify}
	for _, what := range []string{Encoder, Reconstructor} {
		if err := Check(c, ONNX, what); err == nil || !strings.Contains(err.Error(), "--what classifier") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The names of a Hugging Face classifier are those of the list for the encoder, and two
// of its own.
func TestHuggingFaceClassifierNames(t *testing.T) {
	var list map[string][]struct{ Name string }
	readJSON(t, testdata.Shared(t, "goldens/hf_names_tiny.json"), &list)
	known := map[string]bool{"classifier.weight": true, "classifier.bias": true}
	for _, names := range list {
		for _, n := range names {
			known[n.Name] = true
		}
	}
	s, err := weights.ReadFile(filepath.Join(export1(t, newClassifier(t, run.HeadToken), HuggingFace, Classifier), "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range s.Names {
		if layer := "encoder.layer.3."; strings.Contains(name, layer) {
			name = strings.Replace(name, layer, "encoder.layer.2.", 1) // the list's model has three
		}
		if !known[name] {
			t.Errorf("%q is no name of transformers'", name)
		}
	}
}
