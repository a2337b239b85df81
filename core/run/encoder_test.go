package run

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
	"maestudio/core/weights/names"
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

// What becomes of the head of a classifier that another begins from is said once: made
// new, and not as missing and left over.
func TestHeadIsMadeNew(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "labelled")
	testdata.Classes(t, folder, 12)
	r := newClassifier(t, folder)
	advance(t, r, AdvanceOptions{})
	c := r.Config
	c.Training.Init = r.BestWeights()
	c.Classify.Classes = append(slices.Clone(c.Classify.Classes), "one more")
	report, err := c.EncoderReport()
	if err != nil {
		t.Fatal(err)
	}
	fates := map[string][]names.Fate{}
	for _, row := range report {
		fates[row.Name] = append(fates[row.Name], row.Fate)
	}
	for name, all := range fates {
		if len(all) != 1 {
			t.Errorf("%s is told of %d times: %v", name, len(all), all)
		}
	}
	if f := fates["head.weight"]; len(f) != 1 || f[0] != names.Renewed {
		t.Errorf("the head: %v", f)
	}
}

// An encoder fits as a whole where nothing of it is missing, resized or unknown; a head of
// its own and a decoder that nobody needs are no matter.
func TestEncoderFits(t *testing.T) {
	row := func(name string, fate names.Fate) names.Row { return names.Row{Name: name, Fate: fate} }
	own := names.Report{row("cls_token", names.Matched), row("blocks.0.attn.qkv.weight", names.Matched), row("fc_norm.weight", names.Missing), row("head.weight", names.Missing),
		row("norm.weight", names.LeftOver), row("mask_token", names.LeftOver), row("decoder_blocks.0.mlp.fc1.bias", names.LeftOver)}
	if n, whole := EncoderFits(own); !whole || n != 2 {
		t.Errorf("%d tensors, %t", n, whole)
	}
	if n, whole := EncoderFits(names.Report{row("cls_token", names.Matched), row("head.bias", names.Renewed)}); !whole || n != 1 {
		t.Errorf("of a classifier: %d tensors, %t", n, whole)
	}
	for _, odd := range []names.Row{row("blocks.1.norm1.bias", names.Missing), row("pos_embed", names.Resized), row("blocks.12.attn.qkv.weight", names.LeftOver), row("proj", names.LeftOver)} {
		if _, whole := EncoderFits(append(own[:len(own):len(own)], odd)); whole {
			t.Errorf("with %s, %s, it fits", odd.Name, odd.Fate)
		}
	}
}
