// Shadows with soft edges, and water.

package practice

import "math"

// soft is the sine of half the angle of the sun, larger than the real one so
// that edges of shadows are seen to be soft.
const soft = .035

// disc is eight places spread over the sun; the first three lie on its rim.
var disc = [8][2]float64{{.95, 0}, {-.48, .82}, {-.48, -.82}, {.3, .5}, {-.62, .05}, {.28, -.52}, {.7, .62}, {0, 0}}

// sunlight is the share of the sun that is seen from p. Three looks tell light
// from shadow; only where they differ the others are taken.
func (s *scene) sunlight(p vec, mirrored bool) float64 {
	d := s.sky.sunward
	var room [8]*thing
	between := s.between(p, d, room[:0])
	switch {
	case len(between) == 0:
		return 1
	case mirrored && shaded(between, p, d):
		return 0
	case mirrored:
		return 1
	}
	side := vec{0, 1, 0}.cross(d).unit()
	up := d.cross(side)
	// The pattern is turned from place to place, or its eight steps would show.
	a := float64(2 * math.Pi * speck(int32(math.Floor(p.x*97)), int32(math.Floor(p.y*97)), int32(math.Floor(p.z*97))))
	cs, sn := float64(soft*cos(a)), float64(soft*sin(a))
	seen := 0
	for i, q := range disc {
		x, y := float64(cs*q[0])-float64(sn*q[1]), float64(sn*q[0])+float64(cs*q[1])
		if !shaded(between, p, d.plus(side.times(x)).plus(up.times(y)).unit()) {
			seen++
		}
		if i == 2 && seen == 0 {
			return 0
		}
		if i == 2 && seen == 3 {
			return 1
		}
	}
	return float64(seen) / 8
}

// between lists the things that may stand between p and some part of the sun.
func (s *scene) between(p, d vec, list []*thing) []*thing {
	for _, g := range s.things {
		to := g.c.minus(p)
		along := to.dot(d)
		reach := g.r + float64(2*soft*max(along, 0))
		if along > -g.r && to.dot(to)-float64(along*along) < float64(reach*reach) {
			list = append(list, g)
		}
	}
	return list
}

func shaded(things []*thing, p, d vec) bool {
	for _, g := range things {
		if g.shades(p, d) {
			return true
		}
	}
	return false
}

// water mirrors, more the flatter it is seen, and glitters under the sun.
func (s *scene) water(deep, p, d vec, t float64, mirrored bool) vec {
	n := s.ripple(p, t)
	back := -d.dot(n)
	r := d.plus(n.times(2 * back))
	r.y = math.Abs(r.y) + .004
	r = r.unit()
	shore := s.ground.shore(p.x, p.z)
	body := deep.tint(s.sky.ambient.plus(s.sky.sun.times(.22))).times(.9)
	body = body.toward(s.ground.dune().tint(s.sky.ambient.plus(s.sky.sun.times(.3))), .6*step(-.7, 0, shore))
	mirror := s.sky.see(r)
	if !mirrored {
		mirror, _ = s.light(p.plus(vec{0, .002, 0}), r, true)
	}
	w := 1 - clamp(back)
	c := body.toward(mirror, .06+float64(.86*w*w*w))
	if foam := step(-.16, -.02, shore+float64(.1*(noise(p.x*4, p.z*4)-.5))); shore > -.3 && foam > 0 {
		c = c.toward(s.sky.ambient.plus(s.sky.sun.times(.5)).times(.8), .7*foam)
	}
	return c.plus(s.sky.sun.times(.8 * power(max(r.dot(s.sky.sunward), 0), 8)))
}

// ripple is the normal of the water, calmer far away, where a pixel sees many
// waves at once.
func (s *scene) ripple(p vec, t float64) vec {
	calm := float64(s.ground.swell / (1 + float64(.03*t)))
	wave := func(x, z float64) float64 { return fractal(float64(x*.9), float64(z*2.2), 3) }
	v := wave(p.x, p.z)
	return vec{float64((v - wave(p.x+.1, p.z)) * 10 * calm), 1, float64((v - wave(p.x, p.z+.1)) * 10 * calm)}.unit()
}
