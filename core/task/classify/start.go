// What a classifier starts from: nothing, or an encoder.

package classify

import (
	"fmt"
	"math"
	"strings"

	"maestudio/core/internal/random"
	"maestudio/core/vit"
	"maestudio/core/weights"
)

// headDeviation is that of the head's first weights: so small that the first step
// does not disturb the encoder (published for fine-tuning).
const headDeviation = 2e-5

// Start gives the parameters their starting values. Those of the encoder come from
// encoder, under the published names, and nil leaves them to chance. Positions are
// interpolated where the encoder saw pictures of another size; from nothing they
// start as the fixed ones of pre-training. The rest depends on the seed only.
func (m *Model) Start(encoder *weights.State, seed uint64) error {
	if err := vit.InitAs(m.params, m.c.Specs(), seed); err != nil {
		return err
	}
	if err := m.params.Set(positions, vit.Table(m.c.Encoder.Dim, m.c.grid())); err != nil {
		return err
	}
	if err := m.startHead(seed); err != nil || encoder == nil {
		return err
	}
	taken, err := m.c.TakeEncoder(encoder)
	if err != nil {
		return err
	}
	for _, name := range taken.Names {
		values := taken.Tensors[name].Data().([]float32)
		if from := m.c.gridOf(taken); name == positions && from != m.c.grid() {
			values = vit.Interpolate(values, m.c.Encoder.Dim, from, m.c.grid())
		}
		if err := m.params.Set(name, values); err != nil {
			return err
		}
	}
	return nil
}

// positions is the name of the table of positions.
const positions = "pos_embed"

// TakeEncoder returns the tensors of an encoder that a classifier of these sizes
// starts from; its error says what does not fit. The head's own are left out.
func (c Config) TakeEncoder(s *weights.State) (*weights.State, error) {
	taken := weights.NewState()
	for _, spec := range c.Specs() {
		shape := spec.Shape
		switch {
		case strings.HasPrefix(spec.Name, "head.") || strings.HasPrefix(spec.Name, "fc_norm."):
			continue
		case spec.Name == positions:
			grid := c.gridOf(s)
			if grid == 0 {
				return nil, fmt.Errorf("they have no table of positions for a square of patches and a class token, each of %d numbers", c.Encoder.Dim)
			}
			shape = []int{1, 1 + grid*grid, c.Encoder.Dim}
		}
		values, err := s.Float32(spec.Name, shape...)
		if err != nil {
			return nil, err
		}
		if err := taken.AddFloat32(spec.Name, values, shape...); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

// gridOf is how many patches wide the pictures were that weights learned from; 0
// where they do not tell.
func (c Config) gridOf(s *weights.State) int {
	t, there := s.Tensors[positions]
	if !there || len(t.Shape()) != 3 || t.Shape()[0] != 1 || t.Shape()[2] != c.Encoder.Dim {
		return 0
	}
	grid := int(math.Round(math.Sqrt(float64(t.Shape()[1] - 1))))
	if 1+grid*grid != t.Shape()[1] {
		return 0
	}
	return grid
}

func (m *Model) startHead(seed uint64) error {
	values := make([]float32, m.c.Classes*m.c.Encoder.Dim)
	r := random.New(seed, random.Key("init"), random.Key("the head of a classifier"))
	for i := range values {
		values[i] = float32(headDeviation * r.Normal())
	}
	return m.params.Set("head.weight", values)
}
