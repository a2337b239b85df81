// Chance and noise: what makes one picture differ from the next, and one blade
// of grass from its neighbour.

package practice

import (
	"math"

	"maestudio/core/internal/random"
)

// dice throws what a picture is made of.
type dice struct{ random.Source }

// between is uniform from a to b.
func (d *dice) between(a, b float64) float64 { return mix(a, b, d.Float64()) }
func (d *dice) chance(p float64) bool        { return d.Float64() < p }
func (d *dice) under(n int) int              { return int(d.Uint64() >> 32 * uint64(n) >> 32) }

// sign is 1 or -1.
func (d *dice) sign() float64 {
	if d.chance(.5) {
		return -1
	}
	return 1
}

// one picks a colour.
func (d *dice) one(colours ...uint32) vec { return rgb(colours[d.under(len(colours))]) }

// hash mixes a lattice point into 32 bits.
func hash(x, y, z int32) uint32 {
	h := uint32(x)*0x8da6b343 ^ uint32(y)*0xd8163841 ^ uint32(z)*0xcb1ab31f
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	h *= 0x297a2d39
	return h ^ h>>15
}

// speck is a number in [0, 1) that belongs to a lattice point.
func speck(x, y, z int32) float64 { return float64(float64(hash(x, y, z)) / (1 << 32)) }

// cell splits x into its lattice point and the smoothed way to the next.
func cell(x float64) (int32, float64) {
	f := math.Floor(x)
	s := x - f
	return int32(f), float64(s * s * (3 - float64(2*s)))
}

// noise is smooth between lattice points, in [0, 1).
func noise(x, y float64) float64 {
	i, u := cell(x)
	j, v := cell(y)
	a := mix(speck(i, j, 0), speck(i+1, j, 0), u)
	b := mix(speck(i, j+1, 0), speck(i+1, j+1, 0), u)
	return mix(a, b, v)
}

// noise3 is noise in space.
func noise3(p vec) float64 {
	i, u := cell(p.x)
	j, v := cell(p.y)
	k, w := cell(p.z)
	layer := func(k int32) float64 {
		a := mix(speck(i, j, k), speck(i+1, j, k), u)
		b := mix(speck(i, j+1, k), speck(i+1, j+1, k), u)
		return mix(a, b, v)
	}
	return mix(layer(k), layer(k+1), w)
}

// fractal adds n noises, each twice as fine and half as strong; about 0 to 1.
func fractal(x, y float64, n int) float64 {
	sum, weight := 0.0, .5
	for range n {
		sum += float64(weight * noise(x, y))
		// Turned a little each time, so that the lattices do not show.
		x, y = float64(1.6*x)+float64(1.2*y)+7.3, float64(1.6*y)-float64(1.2*x)+2.9
		weight /= 2
	}
	return sum / (1 - float64(2*weight))
}
