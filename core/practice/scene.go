// A scene: sky, ground, things, and the eye that sees them.

package practice

import "math"

// scene is all that is in one picture.
type scene struct {
	sky    *sky
	ground ground
	things []*thing
	lamps  []lamp
	eye    vec
	look   [3]vec // right, up, ahead
	zoom   float64
	pixel  float64 // the angle of one
}

// lamp is a small light with a halo; it lights nothing else.
type lamp struct {
	at     vec
	colour vec
	size   float64
}

// aim sets the eye at a place and turns it to look at another; zoom is the
// distance of a screen of width 2.
func (s *scene) aim(eye, at vec, zoom float64) {
	ahead := at.minus(eye).unit()
	right := vec{0, 1, 0}.cross(ahead).unit()
	s.eye, s.zoom = eye, zoom
	s.look = [3]vec{right, ahead.cross(right), ahead}
}

// through is the direction of the ray through the screen at (u, v), -1 to 1.
func (s *scene) through(u, v float64) vec {
	return s.look[0].times(u).plus(s.look[1].times(v)).plus(s.look[2].times(s.zoom)).unit()
}

const (
	horizon = 400 // farther things are haze
)

// light is what comes along the ray o + t d, |d| = 1, and which part it came
// from (nil is ground or sky). A ray that bounced off water is mirrored, and
// bounces no more.
func (s *scene) light(o, d vec, mirrored bool) (vec, *part) {
	h := hit{t: horizon}
	for _, g := range s.things {
		g.meet(o, d, &h)
	}
	var c vec
	floor := -o.y / d.y
	switch {
	case d.y < 0 && floor < h.t:
		h.t, h.part = floor, nil
		c = s.floor(o, d, floor, mirrored)
	case h.part != nil:
		c = s.surface(o, d, &h, mirrored)
	default:
		return s.halo(s.sky.see(d), o, d, horizon), nil
	}
	return s.halo(s.haze(c, d, h.t), o, d, h.t), h.part
}

// haze pales what is far, toward the sky's colour in that direction.
func (s *scene) haze(c, d vec, t float64) vec {
	x := float64(s.sky.haze * t)
	clear := 1 / (1 + x + float64(.5*x*x))
	pale := s.sky.horizon.plus(s.sky.sun.times(.06 * power(max(d.dot(s.sky.sunward), 0), 3)))
	return pale.toward(c, clear)
}

// halo adds the shine around lamps that the ray passes before t.
func (s *scene) halo(c, o, d vec, t float64) vec {
	for _, l := range s.lamps {
		to := l.at.minus(o)
		along := to.dot(d)
		if along < 0 || along > t+l.size {
			continue
		}
		away := to.dot(to) - float64(along*along)
		rr := float64(l.size * l.size)
		c = c.plus(l.colour.times(rr * rr / float64((away+rr)*(away+rr))))
	}
	return c
}

// surface is the light from a part of a thing.
func (s *scene) surface(o, d vec, h *hit, mirrored bool) vec {
	p := o.along(d, h.t)
	g := h.thing
	own := spot{p: g.in(p.minus(g.at)).times(1 / g.size), n: h.n, width: float64(h.t * s.pixel / g.size)}
	l := h.part.skin(own)
	n := g.out(h.n)
	if l.rough > 0 {
		n = bump(n, own.p.times(l.grain), float64(l.rough*sharp(own.width, l.grain*.5)))
	}
	return s.lit(l, p, n, d, mirrored)
}

// bump bends a normal by the slope of noise.
func bump(n, p vec, rough float64) vec {
	if rough < .01 {
		return n
	}
	v := noise3(p)
	slope := vec{noise3(p.plus(vec{.3, 0, 0})) - v, noise3(p.plus(vec{0, .3, 0})) - v, noise3(p.plus(vec{0, 0, .3})) - v}
	return n.plus(slope.times(-3 * rough)).unit()
}

// floor is the light from the ground at distance t.
func (s *scene) floor(o, d vec, t float64, mirrored bool) vec {
	p := o.along(d, t)
	width := float64(t * s.pixel / math.Sqrt(max(-d.y, .01)))
	l, wet := s.ground.at(p.x, p.z, width)
	if wet {
		return s.water(l.colour, p, d, t, mirrored)
	}
	n := vec{0, 1, 0}
	if l.rough > 0 {
		n = bump(n, p.times(l.grain), float64(l.rough*sharp(width, l.grain*.5)))
	}
	return s.lit(l, p, n, d, mirrored)
}

// lit sums what sun and sky give a place with normal n, seen along d.
func (s *scene) lit(l look, p, n, d vec, mirrored bool) vec {
	k := &s.sky.hour
	facing := n.dot(s.sky.sunward)
	open := s.open(p, n)
	sky := k.bounce.toward(k.ambient, .5+float64(.5*n.y)).times(open)
	direct := max(facing, 0)
	if l.thin > 0 {
		direct = mix(direct, .45+float64(.55*math.Abs(facing)), l.thin)
	}
	if direct > .002 {
		direct *= s.sunlight(p.along(n, .004), mirrored)
	}
	c := l.colour.tint(sky.plus(k.sun.times(direct))).plus(l.glow)
	if l.shine > 0 && direct > 0 {
		half := s.sky.sunward.minus(d).unit()
		c = c.plus(k.sun.times(l.shine * direct * power(max(n.dot(half), 0), 5)))
	}
	return c
}

// open is the share of the sky that things nearby leave free: each is taken for
// a ball, which darkens the ground under trees and beside walls.
func (s *scene) open(p, n vec) float64 {
	free := 1.0
	for _, g := range s.things {
		to := g.c.minus(p)
		dd := to.dot(to)
		if rr := float64(g.r * g.r); dd > rr && dd < 16*rr {
			facing := clamp(n.dot(to)/math.Sqrt(dd) + .2)
			free *= 1 - float64(.4*facing*rr*rr/float64(dd*dd))
		}
	}
	return free
}
