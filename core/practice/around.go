// What stands around a subject: woods and cottages far off, bushes, rocks and
// fences near, a branch over the eye.

package practice

import "math"

// surround puts things beside, behind and before the subject.
func (w *world) surround(e extent) {
	d := w.dice
	w.behind(d.under(7))
	for range d.under(4) {
		w.beside(e)
	}
	switch d.under(5) {
	case 0:
		w.fence()
	case 1:
		w.branch()
	case 2:
		w.corner()
	}
	if d.chance(.3) {
		w.birds()
	}
}

// dry tells whether something can stand at a place.
func (w *world) dry(at vec) bool { return w.ground.shore(at.x, at.z) > .3 }

// across is a place z behind the subject, at u from -1 to 1 across the picture.
func (w *world) across(u, z float64) vec {
	from := w.eye
	dir := w.through(u, 0)
	t := (z - from.z) / dir.z
	return vec{from.x + float64(dir.x*t), 0, z}
}

// behind are small trees, a cottage, or a sail on the water.
func (w *world) behind(n int) {
	d := w.dice
	for range n {
		at := w.across(d.between(-1.05, 1.05), d.between(5, 26))
		switch {
		case !w.dry(at):
			if d.chance(.3) {
				g, _ := sailboat(d)
				at.z += 14
				if !w.dry(at) {
					w.add(g.place(at, d.between(-.1, .1), 0, .3))
				}
			}
		case d.chance(.2):
			g, _ := house(d, 2, 1.8, 1.2, w.sky.lamps)
			w.add(g.place(at, d.between(-.1, .1), 0, .6))
		default:
			w.add(tree(d, w.land, 7).place(w.on(at), d.Float64(), 0, d.between(1.2, 2.4)))
		}
	}
}

// beside are bushes, rocks and young trees around the subject's foot.
func (w *world) beside(e extent) {
	d := w.dice
	at := vec{d.sign() * d.between(.45, .95) * max(e.wide, 2), 0, d.between(-1.6, 1.2)}
	switch k := d.under(5); {
	case !w.dry(at) && w.height(at) == 0 && d.chance(.4):
		w.jetty(at)
	case !w.dry(at) && w.height(at) == 0:
		w.add(rock(d, w.stone()).place(vec{at.x, -.05, at.z}, d.Float64(), 0, d.between(.2, .5)))
	case k < 2:
		w.add(bush(d, w.land).place(w.on(at), d.Float64(), 0, d.between(.35, .7)))
	case k < 4:
		w.add(rock(d, w.stone()).place(w.on(at), d.Float64(), 0, d.between(.2, .5)))
	default:
		w.add(tree(d, w.land, 9).place(w.on(at), d.Float64(), 0, d.between(.25, .4)*w.tall))
	}
}

// jetty is a walk of planks on posts, out over the water.
func (w *world) jetty(at vec) {
	d := w.dice
	g := &thing{}
	long, wide := d.between(1.4, 2.6), d.between(.22, .34)
	c := d.one(0x8a6a48, 0xa08a70, 0x7d6a58)
	g.add(box{vec{0, .24, 0}, vec{long, .03, wide}}, func(s spot) look {
		gap := step(.40, .47, math.Abs(fract(s.p.x*5)-.5)) * sharp(s.width, 5)
		return look{colour: c.times(mix(.8, 1.1, speck(int32(math.Floor(s.p.x*5)), 0, 0)) * (1 - float64(.6*gap)))}
	})
	for i := range 5 {
		for _, z := range []float64{-wide, wide} {
			g.add(tower{vec{mix(-long, long, float64(i)/4), -.2, z}, .05, .045, .6}, paint(c.times(.7)))
		}
	}
	w.add(g.place(vec{at.x * 1.3, 0, at.z}, .25+d.between(-.1, .1), 0, 1))
}

// stone throws the grey of a rock.
func (w *world) stone() vec { return w.dice.one(0x8f8a82, 0x7d7a78, 0xa39884, 0x6f6a66) }

// fence runs across the picture between the eye and the subject.
func (w *world) fence() {
	d := w.dice
	z := mix(w.eye.z, 0, d.between(.42, .62))
	if !w.dry(vec{w.eye.x, 0, z}) {
		return
	}
	h := d.between(.3, .42) * min(1, w.eye.y)
	g := &thing{}
	s := newSheet(vec{-6, 0, 0}, vec{12, 0, 0}, vec{0, h, 0})
	posts := math.Floor(12 / (h * d.between(.5, .9)))
	picket := d.chance(.5)
	s.holes = func(u, v float64) bool {
		f := math.Abs(fract(u*posts) - .5)
		if picket {
			return f > .3-float64(.25*max(0, v-.8)*5) && math.Abs(v-.3) > .06 && math.Abs(v-.7) > .06
		}
		return fract(u*posts*.25) > .1 && math.Abs(v-.42) > .09 && math.Abs(v-.82) > .09
	}
	c := d.one(0xf2ede2, 0x8a6a48, 0xb09a80, 0x6f5a46)
	g.add(s, func(at spot) look { return look{colour: c.times(mix(.85, 1.05, noise(at.p.x*9, at.p.y*20)))} })
	w.add(g.place(vec{w.eye.x, w.height(vec{w.eye.x, 0, z}), z}, d.between(-.05, .05), 0, 1))
}

// branch hangs leaves into an upper corner, close to the eye.
func (w *world) branch() {
	d := w.dice
	side := d.sign()
	g := &thing{}
	c := d.one(w.land.leaves...)
	for range 26 {
		u, v := d.between(0, .62), d.between(0, .46)
		if u/.62+v/.46 > 1.15 {
			continue // the corner is full, the picture's middle is not
		}
		at := w.eye.along(w.through(float64(side*(1.1-u)), 1.1-v), d.between(2.2, 2.6))
		r := d.between(.06, .12)
		g.add(leafy{whole(at, vec{r * 1.25, r * .75, r}), 26, .75}, leaves(c.times(d.between(.75, 1.1)), 24, w.land.snow))
	}
	w.add(g.place(vec{}, 0, 0, 1))
}

// corner puts a bush or a rock large into a lower corner.
func (w *world) corner() {
	d := w.dice
	at := w.across(float64(d.sign()*d.between(.65, 1)), mix(w.eye.z, 0, d.between(.35, .6)))
	switch {
	case !w.dry(at):
		w.add(rock(d, w.stone()).place(at, d.Float64(), 0, d.between(.3, .6)))
	default:
		w.add(bush(d, w.land).place(w.on(at), d.Float64(), 0, d.between(.4, .7)))
	}
}

// birds are small flocks far away.
func (w *world) birds() {
	d := w.dice
	g := &thing{}
	u, v := d.between(-.8, .8), d.between(.35, .85)
	for range 3 + d.under(4) {
		at := w.eye.along(w.through(u+d.between(-.25, .25), v+d.between(-.12, .12)), 30)
		span, lift := d.between(.3, .5), d.between(.1, .22)
		for _, side := range []float64{1, -1} {
			g.addBright(triangle(at, at.plus(vec{side * span, lift, 0}), at.plus(vec{side * span * .45, -.02, 0}), 0), paint(rgb(0x2b2f36)))
		}
	}
	w.add(g.place(vec{}, 0, 0, 1))
}
