// What a config.json claims that the weights beside it say themselves.

package names

import (
	"encoding/json"
	"fmt"
	"slices"

	"maestudio/core/vit"
)

// claims are zero where nothing is said.
type claims struct {
	ModelType     modelType `json:"model_type"`
	Dim           number    `json:"hidden_size"`
	Depth         number    `json:"num_hidden_layers"`
	Inside        number    `json:"intermediate_size"`
	ImageSize     number    `json:"image_size"`
	PatchSize     number    `json:"patch_size"`
	Channels      number    `json:"num_channels"`
	DecoderDim    number    `json:"decoder_hidden_size"`
	DecoderDepth  number    `json:"decoder_num_hidden_layers"`
	DecoderInside number    `json:"decoder_intermediate_size"`
}

// number is one that some tools write as a list for both sides; what is neither, or has
// unlike sides, says nothing.
type number float64

func (n *number) UnmarshalJSON(text []byte) error {
	var sides []float64
	if json.Unmarshal(text, &sides) != nil {
		sides = make([]float64, 1)
		if json.Unmarshal(text, &sides[0]) != nil {
			return nil
		}
	}
	if len(sides) > 0 && slices.Min(sides) == slices.Max(sides) {
		*n = number(sides[0])
	}
	return nil
}

// modelType is what transformers calls a kind of models; what is no text says nothing.
type modelType string

func (m *modelType) UnmarshalJSON(text []byte) error {
	var name string
	if json.Unmarshal(text, &name) == nil {
		*m = modelType(name)
	}
	return nil
}

// notThese are encoders of transformers that have no tensors under the names of a ViT. Of
// any other name the tensors say what it is: a kind of somebody's own may be a ViT.
var notThese = []modelType{"swin", "swinv2", "swin2sr", "donut-swin", "maskformer-swin", "convnext", "convnextv2", "resnet", "regnet", "segformer", "pvt", "pvt_v2",
	"cvt", "levit", "mobilevit", "mobilevitv2", "poolformer", "efficientnet", "clip", "siglip", "bert", "roberta", "gpt2", "t5", "llama"}

// agree refuses claims that the weights deny: one of the two is another model's. Its errors
// go on after the file's name.
func (m *Model) agree(f claims) error {
	const words = "contradicts itself: its config.json says %s is %v, and by its weights that is %v. Fetch both anew from one place"
	if slices.Contains(notThese, f.ModelType) {
		return fmt.Errorf(words, "model_type", f.ModelType, "a plain vision transformer, such as vit")
	}
	c, d := m.Config.Encoder, m.Config.Decoder
	type claim struct {
		key  string
		says number
		is   int
	}
	all := []claim{{"hidden_size", f.Dim, c.Dim}, {"num_hidden_layers", f.Depth, c.Depth}, {"intermediate_size", f.Inside, vit.Ratio * c.Dim},
		{"num_channels", f.Channels, 3}, {"patch_size", f.PatchSize, m.Config.PatchSize}}
	if m.HasDecoder() {
		all = append(all, claim{"decoder_hidden_size", f.DecoderDim, d.Dim}, claim{"decoder_num_hidden_layers", f.DecoderDepth, d.Depth},
			claim{"decoder_intermediate_size", f.DecoderInside, vit.Ratio * d.Dim})
	}
	// Pixels that fill no patch have no position: other sizes may have the same table.
	if patch := m.Config.PatchSize; int(f.ImageSize)/patch != m.Config.ImageSize/patch {
		all = append(all, claim{"image_size", f.ImageSize, m.Config.ImageSize})
	}
	for _, one := range all {
		if one.says != 0 && one.says != number(one.is) {
			return fmt.Errorf(words, one.key, one.says, one.is)
		}
	}
	return nil
}
