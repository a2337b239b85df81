// What a classifier starts from: nothing, or an encoder.

package classify

import (
	"fmt"
	"math"

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
	if err := vit.Init(m.params, seed); err != nil {
		return err
	}
	if err := m.params.Set("pos_embed", vit.Table(m.c.Encoder.Dim, m.c.grid())); err != nil {
		return err
	}
	if err := m.startHead(seed); err != nil || encoder == nil {
		return err
	}
	for _, s := range m.c.Specs() {
		switch s.Name {
		case "head.weight", "head.bias", "fc_norm.weight", "fc_norm.bias":
			continue
		case "pos_embed":
			table, err := m.c.positions(encoder)
			if err != nil {
				return err
			}
			if err := m.params.Set(s.Name, table); err != nil {
				return err
			}
			continue
		}
		values, err := encoder.Float32(s.Name, s.Shape...)
		if err != nil {
			return fmt.Errorf("these weights are of another encoder: %w", err)
		}
		if err := m.params.Set(s.Name, values); err != nil {
			return err
		}
	}
	return nil
}

func (m *Model) startHead(seed uint64) error {
	values := make([]float32, m.c.Classes*m.c.Encoder.Dim)
	r := random.New(seed, random.Key("init"), random.Key("the head of a classifier"))
	for i := range values {
		values[i] = float32(headDeviation * r.Normal())
	}
	return m.params.Set("head.weight", values)
}

// positions are the encoder's, for pictures of this classifier's size.
func (c Config) positions(encoder *weights.State) ([]float32, error) {
	const name = "pos_embed"
	t, there := encoder.Tensors[name]
	if !there {
		return nil, fmt.Errorf("these weights are of no encoder: there is no tensor named %q", name)
	}
	shape := []int(t.Shape())
	if len(shape) != 3 || shape[0] != 1 || shape[2] != c.Encoder.Dim {
		return nil, fmt.Errorf("these weights are of another encoder: %q has the shape %v, wanted is (1, any, %d)", name, shape, c.Encoder.Dim)
	}
	from := int(math.Round(math.Sqrt(float64(shape[1] - 1))))
	if from < 1 || 1+from*from != shape[1] {
		return nil, fmt.Errorf("these weights are of another encoder: %q has %d rows, which is no square and a class token", name, shape[1])
	}
	table, err := encoder.Float32(name, shape...)
	if err != nil || from == c.grid() {
		return table, err
	}
	return vit.Interpolate(table, c.Encoder.Dim, from, c.grid()), nil
}
