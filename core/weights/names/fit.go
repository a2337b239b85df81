// Fitting what a file holds to a model of some sizes.

package names

import (
	"fmt"
	"slices"
	"strings"

	"maestudio/core/autograd"
	"maestudio/core/mae"
	"maestudio/core/vit"
	"maestudio/core/weights"
)

// Fate is what became of a tensor.
type Fate string

const (
	Matched  Fate = "matched"
	Resized  Fate = "resized"   // positions, carried to another size of pictures
	Missing  Fate = "missing"   // not in the file; starts as if it were new
	LeftOver Fate = "left over" // in the file, and not of this model
	Renewed  Fate = "made new"  // in the file for something else, a head of other classes; starts as if it were new
)

// Row is a tensor of the report.
type Row struct {
	Name  string // the published one; of what is left over, the file's
	From  string // in the file, "" where that is the same or there is none
	Shape []int  // in the model; of what is left over, in the file
	Fate  Fate
}

// Report says of each tensor what became of it: those of the model in their order,
// then what is left over.
type Report []Row

// Count returns how many tensors had a fate.
func (r Report) Count(f Fate) (n int) {
	for _, row := range r {
		if row.Fate == f {
			n++
		}
	}
	return n
}

// Fit returns all parameters of a model of the sizes c: what the file has, its
// positions carried to the size of c's pictures, and what it lacks as it starts in a
// new model of that seed. Only a decoder, the last norm and positions may be lacking.
func (m *Model) Fit(c mae.Config, seed uint64) (*weights.State, Report, error) {
	s, specs := weights.NewState(), c.Specs()
	var report Report
	used := map[string]bool{}
	for i, spec := range specs {
		values, fate, err := m.fit(c, specs, i, seed)
		if err != nil {
			return nil, nil, err
		}
		if err := s.AddFloat32(spec.Name, values, spec.Shape...); err != nil {
			return nil, nil, err
		}
		used[spec.Name] = true
		report = append(report, Row{spec.Name, m.From[spec.Name], spec.Shape, fate})
	}
	return s, append(report, m.Beside(used)...), nil
}

// Beside lists what is left over where some tensors are used, then what the file has that
// means nothing here.
func (m *Model) Beside(used map[string]bool) (report Report) {
	for _, name := range m.Tensors.Names {
		if !used[name] {
			report = append(report, Row{name, m.From[name], m.Tensors.Tensors[name].Shape(), LeftOver})
		}
	}
	for _, name := range m.LeftOver {
		report = append(report, Row{Name: name, Shape: m.strange[name], Fate: LeftOver})
	}
	return report
}

// fit finds the values of one parameter.
func (m *Model) fit(c mae.Config, specs []autograd.Spec, i int, seed uint64) ([]float32, Fate, error) {
	spec := specs[i]
	t, there := m.Tensors.Tensors[spec.Name]
	if !there {
		if !m.mayLack(spec.Name) {
			return nil, "", fmt.Errorf("there is no tensor named %q", spec.Name)
		}
		if spec.Fixed {
			return vit.Table(spec.Shape[2], gridOf(c)), Missing, nil
		}
		return vit.Start(specs, i, seed), Missing, nil
	}
	shape := []int(t.Shape())
	isTable := spec.Fixed && len(shape) == 3 && shape[2] == spec.Shape[2]
	if !isTable || slices.Equal(shape, spec.Shape) {
		values, err := m.Tensors.Float32(spec.Name, spec.Shape...)
		return values, Matched, err
	}
	from, err := m.grid(spec.Name, shape[2])
	if err != nil {
		return nil, "", fmt.Errorf("the file %w", err)
	}
	table, err := m.Tensors.Float32(spec.Name, shape...)
	if err != nil {
		return nil, "", err
	}
	return vit.Interpolate(table, shape[2], from, gridOf(c)), Resized, nil
}

func gridOf(c mae.Config) int { return c.ImageSize / c.PatchSize }

// Whole says what is wrong with a model by itself, whatever sizes are wanted: something
// that is missing, of another shape than the others say, or of a type that is not computed
// in. Its errors go on after the file's name.
func (m *Model) Whole() error {
	for _, spec := range m.Config.Specs() {
		t, there := m.Tensors.Tensors[spec.Name]
		switch {
		case !there && m.mayLack(spec.Name):
			continue
		case !there:
			return fmt.Errorf("is damaged or of another kind: %q is missing", spec.Name)
		case !spec.Fixed && !slices.Equal([]int(t.Shape()), spec.Shape):
			return fmt.Errorf("is damaged or of another kind: %q has the shape %v, and by the others it should have %v", spec.Name, []int(t.Shape()), spec.Shape)
		}
		if _, err := m.Tensors.Float32(spec.Name, t.Shape()...); err != nil {
			return fmt.Errorf("cannot be used: %w", err)
		}
	}
	return nil
}

// mayLack tells what a new model's beginning can stand in for: a decoder that is
// not there at all, and what classifiers drop.
func (m *Model) mayLack(name string) bool {
	isDecoder := strings.HasPrefix(name, "decoder_") || name == "mask_token"
	return isDecoder && !m.HasDecoder() || strings.HasPrefix(name, "norm.") || strings.HasSuffix(name, "pos_embed")
}
