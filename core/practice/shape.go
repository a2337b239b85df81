// Shapes that a ray can meet: ball, tower, solid and sheet. All are solved
// exactly; nothing is marched, because a picture has some 30 ms.

package practice

import "math"

// shape is a body in the frame of its thing.
type shape interface {
	// meet returns where the ray o + t d first enters the shape with t in
	// (near, far), and the normal there. d need not be of length 1.
	meet(o, d vec, near, far float64) (t float64, n vec, ok bool)
	// around is a sphere that holds the shape.
	around() (centre vec, radius float64)
}

// span is the part of a line inside a convex body: from in to out, with the
// normal where it enters.
type span struct {
	in, out float64
	n       vec
}

var nothing = span{in: math.Inf(1), out: math.Inf(-1)}

// cut keeps what lies behind the plane n·p = k as well.
func (s span) cut(o, d, n vec, k float64) span {
	speed, gap := n.dot(d), k-n.dot(o)
	switch {
	case speed == 0 && gap < 0:
		return nothing
	case speed < 0 && gap/speed > s.in:
		s.in, s.n = gap/speed, n
	case speed > 0:
		s.out = min(s.out, gap/speed)
	}
	return s
}

// both keeps what is in two bodies.
func (s span) both(r span) span {
	if r.in > s.in {
		s.in, s.n = r.in, r.n
	}
	s.out = min(s.out, r.out)
	return s
}

func (s span) first(near, far float64) (float64, vec, bool) {
	return s.in, s.n, s.in <= s.out && s.in > near && s.in < far
}

// convex is a shape that a line crosses at most once.
type convex interface{ span(o, d vec) span }

// ball is an ellipsoid, cut off below low and above high.
type ball struct {
	c, r      vec
	low, high float64
}

// whole is a ball with nothing cut off.
func whole(c, r vec) ball { return ball{c, r, math.Inf(-1), math.Inf(1)} }

// span solves the unit ball in a space that is stretched to it.
func (b ball) span(o, d vec) span {
	p := vec{(o.x - b.c.x) / b.r.x, (o.y - b.c.y) / b.r.y, (o.z - b.c.z) / b.r.z}
	q := vec{d.x / b.r.x, d.y / b.r.y, d.z / b.r.z}
	qq, pq := q.dot(q), p.dot(q)
	root := float64(pq*pq) - float64(qq*(p.dot(p)-1))
	if root <= 0 {
		return nothing
	}
	root = math.Sqrt(root)
	s := span{in: (-pq - root) / qq, out: (root - pq) / qq}
	at := p.along(q, s.in)
	s.n = vec{at.x / b.r.x, at.y / b.r.y, at.z / b.r.z}.unit()
	if b.low > b.c.y-b.r.y {
		s = s.cut(o, d, vec{0, -1, 0}, -b.low)
	}
	if b.high < b.c.y+b.r.y {
		s = s.cut(o, d, vec{0, 1, 0}, b.high)
	}
	return s
}

func (b ball) meet(o, d vec, near, far float64) (float64, vec, bool) {
	return b.span(o, d).first(near, far)
}

func (b ball) around() (vec, float64) { return b.c, max(b.r.x, b.r.y, b.r.z) }

// tower stands upright on c: round, of radius r0 at its foot and r1 at height h.
// Equal radii make a pillar, r1 = 0 a cone. It may be hollow, like a railing.
type tower struct {
	c         vec
	r0, r1, h float64
}

// meet tries the two places where the ray crosses the side, and both lids.
func (w tower) meet(o, d vec, near, far float64) (float64, vec, bool) {
	o = o.minus(w.c)
	k := (w.r1 - w.r0) / w.h
	// x² + z² = (r0 + k y)² along the ray.
	r := w.r0 + float64(k*o.y)
	kd := float64(k * d.y)
	a := float64(d.x*d.x) + float64(d.z*d.z) - float64(kd*kd)
	b := float64(o.x*d.x) + float64(o.z*d.z) - float64(r*kd)
	c := float64(o.x*o.x) + float64(o.z*o.z) - float64(r*r)
	best, n, ok := far, vec{}, false
	if root := float64(b*b) - float64(a*c); root > 0 && a != 0 {
		root = math.Sqrt(root)
		for _, t := range [2]float64{(-b - root) / a, (-b + root) / a} {
			y := o.y + float64(t*d.y)
			if t > near && t < best && y >= 0 && y <= w.h {
				best, ok = t, true
				n = vec{o.x + float64(t*d.x), -float64(k * (w.r0 + float64(k*y))), o.z + float64(t*d.z)}
			}
		}
	}
	for _, lid := range [2]struct{ y, r, up float64 }{{0, w.r0, -1}, {w.h, w.r1, 1}} {
		t := (lid.y - o.y) / d.y
		x, z := o.x+float64(t*d.x), o.z+float64(t*d.z)
		if t > near && t < best && float64(x*x)+float64(z*z) < float64(lid.r*lid.r) {
			best, n, ok = t, vec{0, lid.up, 0}, true
		}
	}
	if !ok {
		return 0, n, false
	}
	return best, n.unit(), true
}

func (w tower) around() (vec, float64) {
	r := max(w.r0, w.r1)
	return vec{w.c.x, w.c.y + float64(w.h/2), w.c.z}, math.Sqrt(float64(r*r) + float64(w.h*w.h/4))
}

// plane is the half-space n·p <= k.
type plane struct {
	n vec
	k float64
}

// solid is what lies behind all its planes and inside its round parts.
type solid struct {
	planes []plane
	round  []convex
	c      vec
	r      float64
}

func (s *solid) span(o, d vec) span {
	in := span{math.Inf(-1), math.Inf(1), vec{0, 1, 0}}
	for i := range s.planes {
		q := &s.planes[i]
		speed, gap := q.n.dot(d), q.k-q.n.dot(o)
		switch {
		case speed < 0:
			if t := gap / speed; t > in.in {
				in.in, in.n = t, q.n
			}
		case speed > 0:
			in.out = min(in.out, gap/speed)
		case gap < 0:
			return nothing
		}
		if in.in > in.out {
			return nothing
		}
	}
	for _, b := range s.round {
		in = in.both(b.span(o, d))
	}
	return in
}

func (s *solid) meet(o, d vec, near, far float64) (float64, vec, bool) {
	return s.span(o, d).first(near, far)
}

func (s *solid) around() (vec, float64) { return s.c, s.r }

// slope adds the plane through p with normal n.
func (s *solid) slope(p, n vec) *solid {
	n = n.unit()
	s.planes = append(s.planes, plane{n, n.dot(p)})
	return s
}

// box has its middle at c, its sides along the axes, and reaches half each way.
type box struct{ c, half vec }

// meet cuts the ray by three pairs of sides.
func (b box) meet(o, d vec, near, far float64) (float64, vec, bool) {
	in, out, axis := math.Inf(-1), math.Inf(1), 0
	for i, side := range [3][3]float64{{b.c.x - o.x, d.x, b.half.x}, {b.c.y - o.y, d.y, b.half.y}, {b.c.z - o.z, d.z, b.half.z}} {
		to, speed, half := side[0]/side[1], side[1], math.Abs(side[2]/side[1])
		if speed == 0 {
			to, half = 0, math.Inf(1)
			if math.Abs(side[0]) > side[2] {
				return 0, vec{}, false
			}
		}
		if to-half > in {
			in, axis = to-half, i
		}
		out = min(out, to+half)
	}
	if !(in <= out && in > near && in < far) {
		return 0, vec{}, false
	}
	n := [3]vec{{math.Copysign(1, -d.x), 0, 0}, {0, math.Copysign(1, -d.y), 0}, {0, 0, math.Copysign(1, -d.z)}}
	return in, n[axis], true
}

func (b box) around() (vec, float64) { return b.c, b.half.length() }

// sheet is flat: the corner c and two sides. Half of it is a triangle. Both
// sides can be seen; bulge bends its normals as wind bends a sail.
type sheet struct {
	c, a, b vec
	half    bool
	bulge   float64
	n       vec
	aa, bb  vec // the vectors that measure along a and b
	holes   func(u, v float64) bool
}

// newSheet has the sides a and b from the corner c.
func newSheet(c, a, b vec) *sheet {
	n := a.cross(b)
	nn := n.dot(n)
	return &sheet{c: c, a: a, b: b, n: n.unit(), aa: b.cross(n).times(1 / nn), bb: n.cross(a).times(1 / nn)}
}

// triangle is half a sheet, bulged.
func triangle(p, q, r vec, bulge float64) *sheet {
	s := newSheet(p, q.minus(p), r.minus(p))
	s.half, s.bulge = true, bulge
	return s
}

func (s *sheet) meet(o, d vec, near, far float64) (float64, vec, bool) {
	speed := s.n.dot(d)
	t := s.n.dot(s.c.minus(o)) / speed
	if !(t > near && t < far) {
		return 0, vec{}, false
	}
	u, v := s.place(o.along(d, t))
	if u < 0 || v < 0 || u > 1 || v > 1 || s.half && u+v > 1 || s.holes != nil && s.holes(u, v) {
		return 0, vec{}, false
	}
	n := s.n.plus(s.aa.unit().times(float64(s.bulge * (u - .35)))).plus(s.bb.unit().times(float64(s.bulge * (v - .35)))).unit()
	if speed > 0 {
		n = n.times(-1)
	}
	return t, n, true
}

// place measures p along the two sides, 0 to 1.
func (s *sheet) place(p vec) (u, v float64) {
	p = p.minus(s.c)
	return s.aa.dot(p), s.bb.dot(p)
}

func (s *sheet) around() (vec, float64) {
	c := s.c.plus(s.a.plus(s.b).times(.5))
	return c, max(s.a.plus(s.b).length(), s.a.minus(s.b).length()) / 2
}

// leafy is a ball of leaves: its edge has gaps, so that its outline is not round.
type leafy struct {
	ball
	fine, open float64
}

// meet lets rays pass that graze the ball where the noise is high.
func (l leafy) meet(o, d vec, near, far float64) (float64, vec, bool) {
	t, n, ok := l.ball.meet(o, d, near, far)
	if !ok {
		return t, n, ok
	}
	slant := -n.dot(d) / d.length()
	if slant < l.open && noise3(o.along(d, t).times(l.fine)) > .25+float64(slant/l.open*.6) {
		return 0, n, false
	}
	return t, n, true
}
