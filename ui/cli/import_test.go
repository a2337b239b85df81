package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A model from elsewhere becomes a run that redraws, is proved, and goes on.
func TestImport(t *testing.T) {
	file, data, place := shared(t, "goldens/mae_tiny_official.pth"), pictures(t, 12), t.TempDir()
	dir := filepath.Join(place, "run")
	r := maestudio(t, "import", file, "--out", dir, "--data", data, "--encoder-heads", "3", "--decoder-heads", "4", "--epochs", "1", "--batch", "4", "--threads", "1")
	for _, want := range []string{"matched  blocks.N.attn.qkv.weight  (3)", "144 x 48", "74 matched, 0 resized, 0 missing, 0 left over", "redrawn: loss ", "one flat colour ", "try --no-norm-pix"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s%s", want, r.out, r.err)
		}
	}
	if r.code != 0 {
		t.Fatal(r.err)
	}
	if r := maestudio(t, "reconstruct", "--run", dir, "--out", filepath.Join(place, "redrawn.png"), filepath.Join(data, "000.png")); r.code != 0 {
		t.Error(r.err)
	}
	if r := maestudio(t, "train", dir); r.code != 0 || !strings.Contains(r.out, "done in") {
		t.Errorf("%s%s", r.out, r.err)
	}
	// What was written says all of itself.
	r = maestudio(t, "info", filepath.Join(dir, "model.safetensors"))
	for _, want := range []string{"48 wide, 3 deep, 3 heads", "32 wide, 2 deep, 4 heads"} {
		if !strings.Contains(r.out, want) || strings.Contains(r.out, "note") {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
}

// Hugging Face's folders come with their own config.json; other picture sizes have
// their positions resized.
func TestImportHuggingFace(t *testing.T) {
	dir, data := t.TempDir(), pictures(t, 4)
	copyOf(t, shared(t, "goldens/mae_micro_hf.safetensors"), filepath.Join(dir, "model.safetensors"))
	copyOf(t, shared(t, "goldens/mae_micro_hf_config.json"), filepath.Join(dir, "config.json"))
	if r := maestudio(t, "info", dir); r.code != 0 || !strings.Contains(r.out, "ViTMAE of Hugging Face") || !strings.Contains(r.out, "32 wide, 2 deep, 4 heads") {
		t.Errorf("%s%s", r.out, r.err)
	}
	r := maestudio(t, "import", dir, "--out", filepath.Join(dir, "run"), "--data", data, "--image-size", "48", "--threads", "1")
	for _, want := range []string{"resized  pos_embed", "was vit.encoder.layer.N.attention.attention.{query,key,value}.weight", "48 matched, 2 resized, 0 missing, 0 left over"} {
		if r.code != 0 || !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s%s", want, r.out, r.err)
		}
	}
	// The same model starts a run of pretrain's.
	r = maestudio(t, pretrain(data, filepath.Join(dir, "more"), "--init", dir, "--image-size", "24", "--patch-size", "8", "--epochs", "1",
		"--encoder-dim", "32", "--encoder-depth", "2", "--encoder-heads", "4", "--decoder-dim", "24", "--decoder-depth", "1", "--decoder-heads", "3")...)
	if r.code != 0 || !strings.Contains(r.out, "50 matched, 0 resized") || strings.Contains(r.out, "matched  blocks") {
		t.Errorf("%s%s", r.out, r.err)
	}
}

func TestImportRefuses(t *testing.T) {
	dir, data := t.TempDir(), pictures(t, 2)
	out := filepath.Join(dir, "run")
	official, evil := shared(t, "goldens/mae_tiny_official.pth"), shared(t, "goldens/evil.pth")
	t.Chdir(dir)
	fails(t, 1, "it wants os.system to be called", "import", evil, "--out", out, "--data", data)
	fails(t, 1, "it wants os.system to be called", "info", evil)
	fails(t, 1, "There is no model at gone.pth", "import", "gone.pth", "--out", out, "--data", data)
	fails(t, 1, "000.png cannot be read as weights", "import", filepath.Join(data, "000.png"), "--out", out, "--data", data)
	fails(t, 2, "does not say how many attention heads", "import", official, "--out", out, "--data", data)
	fails(t, 2, "import needs a place for the run", "import", official)
	fails(t, 2, "import needs a file of weights", "import", "--out", out)
	fails(t, 2, "of another model", "import", official, "--out", out, "--data", data, "--encoder-dim", "96", "--encoder-heads", "3", "--decoder-heads", "4")
	for _, name := range []string{"PWNED", "run"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was made", name)
		}
	}
}
