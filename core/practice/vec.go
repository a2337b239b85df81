// Vectors, and the few functions of a number that the drawing needs.
//
// Every machine draws the same bytes. So nothing here may depend on whether a
// processor multiplies and adds in one rounding: a product that is added to
// something is first made a float64 of its own, which forbids the compiler to
// fuse the two (the Go specification, "Floating-point operators"). Sine and arc
// tangent are ours for the same reason; square root and division are exact
// everywhere. TestNothingIsFused looks at the machine code.

package practice

import "math"

// vec is a place, a direction, or a colour in linear light. y points up, z away.
type vec struct{ x, y, z float64 }

func (a vec) plus(b vec) vec {
	return vec{float64(a.x) + float64(b.x), float64(a.y) + float64(b.y), float64(a.z) + float64(b.z)}
}

func (a vec) minus(b vec) vec {
	return vec{float64(a.x) - float64(b.x), float64(a.y) - float64(b.y), float64(a.z) - float64(b.z)}
}

func (a vec) times(s float64) vec {
	return vec{float64(a.x * s), float64(a.y * s), float64(a.z * s)}
}

// tint multiplies part by part: a colour seen in coloured light.
func (a vec) tint(b vec) vec {
	return vec{float64(a.x * b.x), float64(a.y * b.y), float64(a.z * b.z)}
}

func (a vec) dot(b vec) float64 {
	return float64(a.x*b.x) + float64(a.y*b.y) + float64(a.z*b.z)
}

func (a vec) cross(b vec) vec {
	return vec{
		float64(a.y*b.z) - float64(a.z*b.y),
		float64(a.z*b.x) - float64(a.x*b.z),
		float64(a.x*b.y) - float64(a.y*b.x),
	}
}

func (a vec) length() float64 { return math.Sqrt(a.dot(a)) }
func (a vec) unit() vec       { return a.times(1 / a.length()) }

// along is the place at distance t on a ray from a.
func (a vec) along(d vec, t float64) vec { return a.plus(d.times(t)) }

// toward goes the share s of the way from a to b.
func (a vec) toward(b vec, s float64) vec { return a.plus(b.minus(a).times(s)) }

func clamp(x float64) float64 { return min(max(x, 0), 1) }

// mix goes the share s of the way from a to b.
func mix(a, b, s float64) float64 {
	a, b, s = float64(a), float64(b), float64(s)
	return a + float64((b-a)*s)
}

// step rises smoothly from 0 at a to 1 at b.
func step(a, b, x float64) float64 {
	a, b = float64(a), float64(b)
	s := clamp((float64(x) - a) / (b - a))
	return float64(s * s * (3 - float64(2*s)))
}

// fract is what is left of x above the whole number below it.
func fract(x float64) float64 { return float64(x) - math.Floor(float64(x)) }

// power raises x to 2^n.
func power(x float64, n int) float64 {
	for range n {
		x = float64(x * x)
	}
	return x
}

// sin is good to six digits, which is more than a byte needs.
func sin(x float64) float64 {
	x = fract(x/(2*math.Pi) + .25)
	x = float64((.25 - math.Abs(x-.5)) * 2 * math.Pi) // -π/2 to π/2, the same sine
	q := float64(x * x)
	p := -1.0 / 39916800
	for _, c := range [...]float64{1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6, 1} {
		p = c + float64(p*q)
	}
	return float64(x * p)
}

func cos(x float64) float64 { return sin(float64(x) + math.Pi/2) }

// turn is the angle of (x, y) in turns, from -1/2 to 1/2.
func turn(x, y float64) float64 {
	ax, ay := math.Abs(x), math.Abs(y)
	s := min(ax, ay) / max(ax, ay, 1e-30)
	q := float64(s * s)
	p := -.0117212
	for _, c := range [...]float64{.05265332, -.11643287, .19354346, -.33262347, .99997726} {
		p = c + float64(p*q)
	}
	a := float64(s * p / (2 * math.Pi))
	if ay > ax {
		a = .25 - a
	}
	if x < 0 {
		a = .5 - a
	}
	if y < 0 {
		return -a
	}
	return a
}

// rgb is a colour as designers write it. A square stands for the screen's curve,
// here and on the way out.
func rgb(hex uint32) vec {
	c := func(shift int) float64 {
		v := float64(hex>>shift&255) / 255
		return float64(v * v)
	}
	return vec{c(16), c(8), c(0)}
}

func grey(v float64) vec { return vec{v, v, v} }
