package window

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"maestudio/core/export"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/weights"
	"maestudio/ui/screen"
)

// What an export's proof says in the window: how far off it is, in every format, and
// that a model which gives something else is not to be trusted.
func TestExportProvesItself(t *testing.T) {
	b := open(t)
	dir := b.tinyRun("garden", pictures(t, 20))
	in := t.TempDir()
	for i, f := range formats {
		b.export(dir)
		b.answered()
		e := b.exporting
		e.in, e.view.Format = in, i
		e.choose()
		e.write()
		b.until("the proof", func() bool { return e.view.State == screen.ExportDone })
		v := e.screen.View()
		want := "Run on 8 pictures: the largest difference from what the model gives here is 0. The pictures are in the folder, so that other programs can be checked too."
		if f.key == export.ONNX { // whose graph adds in another order
			said := between(v.Proof, "here is ", ". The")
			want = strings.Replace(want, " 0. The", " "+said+". The", 1)
			if d, err := strconv.ParseFloat(said, 64); err != nil || d <= 0 || d > export.Allowed/10 { // of features and of all tokens
				t.Errorf("%s: %q", f.name, v.Proof)
			}
		}
		if v.Proof != want || v.Next != f.next || v.Trouble != "" {
			t.Errorf("%s: %q %q %q", f.name, v.Proof, v.Next, v.Trouble)
		}
		if e.ended([]string{"model.onnx.data", "model.onnx"}, 8, 0, nil, false); f.key == export.ONNX && !strings.HasPrefix(e.screen.View().Next, "example.py runs it in Python; for a browser it is too large.") {
			t.Errorf("of a model in two files: %q", e.screen.View().Next)
		}
		if strings.Contains(f.next, "was not tried") && !strings.Contains(f.good, "under the names of ") {
			t.Errorf("%s: %q promises more than %q", f.name, f.good, f.next)
		}
		e.cancel()
		e.ended(nil, 8, export.Allowed*1.01, nil, false)
		if v := e.screen.View(); v.State != screen.ExportDone || v.Trouble != "It does not give what the model gives here." || v.Remedy != "It was changed or is damaged. Export it again." {
			t.Errorf("%s: %q %q", f.name, v.Trouble, v.Remedy)
		}
	}
}

func between(words, before, after string) string {
	_, words, _ = strings.Cut(words, before)
	words, _, _ = strings.Cut(words, after)
	return words
}

// encoderAlone is the encoder of a run alone, as another program would have it.
func encoderAlone(t *testing.T, run string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "encoder")
	o := export.Options{Run: run, Out: dir, Format: export.Safetensors, What: export.Encoder, Program: "MAE Studio 1", Date: time.Unix(0, 0)}
	if _, err := export.Write(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "model.safetensors")
}

// bring imports a file, proved by the pictures of a folder, and returns what is said of it.
func (b *bench) bring(file, folder string) screen.ImportView {
	b.t.Helper()
	b.drop(file)
	m := b.bringing
	b.until("the report", func() bool { return m.view.State == screen.ImportFound })
	if v := m.screen.View(); v.HasDecoder || !strings.Contains(strings.Join(v.Facts, " "), "It has no decoder: a new one") {
		b.t.Errorf("found %+v", v)
	}
	m.folders, m.view.Picture = []string{folder}, 1
	m.make()
	b.until("the proof", func() bool { return m.view.State == screen.ImportDone })
	v := m.screen.View()
	m.screen.Dialog().Hide()
	return v
}

// An encoder that cannot redraw is asked which pictures are alike; one to which all are
// alike is not called well read, and pictures without classes prove nothing.
func TestEncoderProvesItself(t *testing.T) {
	b := open(t)
	things := classFolder(t, 40, "left", "right", "stripes")
	file := encoderAlone(t, b.tinyRun("first", things))
	v := b.bring(file, pictures(t, 20))
	if v.Result != "The encoder is here." || v.Doubtful || !strings.HasPrefix(v.Next, "It cannot redraw yet, and the pictures have no classes to ask it about") {
		t.Errorf("without classes: %q %q", v.Result, v.Next)
	}
	v = b.bring(file, things)
	if !strings.HasPrefix(v.Next, "Of 120 pictures of 3 classes it tells ") || !strings.Contains(v.Next, " right by those that are alike; with random weights it would ") {
		t.Errorf("with classes: %q %q", v.Result, v.Next)
	}
	flat, err := weights.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range flat.Names {
		clear(flat.Tensors[name].Data().([]float32))
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "flat.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := weights.Write(f, flat); err != nil {
		t.Fatal(err)
	}
	v = b.bring(f.Name(), things)
	if v.Result != "No better than one that has learned nothing." || !v.Doubtful || !strings.Contains(v.Next, "other heads") {
		t.Errorf("of zeros: %q %q", v.Result, v.Next)
	}
}

// The words of a proof go with its figures.
func TestProofWords(t *testing.T) {
	const learns = " Its new decoder learns to redraw in Pre-train; Fine-tune needs the encoder alone."
	for _, c := range []struct {
		proof        run.EncoderProof
		result, next string
		doubtful     bool
	}{
		{run.EncoderProof{}, "The encoder is here.", "It cannot redraw yet, and the pictures have no classes to ask it about: its names and shapes fit, and nothing more is proved." + learns, false},
		{run.EncoderProof{Of: 1240, Classes: 6, Right: 1100, Untrained: 500}, "Better than one that has learned nothing: it was read as it was trained.",
			"Of 1,240 pictures of 6 classes it tells 1,100 right by those that are alike; with random weights it would 500." + learns, false},
		{run.EncoderProof{Of: 100, Classes: 2, Right: 51, Untrained: 50}, "No better than one that has learned nothing.",
			"Of 100 pictures of 2 classes it tells 51 right by those that are alike; with random weights it would 50. It may have been trained with other heads, or on pictures of another kind." + learns, true},
	} {
		if result, next, doubtful := encoderWords(c.proof, false); result != c.result || next != c.next || doubtful != c.doubtful {
			t.Errorf("%+v: %q %q %v", c.proof, result, next, doubtful)
		}
	}
	if _, next, _ := encoderWords(run.EncoderProof{Of: 100, Classes: 2, Right: 51, Untrained: 50}, true); !strings.Contains(next, " It may have been trained with other colours or heads, or on") {
		t.Errorf("of a file that does not say its colours: %q", next)
	}
	const figures = "On 16 pictures its error is 0.70; one flat colour has 0.99, smearing what is visible 0.86."
	for _, c := range []struct {
		loss         float64
		norm, asks   bool
		colours      bool
		result, next string
	}{
		{0.7, true, true, true, "Better than both simple guesses: it was read as it was trained.", figures},
		{0.9, true, false, false, "Better than a flat colour, not yet than smearing what is visible: a trained model does better.", " It may have been trained with other heads, or on pictures of another kind."},
		{1.2, true, true, false, "Not yet better than one flat colour: a trained model does better.", " It may have been trained on plain pixels (import it without normalised patches), with other heads, or on pictures of another kind."},
		{1.2, false, true, true, "Not yet better than one flat colour: a trained model does better.", " It may have been trained on normalised patches (import it with them), with other colours or heads, or on pictures of another kind."},
	} {
		result, next, doubtful := proofWords(run.Proof{Pictures: 16, Loss: c.loss, Guess: mae.Guess{Flat: 0.99, Smear: 0.86}}, c.norm, c.asks, c.colours)
		if result != c.result || !strings.HasSuffix(next, c.next) || doubtful != (c.loss > 0.86) {
			t.Errorf("a loss of %v: %q %q %v", c.loss, result, next, doubtful)
		}
	}
	other := run.Proof{Pictures: 16, Loss: 0.7, Guess: mae.Guess{Flat: 0.99, Smear: 0.86}, Other: &run.OtherHeads{Decoder: true, Heads: 8, Loss: 0.4, Given: 0.72}}
	result, next, doubtful := proofWords(other, true, false, false)
	if result != "It was trained with other heads, it seems: with 8 in the decoder it redraws better." || !doubtful ||
		!strings.HasSuffix(next, "With 8 heads in the decoder it is 0.40, not 0.72, on the same pictures: import it anew with these.") {
		t.Errorf("%q %q %v", result, next, doubtful)
	}
}
