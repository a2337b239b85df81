package export

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/internal/testdata"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/run/disk"
	"maestudio/core/vit"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/core/weights/onnx"
	"maestudio/gpu/reference"
)

var sizes = mae.Config{ImageSize: 64, PatchSize: 8, MaskRatio: .75, NormPix: true,
	Encoder: vit.Config{Dim: 128, Depth: 4, Heads: 4}, Decoder: vit.Config{Dim: 64, Depth: 2, Heads: 4}}

// newRun makes a run whose weights are random, with pictures of few colours.
func newRun(t *testing.T, c mae.Config) *run.Run {
	t.Helper()
	place := t.TempDir()
	for i := range 12 {
		img := image.NewRGBA(image.Rect(0, 0, 80, 70+i))
		for at := range 80 * (70 + i) {
			img.Set(at%80, at/80, color.RGBA{uint8(at * (i + 1)), uint8(at / 80 * 3), uint8(i * 20), 255})
		}
		save(t, filepath.Join(place, "pictures", fmt.Sprintf("%d.png", i)), func(w io.Writer) error { return png.Encode(w, img) })
	}
	first := filepath.Join(place, "first.safetensors")
	start := randomState(t, c)
	if c.Encoder.Eps != 0 {
		start.Meta[names.EpsKey] = fmt.Sprint(c.Encoder.Eps)
	}
	save(t, first, func(w io.Writer) error { return weights.Write(w, start) })
	k, err := run.Preset("quick")
	if err != nil {
		t.Fatal(err)
	}
	k.Model = run.ModelConfig{ImageSize: c.ImageSize, PatchSize: c.PatchSize, EncoderDim: c.Encoder.Dim, EncoderDepth: c.Encoder.Depth, EncoderHeads: c.Encoder.Heads,
		DecoderDim: c.Decoder.Dim, DecoderDepth: c.Decoder.Depth, DecoderHeads: c.Decoder.Heads, MaskRatio: c.MaskRatio, NormPix: c.NormPix}
	k.Training.Init, k.Data.Folders = first, []string{filepath.Join(place, "pictures")}
	r, err := run.Create(context.Background(), filepath.Join(place, "run"), k, run.CreateOptions{})
	if err == nil {
		err = r.Adopt()
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// save writes a file whole.
func save(t *testing.T, path string, write func(io.Writer) error) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o777)
	if err == nil {
		err = disk.WriteFile(disk.System{}, path, write)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// randomState is a model that has learned nothing.
func randomState(t *testing.T, c mae.Config) *weights.State {
	t.Helper()
	m, err := mae.New(reference.Open[float32](), c)
	if err == nil {
		err = m.Init(3)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.Params().State()
	if err != nil {
		t.Fatal(err)
	}
	stir(s)
	return s
}

// stir leaves no zeros, so that no part can be left out unseen.
func stir(s *weights.State) {
	for n, name := range s.Names {
		values := s.Tensors[name].Data().([]float32)
		for i := range values {
			values[i] += float32((i*7+n)%11-5) / 100
		}
	}
}

// all are the exports that there are.
func all(do func(format, what string)) {
	for _, what := range []string{Encoder, Reconstructor} {
		for _, format := range []string{Safetensors, HuggingFace, Timm, ONNX} {
			if format != Timm || what == Encoder {
				do(format, what)
			}
		}
	}
}

func export1(t *testing.T, r *run.Run, format, what string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "out")
	exportTo(t, r, format, what, dir)
	return dir
}

// exportTo is export1 into a folder with a name.
func exportTo(t *testing.T, r *run.Run, format, what, dir string) {
	t.Helper()
	_, err := Write(context.Background(), Options{Run: r.Dir, Out: dir, Format: format, What: what, Program: "MAE Studio 1.2", Date: time.Unix(0, 0)})
	if err != nil {
		t.Fatalf("%s of %s: %v", format, what, err)
	}
}

// What is written is read back as the same model, bit by bit, and gives the same.
func TestExportsComeBack(t *testing.T) {
	r := newRun(t, sizes)
	want, err := weights.ReadFile(filepath.Join(r.Dir, "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	all(func(format, what string) {
		dir := export1(t, r, format, what)
		n, off, err := Verify(context.Background(), dir)
		if err != nil || n != proofPictures || !(off <= rounding(format)) {
			t.Errorf("%s of %s: %d pictures, off by %v, %v", format, what, n, off, err)
		}
		m, err := modelIn(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		if c := m.Config; c.Encoder != sizes.Encoder || c.ImageSize != sizes.ImageSize || what == Reconstructor && c != sizes || len(m.Notes) > 0 || len(m.LeftOver) > 0 {
			t.Errorf("%s of %s: %+v %q %q", format, what, c, m.Notes, m.LeftOver)
		}
		for _, name := range m.Tensors.Names {
			if !slices.Equal(m.Tensors.Tensors[name].Data().([]float32), want.Tensors[name].Data().([]float32)) {
				t.Errorf("%s of %s: %s has other values", format, what, name)
			}
		}
		card, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if err != nil || !strings.Contains(string(card), "128 wide, 4 deep, 4 heads") || !strings.Contains(string(card), "1970-01-01 by MAE Studio 1.2") || strings.Contains(string(card), "<no value>") {
			t.Errorf("%s of %s: %v\n%s", format, what, err, card)
		}
	})
}

// What layer norms add goes with the model into every format, and the card of timm's, whose
// models add something else unless they are told, says so.
func TestEpsGoesWithTheModel(t *testing.T) {
	c := sizes
	c.Encoder.Eps, c.Decoder.Eps = 1e-3, 1e-3
	r := newRun(t, c)
	all(func(format, what string) {
		dir := export1(t, r, format, what)
		if _, off, err := Verify(context.Background(), dir); err != nil || off > rounding(format) {
			t.Errorf("%s of %s: off by %v, %v", format, what, off, err)
		}
		m, err := modelIn(dir)
		if err != nil || m.Config.Encoder.Eps != 1e-3 {
			t.Errorf("%s of %s: %+v, %v", format, what, m.Config.Encoder, err)
		}
		card, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if err != nil || !strings.Contains(string(card), "adds 0.001 to the variance") || format == Timm && !strings.Contains(string(card), "eps=0.001") {
			t.Errorf("%s of %s: %v\n%s", format, what, err, card)
		}
		m.Close()
	})
}

// rounding is how far an unchanged model may be off: the graph of ONNX adds in another
// order, what is read back is the same model.
func rounding(format string) float64 {
	if format == ONNX {
		return 1e-5
	}
	return 0
}

// modelIn is the model of an export, whatever its format.
func modelIn(dir string) (*names.Model, error) {
	file, err := onnx.Open(filepath.Join(dir, onnxFile))
	if err != nil {
		return readBack(dir)
	}
	state, err := file.Weights() // which lie in the file until the test ends
	if err != nil {
		return nil, err
	}
	return names.Recognise(state)
}

// A graph that was changed is seen though its weights are as they were: an attribute, an
// operation, a name; and so is a weight.
func TestVerifyRunsTheGraph(t *testing.T) {
	dir := export1(t, newRun(t, sizes), ONNX, Encoder)
	path := filepath.Join(dir, onnxFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, says string }{
		"an attribute": {"epsilon\x15\xbd\x37\x86\x35", "epsilon\x15\x00\x00\x80\x3f", ""},
		"an operation": {"\x22\x03Erf", "\x22\x03Tan", `"Tan" is none of the operators`},
		"another one":  {"\x22\x03Mul", "\x22\x03Add", ""},
		"a weight":     {"blocks.1.mlp.fc1.bias", "blocks.2.mlp.fc1.bias", ""},
		"its result":   {"\x0a\x08features\x12", "\x0a\x08featurez\x12", `its output "featurez"`},
		"its end":      {string(whole[len(whole)/2:]), "", "cannot be read"},
	} {
		changed := []byte(strings.Replace(string(whole), c.old, c.new, 1))
		if bytes.Equal(changed, whole) {
			t.Fatalf("%s is not there", name)
		}
		if err := os.WriteFile(path, changed, 0o666); err != nil {
			t.Fatal(err)
		}
		_, off, err := Verify(context.Background(), dir)
		if c.says == "" && (err != nil || off <= Allowed) || c.says != "" && (run.CodeOf(err) != run.Damaged || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s was changed: off by %v, %v", name, off, err)
		}
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, _, err := Verify(stopped, dir); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A model that was changed is seen.
func TestVerifySeesChanges(t *testing.T) {
	r := newRun(t, sizes)
	dir := export1(t, r, Safetensors, Encoder)
	path := filepath.Join(dir, "model.safetensors")
	s, err := weights.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s.Tensors["blocks.2.mlp.fc1.weight"].Data().([]float32)[77] += .5
	save(t, path, func(w io.Writer) error { return weights.Write(w, s) })
	if _, off, err := Verify(context.Background(), dir); err != nil || off <= Allowed {
		t.Errorf("off by %v, %v", off, err)
	}
	if _, _, err := Verify(context.Background(), t.TempDir()); run.CodeOf(err) != run.NotARun {
		t.Error(err)
	}
	save(t, path, func(w io.Writer) error { _, err := io.WriteString(w, "no weights"); return err })
	if _, _, err := Verify(context.Background(), dir); run.CodeOf(err) != run.Damaged {
		t.Error(err)
	}
	gone := filepath.Join(dir, "gone")
	if _, _, err := Verify(context.Background(), gone); run.CodeOf(err) != run.NotARun || !strings.Contains(err.Error(), "There is nothing at "+gone) {
		t.Error(err)
	}
	for format, model := range map[string]string{ONNX: onnxFile, HuggingFace: "model.safetensors"} {
		dir := export1(t, r, format, Encoder)
		for _, other := range []string{"README.md", proofFile} {
			if _, _, err := Verify(context.Background(), filepath.Join(dir, other)); run.CodeOf(err) != run.NotARun || !strings.Contains(err.Error(), other+" is not the model of an export") {
				t.Errorf("%s of %s: %v", other, format, err)
			}
		}
		if _, _, err := Verify(context.Background(), filepath.Join(dir, model)); err != nil {
			t.Errorf("%s of %s: %v", model, format, err)
		}
		if err := os.Remove(filepath.Join(dir, model)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Verify(context.Background(), dir); run.CodeOf(err) != run.Damaged || !strings.Contains(err.Error(), "The model itself, model.onnx or model.safetensors, is not in "+dir) {
			t.Errorf("%s without its model: %v", format, err)
		}
	}
}

func TestExportRefuses(t *testing.T) {
	r := newRun(t, sizes)
	full := t.TempDir()
	save(t, filepath.Join(full, "a.txt"), func(io.Writer) error { return nil })
	for _, c := range []struct{ format, what, out, want string }{
		{ONNX, Classifier, "", "has no classifier"},
		{Safetensors, "", full, "is not empty: it holds a.txt"},
		{Timm, Reconstructor, "", "timm has no masked autoencoders"},
		{"pdf", Encoder, "", `no format "pdf"`},
		{ONNX, "half", "", `no "half" to export`},
		{ONNX, Encoder, full, "is not empty: it holds a.txt"},
	} {
		out := c.out
		if out == "" {
			out = filepath.Join(t.TempDir(), "out")
		}
		_, err := Write(context.Background(), Options{Run: r.Dir, Out: out, Format: c.format, What: c.what})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want a sentence with %q", err, c.want)
		}
	}
	if err := os.Remove(filepath.Join(r.Dir, "model.safetensors")); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(context.Background(), Options{Run: r.Dir, Out: full + "x", Format: ONNX, What: Encoder}); run.CodeOf(err) != run.NotARun {
		t.Error(err)
	}
}

// The card of a model from elsewhere does not say that it learned from the run's pictures,
// until it has; that of one from here says what these are.
func TestCardIsTrue(t *testing.T) {
	r := newRun(t, sizes)
	card := func() string {
		text, err := os.ReadFile(filepath.Join(export1(t, r, Safetensors, Reconstructor), "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	first := card()
	for _, want := range []string{"Nothing here: it is as it came, from first.safetensors.", "A decoder that did not come with it is new"} {
		if !strings.Contains(first, want) {
			t.Errorf("%q is not in\n%s", want, first)
		}
	}
	for _, wrong := range []string{"learned from, ", "epochs of batch", "PNG"} {
		if strings.Contains(first, wrong) {
			t.Errorf("%q is in\n%s", wrong, first)
		}
	}
	loss, flat, smear := .5, .9, .8
	day := time.Date(2026, 11, 20, 23, 0, 0, 0, time.UTC)
	events := []run.Event{{Event: run.EventStart, Time: day, Steps: 40, GuessFlat: &flat, GuessSmear: &smear},
		{Event: run.EventEpoch, Time: day.Add(2 * time.Hour), Step: 10, Epoch: 1, Loss: .6, ValLoss: &loss}}
	save(t, filepath.Join(r.Dir, "events.jsonl"), func(w io.Writer) error {
		for _, e := range events {
			line, err := json.Marshal(e)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%s\n", line)
		}
		return nil
	})
	then := card()
	for _, want := range []string{"It began with the weights of first.safetensors", "| pictures | 12 learned from, 0 held out", "| formats | 12 PNG |", "| sizes | from 80 x 70 to 80 x 81 pixels; the short side is 76 in the median |",
		"40 epochs of batch", "crops of 0.2 to 1 of a picture's area, every second one mirrored", "| done | 10 of 40 steps, from 2026-11-20 to 2026-11-21 |", "| computed | in ",
		"Loss on held-out pictures after epoch 1: 0.5000", "Two guesses without a model score 0.9000"} {
		if !strings.Contains(then, want) {
			t.Errorf("%q is not in\n%s", want, then)
		}
	}
}

// The keys of a Hugging Face config.json are those of transformers' own, as the goldens have
// them, with values of the same kinds; what a classifier has more is known.
func TestHuggingFaceConfigKeys(t *testing.T) {
	var want map[string]any
	readJSON(t, testdata.Shared(t, "goldens/mae_micro_hf_config.json"), &want)
	more := map[string]bool{"id2label": true, "label2id": true, "use_mean_pooling": true, "use_absolute_position_embeddings": true, "use_relative_position_bias": true,
		"use_shared_relative_position_bias": true, "use_mask_token": true, "layer_scale_init_value": true, "drop_path_rate": true}
	r := newRun(t, sizes)
	for _, c := range []struct {
		r    *run.Run
		what string
		less int // keys than ViTMAE has, which are of its decoder
		more bool
	}{{r, Reconstructor, 0, false}, {r, Encoder, 6, false}, {newClassifier(t, run.HeadToken), Classifier, 6, true}, {newClassifier(t, run.HeadMean), Classifier, 6, true}} {
		var got map[string]any
		readJSON(t, filepath.Join(export1(t, c.r, HuggingFace, c.what), "config.json"), &got)
		shared := 0
		for key, v := range got {
			if golden, there := want[key]; there {
				if shared++; fmt.Sprintf("%T", v) != fmt.Sprintf("%T", golden) {
					t.Errorf("%s: %s is %v, in the list %v", c.what, key, v, golden)
				}
			} else if !c.more || !more[key] {
				t.Errorf("%s: %q is not in the list", c.what, key)
			}
		}
		if shared != len(want)-c.less {
			t.Errorf("%s: %d keys of the list's %d", c.what, shared, len(want))
		}
	}
}

// hundred replaces the proof of an export by one of real pictures.
func hundred(t *testing.T, dir, what string) {
	t.Helper()
	const n = 100
	files, err := filepath.Glob(testdata.Shared(t, "data/pretrain_mix") + "/*/*.jpg")
	if err != nil || len(files) < n {
		t.Fatalf("%d pictures, %v", len(files), err)
	}
	var pixels []uint8
	noise := make([]float32, n*sizes.Patches())
	for i := range n {
		crop, err := dataset.CenterCrop(files[i*len(files)/n], sizes.ImageSize)
		if err != nil {
			t.Fatal(err)
		}
		pixels = append(pixels, crop.Pix...)
		mae.Noise(5, 0, i, sizes.Patches(), noise[i*sizes.Patches():])
	}
	m, err := modelIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	shape := tensor.WithShape(n, sizes.ImageSize, sizes.ImageSize, 3)
	proof, err := results(m.Config, m.Tensors, tensor.New(shape, tensor.WithBacking(pixels)), noise, what)
	if err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(dir, proofFile), func(w io.Writer) error { return weights.Write(w, proof) })
}

// ONNX Runtime, by the example beside the model, and PyTorch, by safetensors' own
// reader, give what this program gives, on a hundred real pictures.
func TestRealConsumers(t *testing.T) {
	if testing.Short() {
		t.Skip("starts other programs")
	}
	peer := testdata.Shared(t, "peer")
	r := newRun(t, sizes)
	token, mean := newClassifier(t, run.HeadToken), newClassifier(t, run.HeadMean)
	c, place := sizes, t.TempDir()
	arguments := []string{peer, fmt.Sprint(c.ImageSize), fmt.Sprint(c.PatchSize), fmt.Sprint(c.Encoder.Dim), fmt.Sprint(c.Encoder.Depth), fmt.Sprint(c.Encoder.Heads),
		fmt.Sprint(c.Decoder.Dim), fmt.Sprint(c.Decoder.Depth), fmt.Sprint(c.Decoder.Heads), fmt.Sprint(c.Keep())}
	for _, x := range []struct {
		r          *run.Run
		what, name string
	}{{r, Encoder, "encoder"}, {r, Reconstructor, "reconstructor"}, {token, Classifier, "classifier by its class token"}, {mean, Classifier, "classifier by the mean"}} {
		dir := export1(t, x.r, ONNX, x.what)
		hundred(t, dir, x.what)
		said := testdata.Peer(t, dir, "files/example.py")
		t.Logf("%s in ONNX Runtime: %s", x.name, said)
		if !strings.HasPrefix(said, "100 pictures, largest difference ") {
			t.Error(said)
		}
		ownPicture(t, dir, x.r, x.what)
		inTwo := inTwoFiles(t, x.r, x.what)
		hundred(t, inTwo, x.what)
		if said := testdata.Peer(t, inTwo, "files/example.py"); !strings.HasPrefix(said, "100 pictures, largest difference ") {
			t.Errorf("of two files: %s", said)
		}
		for _, format := range []string{Safetensors, HuggingFace, Timm} {
			if format == Timm && x.what == Reconstructor {
				continue
			}
			name := x.name + " as " + format
			exportTo(t, x.r, format, x.what, filepath.Join(place, name))
			save(t, filepath.Join(place, name, proofFile), func(w io.Writer) error { // of the hundred too
				proof, err := os.ReadFile(filepath.Join(dir, proofFile))
				if err == nil {
					_, err = w.Write(proof)
				}
				return err
			})
			arguments = append(arguments, name)
		}
	}
	beside(t, place, "testdata/hugging.py")
	said := testdata.Peer(t, place, "testdata/consumers.py", arguments...)
	t.Logf("in PyTorch:\n%s", said)
	if strings.Count(said, "100 pictures, largest difference ") != 11 {
		t.Error(said)
	}
}

// ownPicture lets the example beside a model work on a picture of one's own.
func ownPicture(t *testing.T, dir string, r *run.Run, what string) {
	t.Helper()
	picture := unscaled(t, filepath.Join(dir, "mine.png"), false)
	said := testdata.Peer(t, dir, "files/example.py", "mine.png")
	switch what {
	case Classifier:
		if want := "mine.png: " + commandAnswer(t, r, picture) + "\n"; said != want {
			t.Errorf("the example says %q of a picture, want %q", said, want)
		}
		picture = unscaled(t, filepath.Join(dir, "clear.png"), true)
		if said, want := testdata.Peer(t, dir, "files/example.py", "clear.png"), "clear.png: "+commandAnswer(t, r, picture)+"\n"; said != want {
			t.Errorf("the example says %q of a picture that is partly transparent, want %q", said, want)
		}
	case Encoder:
		if !strings.Contains(said, "[[1.]]") {
			t.Errorf("a picture is not like itself: %s", said)
		}
	case Reconstructor:
		f, err := os.Open(filepath.Join(dir, "mine-redrawn.png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		both, err := png.Decode(f)
		if err != nil || both.Bounds().Dx() != 2*sizes.ImageSize || both.Bounds().Dy() != sizes.ImageSize || said != "mine-redrawn.png\n" {
			t.Errorf("%q, %v", said, err)
		}
	}
}

// All that an encoder gives is proved: a change of what its last norm does, which the
// features are not behind, is seen too, in each format.
func TestTokensAreProved(t *testing.T) {
	r := newRun(t, sizes)
	for format, name := range map[string]string{Safetensors: "norm.weight", HuggingFace: "layernorm.weight", Timm: "norm.weight"} {
		dir := export1(t, r, format, Encoder)
		path := filepath.Join(dir, "model.safetensors")
		s, err := weights.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		values := s.Tensors[name].Data().([]float32)
		values[3] += 0.5
		save(t, path, func(w io.Writer) error { return weights.Write(w, s) })
		if _, off, err := Verify(context.Background(), dir); err != nil || off <= Allowed {
			t.Errorf("%s: off by %v, %v", format, off, err)
		}
		values[3] = float32(math.NaN())
		save(t, path, func(w io.Writer) error { return weights.Write(w, s) })
		if _, off, err := Verify(context.Background(), dir); run.CodeOf(err) != run.Damaged || !strings.Contains(err.Error(), "of picture 1 its tokens are no numbers (NaN; beside it stands ") {
			t.Errorf("%s: with NaN off by %v, %v", format, off, err)
		}
	}
}

// A config.json that was changed by hand is told, with what it says and what is true:
// other programs go by it.
func TestChangedConfigIsSeen(t *testing.T) {
	pretrained, mean, token := newRun(t, sizes), newClassifier(t, run.HeadMean), newClassifier(t, run.HeadToken)
	for _, c := range []struct {
		r                      *run.Run
		format, what           string
		file, old, new, expect string
	}{
		{pretrained, HuggingFace, Encoder, "config.json", `"num_attention_heads": 4`, `"num_attention_heads": 8`, "num_attention_heads is 8, and by the weights beside it that is 4"},
		{pretrained, HuggingFace, Encoder, "config.json", `"num_hidden_layers": 4`, `"num_hidden_layers": 3`, "num_hidden_layers is 3, and"},
		{pretrained, HuggingFace, Encoder, "config.json", `"patch_size": 8`, `"patch_size": 16`, "patch_size is 16, and"},
		{pretrained, HuggingFace, Encoder, "config.json", `"image_size": 64`, `"image_size": 96`, "image_size is 96, and"},
		{pretrained, HuggingFace, Encoder, "config.json", `"layer_norm_eps": 0.000001`, `"layer_norm_eps": 1e-12`, "layer_norm_eps is 1e-12, and"},
		{pretrained, HuggingFace, Reconstructor, "config.json", `"decoder_num_attention_heads": 4`, `"decoder_num_attention_heads": 2`, "decoder_num_attention_heads is 2, and"},
		{pretrained, HuggingFace, Reconstructor, "config.json", `"norm_pix_loss": true`, `"norm_pix_loss": false`, "norm_pix_loss is false, and"},
		{pretrained, HuggingFace, Encoder, "preprocessor_config.json", `0.485`, `0.5`, "image_mean is [0.5 0.456 0.406], and"},
		{pretrained, Timm, Encoder, "config.json", `"depth": 4`, `"depth": 6`, "depth is 6, and"},
		{pretrained, Timm, Encoder, "config.json", `"num_heads": 4`, `"num_heads": 2`, "num_heads is 2, and"},
		{pretrained, Timm, Encoder, "config.json", `"img_size": 64`, `"img_size": 224`, "img_size is 224, and"},
		{pretrained, Timm, Encoder, "config.json", `0.225`, `0.5`, "std is [0.229 0.224 0.5], and"},
		{token, Timm, Classifier, "config.json", `"token"`, `"avg"`, "global_pool is avg, and by the weights beside it that is token"},
		{mean, Timm, Classifier, "config.json", `"num_classes": `, `"num_classes": 1`, "num_classes is 1"},
		{mean, HuggingFace, Classifier, "config.json", `"use_mean_pooling": true`, `"use_mean_pooling": false`, "use_mean_pooling is false, and"},
		{token, HuggingFace, Classifier, "config.json", `"2": "夜"`, `"2": "day"`, "id2label.2 is day, and by the weights beside it that is 夜"},
		{token, HuggingFace, Classifier, "config.json", `"2": "夜"`, `"2": "夜", "3": "day"`, "id2label.3 is day, and by the weights beside it there is none"},
		{token, HuggingFace, Classifier, "config.json", `"夜": 2`, `"夜": 1`, "label2id.夜 is 1, and"},
		{token, HuggingFace, Classifier, "config.json", `"ViTForImageClassification"`, `"ViTModel"`, "architectures is [ViTModel], and"},
		{pretrained, HuggingFace, Encoder, "config.json", `"model_type": "vit"`, `"model_type": "deit"`, "model_type is deit, and"},
		{pretrained, HuggingFace, Encoder, "config.json", `"qkv_bias": true`, `"qkv_bias": false`, "qkv_bias is false, and"},
		{token, Timm, Classifier, "config.json", `"夜"`, `"day"`, "label_names is "},
		{pretrained, Timm, Encoder, "config.json", `"crop_pct": 0.875`, `"crop_pct": 1`, "pretrained_cfg.crop_pct is 1, and"},
		{pretrained, HuggingFace, Encoder, "preprocessor_config.json", `"do_rescale": true`, `"do_rescale": false`, "preprocessor_config.json was changed: it says do_rescale is false, and"},
		{pretrained, HuggingFace, Encoder, "preprocessor_config.json", `"shortest_edge": 73`, `"shortest_edge": 64`, "size.shortest_edge is 64, and"},
		{pretrained, HuggingFace, Encoder, "preprocessor_config.json", `"resample": 3`, `"resample": 2`, "resample is 2, and"},
		{pretrained, HuggingFace, Encoder, "preprocessor_config.json", `"image_mean"`, `"image_means"`, "it does not say image_mean, and by the weights beside it that is [0.485 0.456 0.406]"},
	} {
		dir := export1(t, c.r, c.format, c.what)
		path := filepath.Join(dir, c.file)
		text, err := os.ReadFile(path)
		changed := strings.Replace(string(text), c.old, c.new, 1)
		if err != nil || changed == string(text) {
			t.Fatalf("%s is not in\n%s%v", c.old, text, err)
		}
		save(t, path, func(w io.Writer) error { _, err := io.WriteString(w, changed); return err })
		if _, off, err := Verify(context.Background(), dir); run.CodeOf(err) != run.Damaged || !strings.Contains(err.Error(), c.expect) {
			t.Errorf("%s of %s: off by %v, %v; want %q", c.format, c.what, off, err, c.expect)
		}
	}
	dir := export1(t, pretrained, HuggingFace, Encoder)
	if err := os.Remove(filepath.Join(dir, "preprocessor_config.json")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Verify(context.Background(), dir); run.CodeOf(err) != run.Damaged || !strings.Contains(err.Error(), "preprocessor_config.json is not there") {
		t.Error(err)
	}
}
