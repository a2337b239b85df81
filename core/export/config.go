// The config.json of an export against its weights.

package export

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"maestudio/core/run"
	"maestudio/core/weights/names"
)

// checkConfig refuses a config.json, or a preprocessor_config.json, that says something else
// than the weights beside it: other programs go by it. What it does not say it may leave out.
func checkConfig(dir string, m *names.Model) error {
	var own, pictures map[string]any
	if err := readConfig(filepath.Join(dir, "config.json"), &own); err != nil {
		return err
	}
	if err := readConfig(filepath.Join(dir, "preprocessor_config.json"), &pictures); err != nil {
		return err
	}
	inner := func(key string) map[string]any { table, _ := own[key].(map[string]any); return table }
	noted := m.Noted()
	c, d := noted.Config, noted.Config.Decoder
	means := m.Tensors.Tensors["fc_norm.weight"] != nil
	pool := map[bool]string{true: "avg", false: "token"}[means]
	type entry struct {
		table map[string]any
		key   string
		want  any
	}
	all := []entry{
		{own, "hidden_size", c.Encoder.Dim}, {own, "num_hidden_layers", c.Encoder.Depth}, {own, "num_attention_heads", c.Encoder.Heads},
		{own, "intermediate_size", 4 * c.Encoder.Dim}, {own, "layer_norm_eps", eps(c.Encoder.Eps)},
		{own, "image_size", c.ImageSize}, {own, "patch_size", c.PatchSize}, {own, "num_channels", 3},
		{inner("model_args"), "img_size", c.ImageSize}, {inner("model_args"), "patch_size", c.PatchSize}, {inner("model_args"), "embed_dim", c.Encoder.Dim},
		{inner("model_args"), "depth", c.Encoder.Depth}, {inner("model_args"), "num_heads", c.Encoder.Heads},
		{own, "num_features", c.Encoder.Dim}, {own, "num_classes", m.Classes},
	}
	if m.HasDecoder() {
		all = append(all, entry{own, "decoder_hidden_size", d.Dim}, entry{own, "decoder_num_hidden_layers", d.Depth}, entry{own, "decoder_num_attention_heads", d.Heads},
			entry{own, "decoder_intermediate_size", 4 * d.Dim}, entry{own, "mask_ratio", c.MaskRatio}, entry{own, "norm_pix_loss", c.NormPix})
	}
	if m.Classes > 0 {
		all = append(all, entry{own, "use_mean_pooling", means}, entry{own, "global_pool", pool})
	}
	for _, colour := range []struct {
		key  string
		want *[3]float64
	}{{"mean", noted.Mean}, {"std", noted.Std}} {
		if colour.want != nil {
			all = append(all, entry{pictures, "image_" + colour.key, colour.want[:]}, entry{inner("pretrained_cfg"), colour.key, colour.want[:]})
		}
	}
	for _, e := range all {
		if said, there := e.table[e.key]; there && !sameValue(said, e.want) {
			return run.Errorf(run.Damaged, nil, "%s was changed: it says %s is %v, and by the weights beside it that is %v. Put it back, or export the model again.", filepath.Join(dir, "config.json"), e.key, said, e.want)
		}
	}
	return nil
}

// readConfig reads a table; a file that is not there has none.
func readConfig(path string, into *map[string]any) error {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return run.Errorf(run.Damaged, err, "%s cannot be read: %v. Export the model again.", path, err)
	}
	return nil
}

// sameValue compares what JSON has with what it should have.
func sameValue(said, want any) bool {
	switch want := want.(type) {
	case int:
		return said == float64(want)
	case []float64:
		list, _ := said.([]any)
		return slices.EqualFunc(list, want, func(a any, b float64) bool { return a == b })
	}
	return fmt.Sprint(said) == fmt.Sprint(want)
}
