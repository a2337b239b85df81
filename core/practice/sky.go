// Sky, clouds and far hills: all that a ray can see which meets nothing.

package practice

import "math"

// hour is the light of a time of day.
type hour struct {
	sun, ambient    vec     // light of the sun, and of the sky from above
	bounce          vec     // light from the ground below
	horizon, zenith vec     // the sky's colours
	cloud           vec     // their lit side
	height          float64 // sine of the sun's angle above the ground
	haze            float64 // how soon distance pales
	lamps           float64 // 0 by day, 1 when windows are lit
	stars           bool
}

// hours are shared by all classes, so that colour tells none of them.
var hours = []hour{
	{ // morning
		sun: rgb(0xffdfb0).times(2.7), ambient: rgb(0x9dc0f0).times(.6), bounce: rgb(0x8d8a70).times(.3),
		horizon: rgb(0xf9e4c4), zenith: rgb(0x5c9fe0), cloud: rgb(0xfff4e2), height: .40, haze: .008},
	{ // noon
		sun: rgb(0xfff3dc).times(3.0), ambient: rgb(0x98c2f6).times(.66), bounce: rgb(0x8b8f74).times(.34),
		horizon: rgb(0xcfe6f6), zenith: rgb(0x2a78cc), cloud: rgb(0xffffff), height: .72, haze: .006},
	{ // afternoon
		sun: rgb(0xffe6b4).times(2.9), ambient: rgb(0x9ac0dd).times(.62), bounce: rgb(0x93886a).times(.34),
		horizon: rgb(0xe9ecd6), zenith: rgb(0x3f93b8), cloud: rgb(0xfffaf0), height: .5, haze: .007},
	{ // golden hour
		sun: rgb(0xffb060).times(3.1), ambient: rgb(0x93a4dc).times(.52), bounce: rgb(0x94704f).times(.3),
		horizon: rgb(0xffcf90), zenith: rgb(0x5f8ac8), cloud: rgb(0xffd9ae), height: .25, haze: .010, lamps: .25},
	{ // dusk
		sun: rgb(0xff9a62).times(1.5), ambient: rgb(0x7f8cd0).times(.58), bounce: rgb(0x5f4f66).times(.26),
		horizon: rgb(0xfbb283), zenith: rgb(0x36488e), cloud: rgb(0xe6a3a0), height: .2, haze: .009, lamps: .9},
	{ // overcast
		sun: rgb(0xfff2dc).times(1.3), ambient: rgb(0xb4cbdf).times(.85), bounce: rgb(0x84857c).times(.34),
		horizon: rgb(0xdce6ea), zenith: rgb(0x7fa0ba), cloud: rgb(0xf4f4f2), height: .58, haze: .010, lamps: .2},
	{ // mist
		sun: rgb(0xffdcae).times(1.8), ambient: rgb(0xb0c2dc).times(.72), bounce: rgb(0x8a857c).times(.3),
		horizon: rgb(0xf3e0c8), zenith: rgb(0x9dbfd8), cloud: rgb(0xfdf3e6), height: .33, haze: .017, lamps: .35},
	{ // moonlight
		sun: rgb(0xb4c8f0).times(1.35), ambient: rgb(0x5470a8).times(.5), bounce: rgb(0x343c54).times(.3),
		horizon: rgb(0x5f7fb0), zenith: rgb(0x18264e), cloud: rgb(0x7088b4), height: .5, haze: .010, lamps: 1, stars: true},
}

// sky is an hour with its own clouds and hills.
type sky struct {
	hour
	sunward vec     // the direction of the sun
	cover   float64 // of clouds, 0 to 1
	drift   vec     // where the clouds are
	ridges  []ridge // far first
}

// ridge is a row of hills on the horizon.
type ridge struct {
	foot, rise float64 // lowest and highest point, as the tangent of the angle of sight
	fine       float64 // how often it rises and falls
	peaks      bool    // sharp, with snow
	colour     vec
	seed       float64
}

// newSky throws clouds and hills.
func newSky(d *dice, h hour, land season) *sky {
	s := &sky{hour: h, cover: d.between(0, .75), drift: vec{d.between(0, 99), 0, d.between(0, 99)}}
	side := float64(d.sign() * d.between(.35, .95)) // beside or a little before the camera
	ahead := d.between(-.85, .5)
	flat := math.Sqrt(1 - float64(h.height*h.height))
	s.sunward = vec{side, 0, ahead}.unit().times(flat).plus(vec{0, h.height, 0})
	n := d.under(4)
	for i := range n {
		near := float64(i+1) / float64(n)
		r := ridge{foot: mix(.035, .004, near), fine: mix(2.5, 5, d.Float64()), seed: d.between(0, 99)}
		r.rise = r.foot + float64(d.between(.03, .14)*(1.25-float64(near*.7)))
		r.peaks = i == 0 && d.chance(.4)
		r.colour = land.hill.toward(h.horizon, .74-float64(.5*near))
		s.ridges = append(s.ridges, r)
	}
	return s
}

// see is the light from direction d, |d| = 1, of a place infinitely far away.
func (s *sky) see(d vec) vec {
	flat := math.Sqrt(float64(d.x*d.x)+float64(d.z*d.z)) + 1e-9
	rise, way := d.y/flat, d.x/(math.Abs(d.z)+float64(.2*flat))
	c := s.air(d)
	for i := range s.ridges {
		if r := &s.ridges[i]; rise < r.rise {
			c = r.over(c, rise, way, s)
		}
	}
	return c
}

// over draws the ridge in front of c.
func (r *ridge) over(c vec, rise, way float64, s *sky) vec {
	x := float64(way*r.fine) + r.seed
	v := fractal(x, r.seed, 4)
	if r.peaks {
		v = 1 - float64(math.Abs(float64(2*v)-1)*1.6)
	}
	top := mix(r.foot, r.rise, v)
	if rise > top {
		return c
	}
	// Lighter toward the foot, where the haze lies; a slope toward the sun is lit.
	lean := fractal(x+.03, r.seed, 4) - fractal(x-.03, r.seed, 4)
	lit := clamp(.5 - float64(lean*s.sunward.x*4))
	colour := r.colour.times(mix(.72, 1.12, lit))
	if r.peaks && rise > mix(r.foot, r.rise, .45)+float64(.02*noise(x*9, rise*60)) {
		colour = colour.toward(s.cloud, mix(.25, .8, lit))
	}
	return colour.toward(s.horizon, .55*clamp(1-rise/(top+1e-9)))
}

// air is the open sky: a gradient, the sun or moon, stars and clouds.
func (s *sky) air(d vec) vec {
	up := max(d.y, 0)
	c := s.horizon.toward(s.zenith, 1-power(1-up, 2))
	near := max(d.dot(s.sunward), 0)
	c = c.plus(s.sun.times(float64(.12*power(near, 3)) + float64(.25*power(near, 7))))
	if near > .9985 {
		c = c.toward(s.sun.times(1.6), step(.9985, .9990, near))
	}
	if s.stars {
		c = c.plus(grey(s.star(d)))
	}
	return s.clouds(c, d, up, near)
}

// star is a star's light in this direction, mostly none: directions fall into
// cells, and few cells have one, in their middle.
func (s *sky) star(d vec) float64 {
	p := vec{d.x * 90, d.y * 90, d.z * 90}
	i, j, k := int32(math.Floor(p.x)), int32(math.Floor(p.y)), int32(math.Floor(p.z))
	if speck(i, j, k) < .982 {
		return 0
	}
	away := vec{fract(p.x) - .5, fract(p.y) - .5, fract(p.z) - .5}
	return clamp(3*d.y) * speck(i, k, j) * step(.22, .05, away.dot(away))
}

// clouds lie on a flat ceiling; they thin out toward the horizon.
func (s *sky) clouds(c, d vec, up, near float64) vec {
	if up < .02 || s.cover < .1 {
		return c
	}
	k := 1.4 / (up + .12)
	x, y := float64(d.x*k)+s.drift.x, float64(d.z*k)+s.drift.z
	thick := step(1-s.cover, 1.35-s.cover, fractal(x, y, 5)+.12)
	if thick == 0 {
		return c
	}
	// A second look toward the sun tells which side is lit.
	shadow := fractal(x+float64(s.sunward.x*.12), y+float64(s.sunward.z*.12), 3)
	lit := s.cloud.times(mix(1.05, .72, clamp(float64(2*shadow)-.5))).plus(s.sun.times(.1 * power(near, 4)))
	return c.toward(lit, float64(thick*step(.02, .16, up))*.9)
}
