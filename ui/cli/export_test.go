package cli_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/export"
)

// verified tells whether the last line says that an export was run on its eight pictures
// and gave what it should but for rounding.
func verified(out string) bool {
	at := strings.LastIndex(strings.TrimSuffix(out, "\n"), "\n") + 1
	var off float64
	n, err := fmt.Sscanf(out[at:], "8 pictures, largest difference %g\n", &off)
	return n == 1 && err == nil && off < 1e-5
}

// From a run to a folder for other programs, which is checked, and seen when it was
// changed.
func TestExport(t *testing.T) {
	data, place := pictures(t, 10), t.TempDir()
	dir, out := filepath.Join(place, "run"), filepath.Join(place, "out")
	if r := maestudio(t, pretrain(data, dir, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r.err)
	}
	r := maestudio(t, "export", "--run", dir, "--format", "onnx", "--what", "reconstructor", "--out", out)
	if r.code != 0 || !strings.Contains(r.out, filepath.Join(out, "model.onnx")) || !verified(r.out) {
		t.Fatalf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	model := filepath.Join(out, "model.onnx")
	for _, path := range []string{out, model} {
		if r := maestudio(t, "export", "--verify", path); r.code != 0 || !verified(r.out) {
			t.Errorf("%s: exit code %d: %s%s", path, r.code, r.out, r.err)
		}
		fails(t, 1, "A run cannot start from that: ", "finetune", "--sample", "--from", path, "--out", out+"3")
		fails(t, 1, "A run cannot start from that: ", "pretrain", "--data", data, "--init", path, "--out", out+"3")
	}
	for _, path := range []string{out, model} {
		r := maestudio(t, "info", path)
		for _, want := range []string{"ONNX of opset 17", "written by  ", "pixels uint8 (any, 32, 32, 3)", "noise float32 (any, 16)", "redrawn uint8 (any, 32, 32, 3)", "32 wide, 1 deep, 2 heads", "masked autoencoder"} {
			if r.code != 0 || !strings.Contains(r.out, want) {
				t.Errorf("info %s: %q is not in\n%s%s", path, want, r.out, r.err)
			}
		}
	}
	fails(t, 1, "is ONNX, which is written here and not begun from", "import", model, "--out", out+"3")
	fails(t, 1, "is ONNX, which is written here and not begun from", "import", out, "--out", out+"3")
	file, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	twoFiles(t, dir, filepath.Join(place, "two"))
	at := strings.LastIndex(string(file), "decoder_pred.bias") + len("decoder_pred.bias") + 100
	write(t, model, string(file[:at])+"\x40\x40\x40\x40"+string(file[at+4:]))
	fails(t, 1, "The exported model does not give what it should", "export", "--verify", out)
	write(t, model, string(file[:200]))
	fails(t, 1, "cannot be read: it is no sound ONNX model", "info", model)

	fails(t, 1, "is not empty", "export", "--run", dir, "--out", out)
	fails(t, 2, "has no classifier", "export", "--run", dir, "--what", "classifier", "--out", out+"2")
	fails(t, 2, "timm has no masked autoencoders", "export", "--run", dir, "--what", "reconstructor", "--format", "timm", "--out", out+"2")
	for _, want := range []string{"of pre-training the newest weights,\nof a classifier those of its best epoch", "under the names of transformers", "which was not run", "timm was not run"} {
		if r := maestudio(t, "export", "--help"); !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	fails(t, 2, "export needs the run", "export", "--out", out)
	fails(t, 2, "export needs a place", "export", "--run", dir)
	fails(t, 2, "not both", "export", "--run", dir, "--verify", out)
	fails(t, 1, "is no export of this program", "export", "--verify", dir)
	fails(t, 1, "is not a run", "export", "--run", data, "--out", out+"2")
}

// twoFiles exports a run's encoder as one that is too large for a single file of ONNX would
// be, and lets it be checked and told of.
func twoFiles(t *testing.T, dir, out string) {
	t.Helper()
	if _, err := export.Write(context.Background(), export.Options{Run: dir, Out: out, Format: export.ONNX, What: export.Encoder, Program: "MAE Studio 1", MostInOne: 1}); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(out, "model.onnx.data")
	for _, path := range []string{out, filepath.Join(out, "model.onnx"), data} {
		if r := maestudio(t, "export", "--verify", path); r.code != 0 || !verified(r.out) {
			t.Errorf("%s: exit code %d: %s%s", path, r.code, r.out, r.err)
		}
		if r := maestudio(t, "info", path); r.code != 0 || !strings.Contains(r.out, "model.onnx, ONNX of opset 17, ") || !strings.Contains(r.out, "32 wide, 1 deep, 2 heads") || !strings.Contains(r.out, "model.onnx.data") {
			t.Errorf("info %s: %s%s", path, r.out, r.err)
		}
	}
	if err := os.Truncate(data, 100); err != nil {
		t.Fatal(err)
	}
	fails(t, 1, "that is cut short, or of another model", "info", out)
	if err := os.Remove(data); err != nil {
		t.Fatal(err)
	}
	fails(t, 1, "its weights are in model.onnx.data, which has to lie beside it", "info", out)
	fails(t, 1, "its weights are in model.onnx.data, which has to lie beside it", "export", "--verify", out)
}
