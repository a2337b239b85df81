// Sailing boats.

package practice

// sailboat builds a boat about 4 high, its bow toward +x, afloat at y = 0.
func sailboat(d *dice) (*thing, float64) {
	g := &thing{}
	long, wide, free := d.between(1.3, 1.8), d.between(.42, .58), d.between(.3, .45)
	hull(d, g, long, wide, free)
	mast := d.between(2.9, 4)
	at := float64(d.between(-.05, .3) * long)
	wood := gloss(d.one(0x8a6a48, 0xb08a5c, 0xd8d0c0), .15)
	g.add(tower{vec{at, free - .1, 0}, .045, .028, mast}, wood)
	if d.chance(.3) { // a second, shorter mast
		m := float64(mast * d.between(.6, .8))
		b := at - float64(.62*long)
		g.add(tower{vec{b, free - .1, 0}, .04, .025, m}, wood)
		rig(d, g, b, free, m*.92, .38*long, 0, wood)
		rig(d, g, at, free, mast, .5*long, long-at, wood)
	} else {
		rig(d, g, at, free, mast, at+float64(long*.8), long-at, wood)
	}
	flag := triangle(vec{at, free + mast - .1, 0}, vec{at, free + mast - .34, 0}, vec{at - .42, free + mast - .22, .08}, .2)
	g.add(flag, paint(d.one(0xc23b2e, 0x2f5f8f, 0xf0c23c, 0xf2ede2)))
	return g, mast + free
}

// hull is where two long balls meet, cut level on top, with a strip along it.
func hull(d *dice, g *thing, long, wide, free float64) {
	side := float64(wide * .9)
	half := &solid{c: vec{0, 0, 0}, r: long * 1.3}
	for _, sign := range []float64{1, -1} {
		half.round = append(half.round, ball{vec{0, free * 1.1, sign * side}, vec{long * 1.32, free * 2.1, wide + side}, -9, 99})
	}
	half.slope(vec{0, free, 0}, vec{-.02, 1, 0}).slope(vec{-long * .92, 0, 0}, vec{-1, -.25, 0})
	body, strip, deck := d.one(0xf2ede2, 0x2f4f74, 0xa8453a, 0x3f6a5a, 0x2d2f36, 0xe0b45a, 0x7a4f34), d.one(0xf2ede2, 0xc23b2e, 0xd8b04a, 0x2f4f74), d.one(0xb08a5c, 0xc9a878)
	g.add(half, func(s spot) look {
		switch {
		case s.n.y > .8:
			return look{colour: deck.times(mix(.8, 1, step(.1, .2, fract(s.p.z*7))))}
		case s.p.y > free*.74 && s.p.y < free*.9:
			return look{colour: strip, shine: .3}
		case s.p.y < .07:
			return look{colour: rgb(0x8a3b2e), shine: .2}
		}
		return look{colour: body, shine: .3}
	})
	if d.chance(.5) {
		cabin := windows{left: -.3, bottom: free + .12, dx: .26, dy: 9, columns: 3, rows: 1, w: .07, h: .05, frame: deck}
		g.add(box{vec{-.25 * long, free + .08, 0}, vec{.32 * long, .16, wide * .42}}, cabin.on(paint(d.one(0xf2ede2, 0xd9c8a8)), true))
	}
}

// rig hoists a main sail behind a mast, and a jib before it when there is room.
func rig(d *dice, g *thing, at, free, mast, boom, fore float64, wood skin) {
	low, top := free+.35, free+mast-.18
	swing := d.between(-.35, .35)
	cloth := canvas(d)
	end := vec{at - boom, low + .08, float64(swing * boom)}
	main := triangle(vec{at, low, 0}, end, vec{at, top, 0}, .9)
	if d.chance(.3) { // a gaff: four corners
		peak := vec{at - float64(boom*.55), top, float64(swing * boom * .8)}
		throat := vec{at, mix(low, top, .68), 0}
		g.add(triangle(throat, end, peak, .7), cloth)
		main = triangle(vec{at, low, 0}, end, throat, .7)
	}
	g.add(main, cloth)
	spar := newSheet(vec{at, low - .06, 0}, end.minus(vec{at, low, 0}), vec{0, .06, 0})
	g.add(spar, wood)
	if fore > .3 {
		jib := cloth
		if d.chance(.4) {
			jib = canvas(d)
		}
		g.add(triangle(vec{at + float64(fore*.95), free + .08, 0}, vec{at + .1, low, float64(-swing * .8)}, vec{at + .05, mix(low, top, d.between(.7, .95)), 0}, .9), jib)
	}
}

// canvas is the cloth of a sail: plain with seams, or striped.
func canvas(d *dice) skin {
	c := d.one(0xf6f1e4, 0xf0e4c8, 0xf6f1e4, 0xb8503a, 0xe8a84a, 0xd9e4ea, 0x4f7a94)
	other := d.one(0xc23b2e, 0x2f5f8f, 0xe0a83a, 0x3f7a6a)
	striped := d.chance(.3)
	return func(s spot) look {
		f := fract(s.p.y * 2.2)
		l := look{colour: c.times(mix(.9, 1, step(0, .07, f))), thin: .55}
		if striped && fract(s.p.y*.8) > .62 {
			l.colour = other
		}
		return l
	}
}

// fleet is the class: one to three boats.
func fleet(w *world) extent {
	d := w.dice
	n := 1
	if d.chance(.4) {
		n = 2 + d.under(2)
	}
	tall := 0.0
	for i := range n {
		g, top := sailboat(d)
		at, size := vec{0, -.06, 0}, 1.0
		if i > 0 {
			at = vec{d.sign() * d.between(1.6, 3.6), -.06, d.between(1, 6)}
			size = d.between(.75, 1)
		}
		heading := d.between(-.12, .12)
		if d.chance(.5) {
			heading += .5
		}
		w.add(g.place(at, heading, d.between(-.06, .06), size))
		tall = max(tall, top*size)
	}
	// The eye frames part of the mirror image too.
	return extent{tall: tall * 1.25, wide: 3.4, base: -.25 * tall}
}
