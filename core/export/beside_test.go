package export

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"maestudio/core/run"
	"maestudio/core/weights/onnx"
)

// inTwoFiles exports as ONNX a model that is taken for too large for a single file.
func inTwoFiles(t *testing.T, r *run.Run, what string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "out")
	files, err := Write(context.Background(), Options{Run: r.Dir, Out: dir, Format: ONNX, What: what, Program: "MAE Studio 1.2", Date: time.Unix(0, 0), MostInOne: 1000})
	if want := []string{"model.onnx.data", "model.onnx", "example.py", "proof.safetensors", "README.md"}; err != nil || !slices.Equal(files, want) {
		t.Fatalf("%q, %v, want %q", files, err, want)
	}
	return dir
}

// A model goes into two files where one cannot hold it, and only there.
func TestWhichModelsHaveTwoFiles(t *testing.T) {
	for preset, want := range map[string]bool{"large": false, "huge": true} {
		c, err := run.Preset(preset)
		if err != nil {
			t.Fatal(err)
		}
		c.Task = run.TaskPretrain
		for _, what := range []string{Encoder, Reconstructor} {
			if err := Check(c, ONNX, what); err != nil {
				t.Errorf("%s of %s: %v", what, preset, err)
			}
			e := &export{Options: Options{Format: ONNX, What: what}, run: &run.Run{Config: c}}
			if n := e.proofPictures(); n != fewPictures {
				t.Errorf("%s of %s is proved by %d pictures", what, preset, n)
			}
			if e.beside() != want {
				t.Errorf("%s of %s in two files: %v", what, preset, !want)
			}
		}
	}
	if onnx.MostBytes-mostInOne < 1<<19 {
		t.Error("there is no room for the graph")
	}
}

// What lies in two files is run as it lies there, by whichever path it is named; the card
// says what belongs together.
func TestTwoFilesComeBack(t *testing.T) {
	r := newRun(t, sizes)
	for _, what := range []string{Encoder, Reconstructor} {
		dir := inTwoFiles(t, r, what)
		for _, path := range []string{dir, filepath.Join(dir, "model.onnx"), filepath.Join(dir, "model.onnx.data")} {
			if n, off, err := Verify(context.Background(), path); err != nil || n != proofPictures || !(off <= rounding(ONNX)) {
				t.Errorf("%s of %s: %d pictures, off by %v, %v", what, path, n, off, err)
			}
		}
		card, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if err != nil || !strings.Contains(string(card), "model.onnx.data, which has to stay beside model.onnx") || strings.Contains(string(card), "index.html") {
			t.Errorf("%v\n%s", err, card)
		}
		one, err := os.ReadFile(filepath.Join(export1(t, r, ONNX, what), "README.md"))
		if err != nil || strings.Contains(string(one), "model.onnx.data") || !strings.Contains(string(one), "index.html") {
			t.Errorf("of a single file: %v\n%s", err, one)
		}
	}
}

// Weights that were changed beside the graph, cut short or lost are seen.
func TestVerifySeesWhatLiesBeside(t *testing.T) {
	dir := inTwoFiles(t, newRun(t, sizes), Encoder)
	path := filepath.Join(dir, besideFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(whole)
	for i := range 64 {
		changed[len(changed)/2/4*4+4*i+3] ^= 0x80
	}
	if err := os.WriteFile(path, changed, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, off, err := Verify(context.Background(), dir); err != nil || off <= Allowed {
		t.Errorf("changed: off by %v, %v", off, err)
	}
	for name, c := range map[string]struct {
		do   func() error
		says string
	}{
		"cut short": {func() error { return os.WriteFile(path, whole[:len(whole)/2], 0o666) }, "that is cut short, or of another model"},
		"lost":      {func() error { return os.Remove(path) }, "its weights are in model.onnx.data, which has to lie beside it"},
	} {
		if err := c.do(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Verify(context.Background(), dir); run.CodeOf(err) != run.Damaged || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
