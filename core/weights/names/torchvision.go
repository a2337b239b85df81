// The names of torchvision's vision transformers, which are the same model.

package names

import (
	"fmt"
	"strings"

	"maestudio/core/weights"
)

const (
	torchvisionPatch = "conv_proj.weight"
	torchvisionBlock = "encoder.layers.encoder_layer_"
)

// Torchvision is the kind of such a file.
const Torchvision = "vision transformer of torchvision"

// torchvisionParts are parts that stand once, and those of a block.
var torchvisionParts = []pair{
	{"cls_token", "class_token"},
	{"pos_embed", "encoder.pos_embedding"},
	{"patch_embed.proj", "conv_proj"},
	{"norm", "encoder.ln"},
	{"head", "heads.head"},
	{"norm1", "ln_1"},
	{"attn.qkv", "self_attention.in_proj"},
	{"attn.proj", "self_attention.out_proj"},
	{"norm2", "ln_2"},
	{"mlp.fc1", "mlp.0"},
	{"mlp.fc2", "mlp.3"},
	{"mlp.fc1", "mlp.linear_1"}, // as earlier versions have it
	{"mlp.fc2", "mlp.linear_2"},
}

// isTorchvision tells them by the names that no other tool has.
func isTorchvision(all []string) (root string, is bool) {
	blocks := false
	for _, name := range all {
		if before, found := strings.CutSuffix(name, torchvisionPatch); found && (before == "" || strings.HasSuffix(before, ".")) {
			root, is = before, true
		}
		blocks = blocks || strings.Contains(name, torchvisionBlock)
	}
	return root, is && blocks
}

// fromTorchvision translates the names; root stands before each.
func (m *Model) fromTorchvision(s *weights.State, root string) error {
	t := *s
	t.Names, t.Tensors = nil, map[string]*dense{}
	for _, name := range s.Names {
		short, is := strings.CutPrefix(name, root)
		here := fromTorchvisionName(short)
		if !is || here == "" {
			m.LeftOver = append(m.LeftOver, name)
			continue
		}
		if t.Tensors[here] != nil {
			return fmt.Errorf("is damaged: %s and %s are the same tensor", m.From[here], name)
		}
		t.Names, t.Tensors[here], m.From[here] = append(t.Names, here), s.Tensors[name], name
		m.keepType(s, name, here)
	}
	t.Types = m.types
	m.Tensors = &t
	return nil
}

// fromTorchvisionName is a name here, "" where there is none.
func fromTorchvisionName(name string) string {
	part, kind := cutKind(name)
	if before, is := strings.CutSuffix(name, "in_proj_weight"); is { // which has no dot
		part, kind = before+"in_proj", ".weight"
	} else if before, is := strings.CutSuffix(name, "in_proj_bias"); is {
		part, kind = before+"in_proj", ".bias"
	}
	block := ""
	if rest, is := strings.CutPrefix(part, torchvisionBlock); is {
		number, inner, _ := strings.Cut(rest, ".")
		block, part = "blocks."+number+".", inner
	}
	for _, p := range torchvisionParts {
		if inBlock := strings.HasPrefix(p.here, "norm1") || strings.HasPrefix(p.here, "norm2") || strings.HasPrefix(p.here, "attn") || strings.HasPrefix(p.here, "mlp"); part == p.there && inBlock == (block != "") {
			return block + p.here + kind
		}
	}
	return ""
}
