package run

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
)

// A classifier starts from a folder of Hugging Face's as from a run.
func TestFromAFolderOfHuggingFace(t *testing.T) {
	dir := t.TempDir()
	for from, to := range map[string]string{"mae_micro_hf.safetensors": "model.safetensors", "mae_micro_hf_config.json": "config.json"} {
		file, err := os.ReadFile(testdata.Shared(t, "goldens/"+from))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, to), file, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	c := Default()
	if err := c.From(dir, 0); err != nil {
		t.Fatal(err)
	}
	if m := c.Model; m.ImageSize != 24 || m.PatchSize != 8 || m.EncoderDim != 32 || m.EncoderDepth != 2 || m.EncoderHeads != 4 || c.Training.Init != dir {
		t.Errorf("%+v", m)
	}
	if err := c.From(t.TempDir(), 0); CodeOf(err) != NotARun || !strings.Contains(err.Error(), "is not a run") {
		t.Errorf("of a folder with nothing: %v", err)
	}
}
