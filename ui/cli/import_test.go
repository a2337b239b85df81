package cli_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/weights"
)

// A model from elsewhere becomes a run that redraws, is proved, and goes on.
func TestImport(t *testing.T) {
	file, data, place := shared(t, "goldens/mae_tiny_official.pth"), pictures(t, 12), t.TempDir()
	dir := filepath.Join(place, "run")
	r := maestudio(t, "import", file, "--out", dir, "--data", data, "--encoder-heads", "3", "--decoder-heads", "4", "--epochs", "1", "--batch", "4", "--threads", "1")
	for _, want := range []string{"matched  blocks.N.attn.qkv.weight  (3)", "144 x 48", "74 matched, 0 resized, 0 missing, 0 left over", "redrawn: loss ", "one flat colour ", "try --no-norm-pix), with other colours (such as --mean 0.5,0.5,0.5 --std 0.5,0.5,0.5) or heads"} {
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
	if r := maestudio(t, "info", filepath.Join(dir, "config.json")); r.code != 0 || !strings.Contains(r.out, "config.json, 62 tensors") || !strings.Contains(r.out, "32 wide, 2 deep, 4 heads") {
		t.Errorf("of its config.json %s%s", r.out, r.err)
	}
	r := maestudio(t, "import", dir, "--out", filepath.Join(dir, "run"), "--data", data, "--image-size", "48", "--threads", "1")
	for _, want := range []string{"No preprocessor_config.json says how pixels were scaled", "resized  pos_embed", "was vit.encoder.layer.N.attention.attention.{query,key,value}.weight", "48 matched, 2 resized, 0 missing, 0 left over"} {
		if r.code != 0 || !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s%s", want, r.out, r.err)
		}
	}
	write(t, filepath.Join(dir, "preprocessor_config.json"), `{"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5]}`)
	if r := maestudio(t, "info", dir); r.code != 0 || strings.Contains(r.out, "how pixels were scaled") {
		t.Errorf("where it says so %s%s", r.out, r.err)
	}
	ranAway := filepath.Join(dir, "ran-away.safetensors")
	s, err := weights.ReadFile(filepath.Join(dir, "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	s.Tensors["vit.layernorm.bias"].Data().([]float32)[5] = float32(math.NaN())
	f, err := os.Create(ranAway)
	if err == nil {
		err = errors.Join(weights.Write(f, s), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if r := maestudio(t, "info", ranAway); r.code != 0 || !strings.Contains(r.out, `holds NaN in "norm.bias", which is no number`) || strings.Count(r.out, "trouble") != 1 {
		t.Errorf("with NaN %s%s", r.out, r.err)
	}
	// The same model starts a run of pretrain's.
	r = maestudio(t, pretrain(data, filepath.Join(dir, "more"), "--init", dir, "--image-size", "24", "--patch-size", "8", "--epochs", "1",
		"--encoder-dim", "32", "--encoder-depth", "2", "--encoder-heads", "4", "--decoder-dim", "24", "--decoder-depth", "1", "--decoder-heads", "3")...)
	if r.code != 0 || !strings.Contains(r.out, "50 matched, 0 resized") || !strings.Contains(r.out, "matched  blocks.N.attn.qkv.weight  (2)") || strings.Index(r.out, "matched  blocks") > strings.Index(r.out, "pictures to learn from") {
		t.Errorf("%s%s", r.out, r.err)
	}
}

// A machine is told in a line of JSON, before the events of the run.
func TestLoadedWeightsAsJSON(t *testing.T) {
	data, dir := leftAndRight(t, 6), t.TempDir()
	official := shared(t, "goldens/mae_tiny_official.pth")
	r := maestudio(t, "finetune", "--data", data, "--from", official, "--encoder-heads", "3", "--epochs", "1", "--batch", "4", "--json", "--out", filepath.Join(dir, "run"))
	first, rest, _ := strings.Cut(r.out, "\n")
	var e struct {
		Event   string
		Tensors []struct {
			Name, Fate string
			Shape      []int
		}
	}
	if err := json.Unmarshal([]byte(first), &e); err != nil || r.code != 0 || e.Event != "weights" || len(e.Tensors) != 40+4+34 || !strings.HasPrefix(rest, `{"event":"`) {
		t.Fatalf("%v, exit code %d, %d tensors in\n%s%s", err, r.code, len(e.Tensors), r.out, r.err)
	}
	if x := e.Tensors[0]; x.Name != "cls_token" || x.Fate != "matched" || len(x.Shape) != 3 {
		t.Errorf("%+v", x)
	}
	if x := e.Tensors[len(e.Tensors)-1]; x.Fate != "left over" {
		t.Errorf("%+v", x)
	}
}

// What is no masked autoencoder is told of, and not imported.
func TestOtherNetworks(t *testing.T) {
	dir := t.TempDir()
	path, s := filepath.Join(dir, "resnet.safetensors"), weights.NewState()
	if err := errors.Join(s.AddFloat32("conv1.weight", make([]float32, 8), 8), s.AddFloat32("layer1.0.conv1.weight", make([]float32, 8), 8)); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err == nil {
		err = errors.Join(weights.Write(f, s), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	const words = `holds no vision transformer but a ResNet: none of its 2 tensors is a patch_embed.proj.weight; it begins with "conv1.weight", "layer1.0.conv1.weight"`
	if r := maestudio(t, "info", path); r.code != 0 || !strings.Contains(r.out, words) {
		t.Errorf("exit code %d, %s%s", r.code, r.out, r.err)
	}
	fails(t, 1, words, "import", path, "--out", filepath.Join(dir, "run"))
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
	fails(t, 2, "how many attention heads the encoder and the decoder have", "import", official, "--out", out, "--data", data)
	fails(t, 2, "import needs a place for the run", "import", official)
	fails(t, 2, "import needs a file of weights", "import", "--out", out)
	fails(t, 2, "of another model", "import", official, "--out", out, "--data", data, "--encoder-dim", "96", "--encoder-heads", "3", "--decoder-heads", "4")
	for _, name := range []string{"PWNED", "run"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was made", name)
		}
	}
}

// A classifier and a run of pretrain start from what other tools wrote: what the file does
// not say is asked for, and what became of its tensors is told first.
func TestStartFromOtherTools(t *testing.T) {
	data, place := leftAndRight(t, 6), t.TempDir()
	official := shared(t, "goldens/mae_tiny_official.pth")
	hugging, timm := filepath.Join(place, "hugging"), filepath.Join(place, "timm")
	for _, dir := range []string{hugging, timm} {
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	copyOf(t, shared(t, "goldens/mae_micro_hf.safetensors"), filepath.Join(hugging, "model.safetensors"))
	copyOf(t, shared(t, "goldens/mae_micro_hf_config.json"), filepath.Join(hugging, "config.json"))
	asTimm(t, shared(t, "goldens/mae_micro_weights.safetensors"), timm)

	out := func(name string) string { return filepath.Join(place, name) }
	finetune := func(name, from string, more ...string) result {
		return maestudio(t, append([]string{"finetune", "--data", data, "--from", from, "--out", out(name), "--epochs", "1", "--batch", "4"}, more...)...)
	}
	fails(t, 2, "Add --encoder-heads N", "finetune", "--data", data, "--from", official, "--out", out("a"))
	fails(t, 2, "The encoder in "+hugging+" has 4 heads, not 2", "finetune", "--data", data, "--from", hugging, "--out", out("a"), "--encoder-heads", "2")
	fails(t, 2, "--encoder-heads N is how many", "finetune", "--data", data, "--out", out("a"), "--encoder-heads", "2")
	for name, c := range map[string]struct {
		r    result
		want []string
	}{
		"official": {finetune("official", official, "--encoder-heads", "3"), []string{"missing    head.weight", "left over  decoder_blocks.N.attn.qkv.weight", "40 matched, 0 resized, 4 missing, 34 left over"}},
		"hugging":  {finetune("hf", hugging, "--image-size", "32"), []string{"resized    pos_embed", "was vit.embeddings.position_embeddings", "27 matched, 1 resized"}},
		"timm":     {finetune("tm", timm), []string{"made new   head.weight", "28 matched, 0 resized, 2 missing, 2 left over, 2 made new"}},
		"--init of .pth": {maestudio(t, pretrain(data, out("b"), "--init", official, "--epochs", "1", "--encoder-dim", "48", "--encoder-depth", "3", "--encoder-heads", "3",
			"--decoder-dim", "32", "--decoder-depth", "2", "--decoder-heads", "4")...), []string{"74 matched, 0 resized, 0 missing, 0 left over"}},
		"--init of timm": {maestudio(t, pretrain(data, out("c"), "--init", timm, "--epochs", "1", "--encoder-heads", "4", "--encoder-depth", "2", "--image-size", "24")...),
			[]string{"missing    decoder_embed.weight", "30 matched, 0 resized"}},
		"import of classes": {maestudio(t, "import", timm, "--out", out("d"), "--data", leftAndRight(t, 26)), []string{"It told classes apart, 5: ant, bee, cat, dog, eel; its head is left behind", "has no decoder, so it cannot be shown to redraw", "of 52 pictures of 2 classes right; with random weights "}},
		"import of none":    {maestudio(t, "import", timm, "--out", out("e"), "--data", filepath.Join(data, "left")), []string{"Its names and shapes fit, and nothing more is proved"}},
	} {
		for _, want := range c.want {
			if c.r.code != 0 || !strings.Contains(c.r.out, want) {
				t.Errorf("%s: exit code %d, %q is not in\n%s%s", name, c.r.code, want, c.r.out, c.r.err)
			}
		}
	}
}

// asTimm writes the encoder of a file as a folder of timm's, with a classifier's head.
func asTimm(t *testing.T, from, dir string) {
	t.Helper()
	all, err := weights.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	s := weights.NewState()
	for _, name := range all.Names {
		if !strings.HasPrefix(name, "decoder") && name != "mask_token" {
			err = errors.Join(err, s.Add(name, all.Tensors[name]))
		}
	}
	err = errors.Join(err, s.AddFloat32("head.weight", make([]float32, 5*32), 5, 32), s.AddFloat32("head.bias", make([]float32, 5), 5))
	f, created := os.Create(filepath.Join(dir, "model.safetensors"))
	if err = errors.Join(err, created); err == nil {
		err = errors.Join(weights.Write(f, s), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "config.json"), `{"architecture":"vit_tiny","num_classes":5,"label_names":["ant","bee","cat","dog","eel"],"model_args":{"embed_dim":32,"depth":2,"num_heads":4},"pretrained_cfg":{"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5]}}`)
}

// A run that starts from weights has their sizes, and nobody has to find the preset; a size
// that contradicts them is refused with theirs, before pictures are looked at.
func TestInitGivesTheSizes(t *testing.T) {
	data, place := leftAndRight(t, 6), t.TempDir()
	official, hugging := shared(t, "goldens/mae_tiny_official.pth"), filepath.Join(place, "hugging")
	if err := os.Mkdir(hugging, 0o777); err != nil {
		t.Fatal(err)
	}
	copyOf(t, shared(t, "goldens/mae_micro_hf.safetensors"), filepath.Join(hugging, "model.safetensors"))
	copyOf(t, shared(t, "goldens/mae_micro_hf_config.json"), filepath.Join(hugging, "config.json"))
	begin := func(name, from string, more ...string) []string {
		return append([]string{"pretrain", "--data", data, "--init", from, "--out", filepath.Join(place, name), "--epochs", "1", "--batch", "4"}, more...)
	}
	for name, args := range map[string][]string{
		"official": begin("official", official, "--encoder-heads", "3", "--decoder-heads", "4"),
		"hugging":  begin("hugging-run", hugging),
		"preset":   begin("preset", hugging, "--preset", "tiny", "--image-size", "32"),
	} {
		if r := maestudio(t, args...); r.code != 0 || !strings.Contains(r.out, " matched, ") || !strings.Contains(r.out, "0 missing, 0 left over") {
			t.Errorf("%s: exit code %d: %s%s", name, r.code, r.out, r.err)
		}
	}
	if r := maestudio(t, begin("again", filepath.Join(place, "hugging-run"))...); r.code != 0 || !strings.Contains(r.out, "24 px, patch 8, encoder 32x2 of 4 heads") {
		t.Errorf("of a run: exit code %d: %s%s", r.code, r.out, r.err)
	}
	data = filepath.Join(place, "no-pictures")
	fails(t, 2, "does not say how many attention heads the encoder and the decoder have", begin("x", official)...)
	fails(t, 2, "--encoder-dim 64 contradicts the weights in "+hugging+", whose encoder is 32 wide. Leave it away", begin("x", hugging, "--encoder-dim", "64")...)
	fails(t, 2, "--encoder-heads 2 contradicts the weights in "+hugging+", whose encoder has 4 heads", begin("x", hugging, "--encoder-heads", "2")...)
	fails(t, 2, "--decoder-depth 3 contradicts", begin("x", hugging, "--decoder-depth", "3")...)
	fails(t, 2, "--patch-size 4 contradicts the weights in "+hugging+", whose patches are 8 pixels wide", begin("x", hugging, "--patch-size", "4")...)
}
