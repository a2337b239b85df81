// Balloons.

package practice

import "math"

// balloon builds one about 4.6 high; the basket stands at y = 0.
func balloon(d *dice, lit float64) *thing {
	g := &thing{}
	r, y := d.between(1.25, 1.5), d.between(2.9, 3.2)
	cloth := envelope(d, y, r, lit)
	// 40 degrees below its middle the ball goes over into a cone that touches it.
	const sine, cosine = .643, .766
	squash, edge, neck := d.between(.92, 1.05), float64(r*cosine), float64(r*.26)
	seam := y - float64(r*squash*sine)
	drop := float64((edge - neck) * squash * cosine / sine)
	g.add(ball{vec{0, y, 0}, vec{r, r * squash, r}, seam, 99}, cloth)
	g.add(tower{vec{0, seam - drop, 0}, neck, edge, drop}, cloth)
	foot, in := seam-drop, float64(neck*.7)-.25
	wicker := d.one(0x9a6a3c, 0xb08a5c, 0x7a5534)
	g.add(box{vec{0, .22, 0}, vec{.26, .22, .26}}, weave(wicker))
	g.add(box{vec{0, .45, 0}, vec{.29, .035, .29}}, paint(wicker.times(.55)))
	for _, x := range []float64{-1, 1} {
		for _, z := range []float64{-1, 1} {
			rope := newSheet(vec{float64(x*.25) - .012, .45, z * .25}, vec{x * in, foot - .4, z * in}, vec{.024, 0, 0})
			g.add(rope, paint(rgb(0x4a3a2c)))
		}
	}
	return g
}

// envelope throws a pattern: gores, bands, a zigzag, or patches.
func envelope(d *dice, y, r, lit float64) skin {
	n := float64(8 + 2*d.under(5))
	colours := []vec{d.one(0xc23b2e, 0xd8643a, 0xe0a83a, 0x2f5f8f, 0x3f7a6a, 0x7a4f8a, 0x5f8f3c),
		d.one(0xf6f1e4, 0xf0d9a0, 0xe8c9a0, 0xd9e4ea), d.one(0xe0a83a, 0x2f4f74, 0xb8472f, 0x4d8f8a, 0xe88fb0)}
	pattern := d.under(5)
	pick := func(k float64) vec { return colours[(int(k)%3+3)%3] }
	return func(s spot) look {
		a := float64((turn(s.p.x, s.p.z) + .5) * n)
		up := (s.p.y - y) / r
		gore := math.Floor(a)
		var c vec
		switch pattern {
		case 0:
			c = colours[int(gore)&1]
		case 1:
			c = pick(gore)
		case 2:
			c = pick(math.Floor(float64(up*2.6) + 20))
		case 3:
			c = pick(math.Floor(float64(up*2.4) + float64(math.Abs(fract(a*.5)-.5)*1.6) + 20))
		default:
			c = colours[0]
			if up > -.25 && up < .4 {
				c = colours[1+int(gore)&1]
			}
		}
		seam := step(.44, .5, math.Abs(fract(a)-.5)) * sharp(s.width, n/6)
		return look{colour: c.times(1 - float64(.35*seam)), thin: .3, shine: .06,
			glow: c.times(lit * .35 * clamp(.2-float64(.6*up)))}
	}
}

// weave is the wicker of a basket, checked like cloth.
func weave(c vec) skin {
	return func(s spot) look {
		u, v := alongWall(s)
		k := int(math.Floor(u*14)) + int(math.Floor(v*14))
		return look{colour: c.times(mix(.85, mix(.65, 1.1, float64(k&1)), sharp(s.width, 14)))}
	}
}

// flight is the class: balloons in the air, or one just above the ground.
func flight(w *world) extent {
	d := w.dice
	n := 1
	if d.chance(.5) {
		n = 2 + d.under(2)
	}
	lift := d.between(.1, 3)
	for i := range n {
		at, size := vec{0, lift, 0}, 1.0
		if i > 0 {
			z := d.between(3, 16)
			at = vec{d.sign() * d.between(.2, .5) * (z + 5), d.between(.5, 5), z}
		}
		w.add(balloon(d, w.sky.lamps).place(at, d.Float64(), d.between(-.03, .03), size))
	}
	return extent{tall: 4.6, wide: 3.2, base: lift}
}
