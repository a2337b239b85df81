// Things: shapes with skins, put together in a frame of their own and then set
// into the world.

package practice

import "math"

// look is how a place on a surface answers to light.
type look struct {
	colour vec     // the share of light that it sends back
	glow   vec     // light of its own
	shine  float64 // strength of the highlight
	thin   float64 // share of light that comes through from behind: leaves, sails
	rough  float64 // how far the normal is bent by bumps (see bump)
	grain  float64 // bumps to a unit of length
}

// spot is a place on a shape, seen by a skin: where it is and which way it faces
// in the thing's frame, and how wide a pixel is there.
type spot struct {
	p, n  vec
	width float64
}

// skin tells what a shape looks like at a spot.
type skin func(spot) look

// paint is one colour all over.
func paint(c vec) skin { return func(spot) look { return look{colour: c} } }

// gloss is paint with a highlight.
func gloss(c vec, shine float64) skin {
	return func(spot) look { return look{colour: c, shine: shine} }
}

// part is a shape with its skin.
type part struct {
	shape
	skin
	bright bool // casts no shadow: glass, flames
	within sphere
}

// sphere around something: most rays miss it, and that is quickly told.
type sphere struct {
	c vec
	r float64
}

// missed tells that a ray cannot meet what is in the sphere before far; |d| = 1.
func (s *sphere) missed(o, d vec, far float64) bool {
	to := s.c.minus(o)
	along, rr := to.dot(d), float64(s.r*s.r)
	return along < -s.r || along-s.r > far || to.dot(to)-float64(along*along) > rr
}

// thing is a group of parts, turned, scaled and placed.
type thing struct {
	parts []part
	side  [3]vec // the thing's own x, y, z in the world
	at    vec
	size  float64

	sphere // around all parts, in the world
}

// add puts a shape into the thing.
func (g *thing) add(s shape, k skin) { g.parts = append(g.parts, part{shape: s, skin: k}) }

// addBright adds a shape that casts no shadow.
func (g *thing) addBright(s shape, k skin) {
	g.parts = append(g.parts, part{shape: s, skin: k, bright: true})
}

// place stands the thing at a place, turned about the upright by turns, leaning
// by a small angle, size times as large.
func (g *thing) place(at vec, turns, lean, size float64) *thing {
	s, c := sin(float64(turns*2*math.Pi)), cos(float64(turns*2*math.Pi))
	ls, lc := sin(lean), cos(lean)
	g.side = [3]vec{
		{float64(c * lc), ls, float64(-s * lc)},
		{float64(-c * ls), lc, float64(s * ls)},
		{s, 0, c},
	}
	g.at, g.size = at, size
	g.bound()
	return g
}

// bound finds spheres around the parts, and one around all of them.
func (g *thing) bound() {
	low, high := grey(math.Inf(1)), grey(math.Inf(-1))
	for i := range g.parts {
		c, r := g.parts[i].around()
		g.parts[i].within = sphere{c, r * 1.0001}
		low = vec{min(low.x, c.x-r), min(low.y, c.y-r), min(low.z, c.z-r)}
		high = vec{max(high.x, c.x+r), max(high.y, c.y+r), max(high.z, c.z+r)}
	}
	middle, reach := low.plus(high).times(.5), 0.0
	for i := range g.parts {
		s := &g.parts[i].within
		reach = max(reach, s.c.minus(middle).length()+s.r)
	}
	g.sphere = sphere{g.out(middle).times(g.size).plus(g.at), reach * g.size}
}

// in turns a direction into the thing's frame, out turns it back.
func (g *thing) in(v vec) vec { return vec{g.side[0].dot(v), g.side[1].dot(v), g.side[2].dot(v)} }

func (g *thing) out(v vec) vec {
	return g.side[0].times(v.x).plus(g.side[1].times(v.y)).plus(g.side[2].times(v.z))
}

// own turns a ray into the thing's frame. Distances along it are g.size times
// shorter there.
func (g *thing) own(o, d vec) (vec, vec) { return g.in(o.minus(g.at)).times(1 / g.size), g.in(d) }

// tiny keeps a ray from meeting the place where it starts.
const tiny = 1e-4

// meet finds the first part on a ray; |d| = 1.
func (g *thing) meet(o, d vec, h *hit) {
	if g.missed(o, d, h.t) {
		return
	}
	o, d = g.own(o, d)
	far := h.t / g.size
	for i := range g.parts {
		p := &g.parts[i]
		if p.within.missed(o, d, far) {
			continue
		}
		if t, n, ok := p.meet(o, d, tiny, far); ok {
			far = t
			h.t, h.n, h.thing, h.part = t*g.size, n, g, p
		}
	}
}

// shades tells whether the thing stands between o and a light in direction d.
func (g *thing) shades(o, d vec) bool {
	far := math.Inf(1)
	if g.missed(o, d, far) {
		return false
	}
	o, d = g.own(o, d)
	for i := range g.parts {
		p := &g.parts[i]
		if p.bright || p.within.missed(o, d, far) {
			continue
		}
		if _, _, ok := p.meet(o, d, tiny, far); ok {
			return true
		}
	}
	return false
}

// hit is what a ray has met: nothing yet, a part of a thing, or the ground.
type hit struct {
	t     float64
	n     vec // in the thing's frame
	thing *thing
	part  *part
}
