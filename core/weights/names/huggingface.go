// The names of Hugging Face's ViTMAEForPreTraining, ViTForImageClassification and
// their encoders alone. What they split, query, key and value, is one here.

package names

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorgonia.org/tensor"

	"maestudio/core/weights"
)

type dense = tensor.Dense

const huggingPatch = "embeddings.patch_embeddings.projection.weight"

// pair is a name here and there.
type pair struct{ here, there string }

var (
	// wholes are parts that stand once.
	wholes = []pair{
		{"cls_token", "vit.embeddings.cls_token"},
		{"pos_embed", "vit.embeddings.position_embeddings"},
		{"patch_embed.proj", "vit.embeddings.patch_embeddings.projection"},
		{"norm", "vit.layernorm"},
		{"fc_norm", "vit.pooler.layernorm"},
		{"head", "classifier"},
		{"mask_token", "decoder.mask_token"},
		{"decoder_pos_embed", "decoder.decoder_pos_embed"},
		{"decoder_embed", "decoder.decoder_embed"},
		{"decoder_norm", "decoder.decoder_norm"},
		{"decoder_pred", "decoder.decoder_pred"},
	}
	stacks = []pair{{"blocks", "vit.encoder.layer"}, {"decoder_blocks", "decoder.decoder_layers"}}
	// inBlock are the parts of a block; qkv is three of them.
	inBlock = []pair{
		{"norm1", "layernorm_before"},
		{"attn.qkv", "attention.attention.query"},
		{"attn.qkv", "attention.attention.key"},
		{"attn.qkv", "attention.attention.value"},
		{"attn.proj", "attention.output.dense"},
		{"norm2", "layernorm_after"},
		{"mlp.fc1", "intermediate.dense"},
		{"mlp.fc2", "output.dense"},
	}
)

// ToHuggingFace returns the names that a parameter has there: one, or three that its
// rows are split into; none where it has no name there.
func ToHuggingFace(name string) (there []string) {
	part, kind := cutKind(name)
	for _, p := range wholes {
		if part == p.here {
			return []string{p.there + kind}
		}
	}
	for _, s := range stacks {
		rest, is := strings.CutPrefix(part, s.here+".")
		number, inner, cut := strings.Cut(rest, ".")
		if !is || !cut {
			continue
		}
		for _, p := range inBlock {
			if p.here == inner {
				there = append(there, s.there+"."+number+"."+p.there+kind)
			}
		}
	}
	return there
}

// fromHuggingFaceName is the other way round; of tells which third of the rows it is.
func fromHuggingFaceName(name string) (here string, of int, known bool) {
	part, kind := cutKind(name)
	for _, p := range wholes {
		if part == p.there {
			return p.here + kind, 0, true
		}
	}
	for _, s := range stacks {
		rest, is := strings.CutPrefix(part, s.there+".")
		number, inner, cut := strings.Cut(rest, ".")
		if _, err := strconv.Atoi(number); !is || !cut || err != nil {
			continue
		}
		i := slices.IndexFunc(inBlock, func(p pair) bool { return p.there == inner })
		if i < 0 {
			continue
		}
		if inBlock[i].here == "attn.qkv" {
			of = i - 1
		}
		return s.here + "." + number + "." + inBlock[i].here + kind, of, true
	}
	return "", 0, false
}

// cutKind takes .weight or .bias off a name.
func cutKind(name string) (part, kind string) {
	for _, kind := range []string{".weight", ".bias"} {
		if part, is := strings.CutSuffix(name, kind); is {
			return part, kind
		}
	}
	return name, ""
}

// The names of their models stand below one of these. A BEiT without biases of positions
// and scales of branches is the same model: in it keys have no bias, which would add the
// same to all that a softmax compares.
const (
	vitRoot  = "vit."
	BEiTRoot = "beit."
)

// fromHuggingFace translates the names. root stands before embeddings: vitRoot, BEiTRoot
// or nothing, behind what a wrapper put there.
func (m *Model) fromHuggingFace(s *weights.State, root string) error {
	own := vitRoot
	if strings.HasSuffix(root, BEiTRoot) {
		own = BEiTRoot
	}
	outer, inside := strings.CutSuffix(root, own)
	t := *s
	t.Names, t.Tensors = nil, map[string]*dense{}
	thirds := map[string]*[3]*dense{}
	for _, name := range s.Names {
		short, is := strings.CutPrefix(name, outer)
		if rest, below := strings.CutPrefix(short, own); below {
			short = vitRoot + rest
		} else if !inside {
			short = vitRoot + short
		}
		here, of, known := fromHuggingFaceName(short)
		if !is || !known {
			m.LeftOver = append(m.LeftOver, name)
			continue
		}
		if strings.Contains(here, ".attn.qkv.") {
			if thirds[here] == nil {
				thirds[here] = new([3]*dense)
				t.Names = append(t.Names, here)
			}
			thirds[here][of] = s.Tensors[name]
			m.From[here] = strings.Replace(name, inBlock[of+1].there, "attention.attention.{query,key,value}", 1)
			continue
		}
		t.Names, t.Tensors[here], m.From[here] = append(t.Names, here), s.Tensors[name], name
		m.keepType(s, name, here)
	}
	t.Types = m.types
	for name, three := range thirds {
		if query := three[0]; own == BEiTRoot && query != nil && three[1] == nil && strings.HasSuffix(name, ".bias") {
			three[1] = tensor.New(tensor.WithShape(query.Shape()...), tensor.Of(query.Dtype()))
		}
		joined, err := join(three)
		if err != nil {
			return fmt.Errorf("is damaged: of %s %w", m.From[name], err)
		}
		t.Tensors[name] = joined
	}
	m.Tensors = &t
	return nil
}

// join puts query, key and value below each other. Its errors go on after "of NAME".
func join(three *[3]*dense) (*dense, error) {
	var all []float32
	for _, t := range three {
		if t == nil {
			return nil, fmt.Errorf("one or two are missing")
		}
		if all == nil {
			all = make([]float32, 0, 3*t.DataSize())
		}
		values, ok := t.Data().([]float32)
		if !ok || !t.Shape().Eq(three[0].Shape()) {
			return nil, fmt.Errorf("the three have unlike shapes, or are no float32")
		}
		all = append(all, values...)
	}
	shape := slices.Clone([]int(three[0].Shape()))
	shape[0] *= 3
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(all)), nil
}
