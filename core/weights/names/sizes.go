// What the shapes say of a model.

package names

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"maestudio/core/vit"
)

// shape of a tensor that has so many dimensions, nil without it.
func (m *Model) shape(name string, dims int) []int {
	t, there := m.Tensors.Tensors[name]
	if !there || t.Dims() != dims {
		return nil
	}
	return t.Shape()
}

// findSizes reads the sizes off the shapes. Its errors go on after the file's name.
func (m *Model) findSizes() error {
	patch := m.shape(patchWeight, 4)
	if patch == nil || patch[1] != 3 || patch[2] != patch[3] {
		return fmt.Errorf("is of another kind: its patches should be (width, 3, side, side), and are %v", m.Tensors.Tensors[patchWeight].Shape())
	}
	c := &m.Config
	c.PatchSize, c.MaskRatio, c.NormPix = patch[2], 0.75, true
	side, err := m.grid("pos_embed", patch[0])
	if err != nil {
		return err
	}
	c.ImageSize = side * patch[2]
	if m.shape("cls_token", 3) == nil {
		return fmt.Errorf("has no class token, which every masked autoencoder's encoder has")
	}
	if c.Encoder, err = m.stack("blocks", patch[0]); err != nil {
		return err
	}
	if c.Encoder.Depth == 0 {
		return fmt.Errorf("has patches but no blocks; it is damaged or of another kind")
	}
	if head := m.shape("head.weight", 2); head != nil {
		m.Classes = head[0]
	}
	narrow := m.shape("decoder_embed.weight", 2)
	if narrow == nil {
		return nil
	}
	c.Decoder, err = m.stack("decoder_blocks", narrow[0])
	return err
}

// grid is how many patches lie side by side in a table of positions.
func (m *Model) grid(name string, dim int) (int, error) {
	table := m.shape(name, 3)
	if table == nil || table[2] != dim {
		return 0, fmt.Errorf("has no table of positions (%s) as wide as its patches, %d", name, dim)
	}
	side := int(math.Sqrt(float64(max(0, table[1]-1))))
	if side < 1 || side*side+1 != table[1] {
		return 0, fmt.Errorf("has %d positions, which is no square of patches and a class token; it is of another kind", table[1])
	}
	return side, nil
}

// maxDepth is deeper than any model; what is numbered beyond it is no block.
const maxDepth = 1 << 10

// stack counts the blocks of a prefix and looks at the width inside of one.
func (m *Model) stack(prefix string, dim int) (vit.Config, error) {
	c := vit.Config{Dim: dim}
	for _, name := range m.Tensors.Names {
		rest, is := strings.CutPrefix(name, prefix+".")
		number, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(number); is && err == nil && i >= 0 && i < maxDepth {
			c.Depth = max(c.Depth, i+1)
		}
	}
	if c.Depth == 0 {
		return c, nil
	}
	if inside := m.shape(prefix+".0.mlp.fc1.weight", 2); inside == nil || inside[0] != vit.Ratio*dim {
		return c, fmt.Errorf("is of another kind: inside of a block it should be %d times as wide as outside, %d x %d", vit.Ratio, vit.Ratio, dim)
	}
	return c, nil
}

// otherParts begin the names of what other encoders have beside their blocks: without
// them these compute something else.
var otherParts = []string{"norm_pre.", "pre_layrnorm.", "reg_token", "register_tokens", "dist_token", "distillation_token", "rel_pos_bias", "relative_position_bias", "rope."}

// refuseOthers names what an encoder or a block has beyond those of a masked autoencoder:
// such a model would compute something else without it. What only a classifier has beside
// them is fine.
func (m *Model) refuseOthers() error {
	known := map[string]bool{}
	for _, s := range m.Config.Encoder.Specs("blocks") {
		known[s.Name] = true
	}
	for _, s := range m.Config.Decoder.Specs("decoder_blocks") {
		known[s.Name] = true
	}
	inside := m.Tensors.Names
	if m.Kind == HuggingMAE || m.Kind == HuggingViT {
		inside = m.LeftOver
	}
	for _, name := range inside {
		if slices.ContainsFunc(otherParts, func(part string) bool { return strings.Contains("."+name, "."+part) }) {
			return fmt.Errorf("is of another kind: it has %q, which is part of what it computes, and a masked autoencoder has none", name)
		}
	}
	for _, name := range m.Tensors.Names {
		inBlock := strings.HasPrefix(name, "blocks.") || strings.HasPrefix(name, "decoder_blocks.")
		if inBlock && !known[name] {
			return fmt.Errorf("is of another kind: its blocks have %q, which a masked autoencoder's do not", name)
		}
	}
	for _, name := range m.LeftOver {
		if strings.Contains(name, "encoder.layer.") || strings.Contains(name, "decoder_layers.") {
			return fmt.Errorf("is of another kind: its blocks have %q, which a masked autoencoder's do not", name)
		}
	}
	for name := range known {
		if m.Tensors.Tensors[name] == nil {
			return fmt.Errorf("is damaged or of another kind: %q is missing", name)
		}
	}
	return nil
}
