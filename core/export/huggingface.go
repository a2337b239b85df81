// Folders as Hugging Face's transformers and timm want them. Neither was run here:
// names and keys are those of their published configurations.

package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"maestudio/core/weights"
	"maestudio/core/weights/names"
)

// hugging is the model under the names of ViTMAEForPreTraining, of
// ViTForImageClassification, or of ViTModel, which has no "vit." before them. Query, key
// and value are a third each of what is one here.
func (e *export) hugging() (*weights.State, error) {
	s := weights.NewState()
	s.Meta = e.state.Meta // which transformers does not read, but for the format
	for _, name := range e.state.Names {
		t := e.state.Tensors[name]
		shape := append([]int(nil), t.Shape()...)
		values, err := e.state.Float32(name, shape...)
		if err != nil {
			return nil, err
		}
		there := names.ToHuggingFace(name)
		if len(there) == 0 {
			return nil, fmt.Errorf("%q has no name in transformers", name)
		}
		shape[0] /= len(there)
		n := len(values) / len(there)
		for i, to := range there {
			switch {
			case e.What == Encoder:
				to = strings.TrimPrefix(to, "vit.")
			case e.asBEiT(): // whose keys have no bias; transformers leaves those in the file alone
				to = strings.Replace(to, "vit.", names.BEiTRoot, 1)
			}
			if err := s.AddFloat32(to, values[i*n:(i+1)*n], shape...); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// vitConfig is what ViTConfig and ViTMAEConfig share.
type vitConfig struct {
	Architectures []string `json:"architectures"`
	ModelType     string   `json:"model_type"`
	Hidden        int      `json:"hidden_size"`
	Layers        int      `json:"num_hidden_layers"`
	Heads         int      `json:"num_attention_heads"`
	Inside        int      `json:"intermediate_size"`
	Act           string   `json:"hidden_act"`
	HiddenDrop    float64  `json:"hidden_dropout_prob"`
	AttentionDrop float64  `json:"attention_probs_dropout_prob"`
	Range         float64  `json:"initializer_range"`
	Eps           float64  `json:"layer_norm_eps"`
	Image         int      `json:"image_size"`
	Patch         int      `json:"patch_size"`
	Channels      int      `json:"num_channels"`
	Bias          bool     `json:"qkv_bias"`
	DType         string   `json:"torch_dtype"`
	*maeConfig
	*beitConfig
	*labels
}

// maeConfig is what ViTMAEConfig has beside it.
type maeConfig struct {
	Heads     int     `json:"decoder_num_attention_heads"`
	Hidden    int     `json:"decoder_hidden_size"`
	Layers    int     `json:"decoder_num_hidden_layers"`
	Inside    int     `json:"decoder_intermediate_size"`
	MaskRatio float64 `json:"mask_ratio"`
	NormPix   bool    `json:"norm_pix_loss"`
}

// beitConfig is what BeitConfig has beside it: all that a BEiT has more is left off.
type beitConfig struct {
	MeanPooling    bool    `json:"use_mean_pooling"`
	Absolute       bool    `json:"use_absolute_position_embeddings"`
	Relative       bool    `json:"use_relative_position_bias"`
	SharedRelative bool    `json:"use_shared_relative_position_bias"`
	MaskToken      bool    `json:"use_mask_token"`
	LayerScale     float64 `json:"layer_scale_init_value"`
	DropPath       float64 `json:"drop_path_rate"`
}

// asBEiT tells whether a classifier goes as a BEiT: the only model there that answers by
// the mean of the patches.
func (e *export) asBEiT() bool {
	return e.What == Classifier && !e.run.Config.Classifier().ClassToken
}

// huggingClass is the model there.
func (e *export) huggingClass() string {
	switch {
	case e.asBEiT():
		return "BeitForImageClassification"
	case e.What == Classifier:
		return "ViTForImageClassification"
	case e.What == Encoder:
		return "ViTModel"
	}
	return "ViTMAEForPreTraining"
}

func (e *export) huggingConfig(w io.Writer) error {
	c, d := e.config, e.config.Decoder
	out := vitConfig{
		Architectures: []string{e.huggingClass()}, ModelType: "vit",
		Hidden: c.Encoder.Dim, Layers: c.Encoder.Depth, Heads: c.Encoder.Heads, Inside: 4 * c.Encoder.Dim, Act: "gelu",
		Range: 0.02, Eps: eps(c.Encoder.Eps), Image: c.ImageSize, Patch: c.PatchSize, Channels: 3, Bias: true, DType: "float32",
	}
	if e.What == Classifier {
		out.labels = e.labels()
	}
	if e.asBEiT() {
		out.ModelType, out.beitConfig = "beit", &beitConfig{MeanPooling: true, Absolute: true}
	}
	if e.What == Reconstructor {
		out.ModelType = "vit_mae"
		out.maeConfig = &maeConfig{d.Heads, d.Dim, d.Depth, 4 * d.Dim, c.MaskRatio, c.NormPix}
	}
	return writeJSON(w, out)
}

func eps(of float64) float64 {
	if of == 0 {
		return 1e-6
	}
	return of
}

// huggingPreprocessor cuts pictures as this program does: ViT's own processor would
// squeeze them into a square, CLIP's takes the middle.
func (e *export) huggingPreprocessor(w io.Writer) error {
	a, side := e.run.Config.Augmentation, e.config.ImageSize
	return writeJSON(w, map[string]any{
		"image_processor_type": "CLIPImageProcessor", "do_convert_rgb": true, "do_resize": true, "do_center_crop": true, "do_rescale": true, "do_normalize": true,
		"size": map[string]int{"shortest_edge": side * 256 / 224}, "crop_size": map[string]int{"height": side, "width": side},
		"resample": 3, "rescale_factor": 1.0 / 255, "image_mean": a.Mean, "image_std": a.Std,
	})
}

func (e *export) timmConfig(w io.Writer) error {
	a, c := e.run.Config.Augmentation, e.config
	n := len(e.classes())
	config := map[string]any{
		"architecture": "vit_base_patch16_224", "num_classes": n, "num_features": c.Encoder.Dim,
		"model_args": map[string]any{"img_size": c.ImageSize, "patch_size": c.PatchSize, "embed_dim": c.Encoder.Dim,
			"depth": c.Encoder.Depth, "num_heads": c.Encoder.Heads},
		"pretrained_cfg": map[string]any{"input_size": []int{3, c.ImageSize, c.ImageSize}, "interpolation": "bicubic",
			"crop_pct": 0.875, "mean": a.Mean, "std": a.Std, "num_classes": n, "first_conv": "patch_embed.proj", "classifier": "head"},
	}
	if e.What == Classifier {
		config["label_names"], config["global_pool"] = e.classes(), map[bool]string{true: "token", false: "avg"}[e.run.Config.Classifier().ClassToken]
	}
	return writeJSON(w, config)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
