// The parameters: names and shapes in the published order, and how they start.

package vit

import (
	"fmt"
	"math"
	"strings"

	"maestudio/core/autograd"
	"maestudio/core/internal/random"
)

func blockName(prefix string, i int) string { return fmt.Sprintf("%s.%d", prefix, i) }

// Specs describes the stack's parameters.
func (c Config) Specs(prefix string) (specs []autograd.Spec) {
	d := c.Dim
	for i := range c.Depth {
		name := blockName(prefix, i)
		specs = append(specs, NormSpecs(name+".norm1", d)...)
		specs = append(specs, LinearSpecs(name+".attn.qkv", 3*d, d)...)
		specs = append(specs, LinearSpecs(name+".attn.proj", d, d)...)
		specs = append(specs, NormSpecs(name+".norm2", d)...)
		specs = append(specs, LinearSpecs(name+".mlp.fc1", Ratio*d, d)...)
		specs = append(specs, LinearSpecs(name+".mlp.fc2", d, Ratio*d)...)
	}
	return specs
}

// LinearSpecs describes a layer with the weight (shape...) and a bias.
func LinearSpecs(name string, shape ...int) []autograd.Spec {
	return []autograd.Spec{trained(name+".weight", shape...), trained(name+".bias", shape[0])}
}

// NormSpecs describes a layer norm.
func NormSpecs(name string, d int) []autograd.Spec {
	return []autograd.Spec{trained(name+".weight", d), trained(name+".bias", d)}
}

// TokenSpec describes a learnt token. It is decayed, as published.
func TokenSpec(name string, d int) autograd.Spec { return trained(name, 1, 1, d) }

// PositionSpec describes a fixed table of positions for grid x grid patches and
// the class token.
func PositionSpec(name string, d, grid int) autograd.Spec {
	return autograd.Spec{Name: name, Shape: []int{1, 1 + grid*grid, d}, Fixed: true}
}

func trained(name string, shape ...int) autograd.Spec {
	return autograd.Spec{Name: name, Shape: shape, NoDecay: autograd.NoDecay(name, shape)}
}

// Init gives every parameter but fixed ones its starting values, by the rules of
// the published code. Each depends on the seed and its name only.
func Init(p *autograd.Params, seed uint64) error { return InitAs(p, p.Specs(), seed) }

// InitAs is Init as if the parameters were as specs says: what is fixed for now
// may have been meant to be trained.
func InitAs(p *autograd.Params, specs []autograd.Spec, seed uint64) error {
	for i, s := range specs {
		if s.Fixed {
			continue
		}
		if err := p.Set(s.Name, Start(specs, i, seed)); err != nil {
			return err
		}
	}
	return nil
}

// Start returns the starting values of parameter i of a model's.
func Start(specs []autograd.Spec, i int, seed uint64) []float32 {
	s := specs[i]
	values := make([]float32, count(s.Shape))
	start(values, s, convolutionInputs(specs, s.Name), random.New(seed, random.Key("init"), random.Key(s.Name)))
	return values
}

// convolutionInputs is how many numbers a convolution reads for each it gives,
// when this is a convolution's bias, and otherwise 0.
func convolutionInputs(specs []autograd.Spec, bias string) int {
	for _, s := range specs {
		if len(s.Shape) == 4 && strings.TrimSuffix(s.Name, ".weight")+".bias" == bias {
			return count(s.Shape[1:])
		}
	}
	return 0
}

// start fills in one parameter, whose values are zero so far:
//
//	matrices          Glorot's uniform, a convolution seen as (out, all the rest)
//	its bias          uniform to 1/sqrt(inputs): the published code leaves it to
//	                  its library, which does so
//	all other biases  0
//	norms' weights    1
//	tokens            normal, deviation 0.02
func start(values []float32, s autograd.Spec, convolutionInputs int, r random.Source) {
	switch {
	case convolutionInputs > 0:
		uniform(values, 1/math.Sqrt(float64(convolutionInputs)), r)
	case strings.HasSuffix(s.Name, ".bias"):
	case len(s.Shape) == 1:
		for i := range values {
			values[i] = 1
		}
	case strings.HasSuffix(s.Name, ".weight"):
		out := s.Shape[0]
		uniform(values, math.Sqrt(6/float64(out+len(values)/out)), r)
	default:
		for i := range values {
			values[i] = float32(.02 * r.Normal())
		}
	}
}

// uniform in [-limit, limit).
func uniform(values []float32, limit float64, r random.Source) {
	for i := range values {
		values[i] = float32(limit * (2*r.Float64() - 1))
	}
}

func count(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
