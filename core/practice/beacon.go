// Lighthouses and windmills: both are towers, so a tower alone tells neither.

package practice

import "math"

// lighthouse is the class.
func lighthouse(w *world) extent {
	d := w.dice
	g := &thing{}
	h, r0 := d.between(3.2, 4.4), d.between(.7, 1)
	r1 := float64(r0 * d.between(.55, .75))
	white, bright := d.one(0xf4f0e6, 0xefe6d4, 0xf7f4ee), d.one(0xc23b2e, 0xb8472f, 0x2f5f8f, 0x2d2f36, 0x3f7a5a, 0xd07a2c)
	win := windows{left: 0, bottom: .9, dx: 9, dy: h / 3.2, columns: 1, rows: 3, w: .09, h: .17, arched: true,
		frame: d.one(0xd8d0c0, 0x5a5048), lit: w.sky.lamps, seed: int32(d.under(99))}
	body := towerSkin(d, h, white, bright)
	g.add(tower{vec{0, -.6, 0}, r0, r1, h + .6}, win.on(body, false))
	gallery(g, h, r1, bright, d)
	top := lantern(w, g, h+.12, r1*.62, bright, d)
	w.add(g.place(w.on(vec{}), d.between(-.08, .08), 0, 1))
	w.lamp(vec{0, h + .45, 0}, rgb(0xffd98a), .34)
	wide := 2.2
	if d.chance(.45) { // the keeper's house
		k, _ := house(d, d.between(1.4, 2.2), 1.5, d.between(.9, 1.3), w.sky.lamps)
		side := d.sign()
		w.add(k.place(w.on(vec{side * d.between(1.5, 1.9), 0, d.between(-.2, .8)}), d.between(-.1, .1), 0, .85))
		wide = 4
	}
	return extent{tall: top, wide: wide}
}

// towerSkin throws rings, a spiral, bricks or plain plaster.
func towerSkin(d *dice, h float64, white, bright vec) skin {
	switch d.under(5) {
	case 0, 1:
		return bands(0, h/float64(3+d.under(5)), white, bright)
	case 2:
		return spiral(float64(1+d.under(2)), d.between(.5, .9), white, bright)
	case 3:
		return brickwork(d.one(0xa9573f, 0xc9bca6, 0x8f8a80), d.one(0xd9cbb8, 0xb8a996))
	}
	return plaster(white)
}

// gallery is the walk around a lantern: a ring and a railing.
func gallery(g *thing, y, r float64, c vec, d *dice) {
	g.add(tower{vec{0, y - .16, 0}, r * .98, r * 1.32, .16}, gloss(c, .1))
	g.add(tower{vec{0, y, 0}, r * 1.34, r * 1.34, .1}, paint(c.times(.8)))
	g.add(railing{tower{vec{0, y + .1, 0}, r * 1.28, r * 1.28, .26}, 18}, paint(rgb(0x3a3d42)))
}

// railing is a hollow tower of posts and two rails.
type railing struct {
	tower
	posts float64
}

// meet passes the gaps between the posts, on the near side and on the far one.
func (k railing) meet(o, d vec, near, far float64) (float64, vec, bool) {
	for range 2 { // the near side may be seen through
		t, n, ok := k.tower.meet(o, d, near, far)
		if !ok {
			return t, n, false
		}
		p := o.along(d, t)
		up := (p.y - k.c.y) / k.h
		post := math.Abs(fract(float64(turn(p.x-k.c.x, p.z-k.c.z)*k.posts))-.5) > .38
		if math.Abs(n.y) < .5 && (post || up > .84 || math.Abs(up-.45) < .08) {
			return t, n, true
		}
		near = t + 1e-4
	}
	return 0, vec{}, false
}

// lantern is the glass room with its roof.
func lantern(w *world, g *thing, y, r float64, c vec, d *dice) float64 {
	glow := mix(.25, 2.2, w.sky.lamps)
	bars := float64(6 + 2*d.under(3))
	g.addBright(tower{vec{0, y, 0}, r, r, .62}, func(s spot) look {
		post := math.Abs(fract(float64(turn(s.p.x, s.p.z)*bars))-.5) > .42 || math.Abs(s.p.y-y-.31) < .03
		if post {
			return look{colour: rgb(0x35383c)}
		}
		mid := clamp(1 - float64(math.Abs(s.p.y-y-.31)*2.6))
		return look{colour: rgb(0x90a4ae), shine: .6, glow: rgb(0xffd98a).times(float64(glow * mid))}
	})
	top := y + .62
	if d.chance(.5) {
		g.add(ball{vec{0, top, 0}, vec{r * 1.2, r * 1.1, r * 1.2}, top, 99}, gloss(c, .3))
	} else {
		g.add(tower{vec{0, top, 0}, r * 1.3, .03, r * 1.35}, gloss(c, .3))
	}
	g.add(tower{vec{0, top + float64(r*.9), 0}, .035, .02, .6}, paint(rgb(0x3a3d42)))
	return top + float64(r*.9) + .6
}

// windmill is the class.
func windmill(w *world) extent {
	d := w.dice
	g := &thing{}
	h, r0 := d.between(2.9, 3.8), d.between(.85, 1.15)
	r1 := float64(r0 * d.between(.52, .72))
	dark := d.one(0x5a4636, 0x4a4d50, 0x6e4a38, 0x3f4f46)
	win := windows{left: 0, bottom: .95, dx: 9, dy: h / 3, columns: 1, rows: 2, w: .13, h: .18, frame: d.one(0xf0e9da, 0xd8d0c0), lit: w.sky.lamps, seed: int32(d.under(99))}
	var wall skin
	switch d.under(5) {
	case 0:
		wall = plaster(d.one(0xf4f0e6, 0xefe6d4))
	case 1:
		wall = brickwork(d.one(0xa9573f, 0xb8704f, 0xc08a63), rgb(0xd9cbb8))
	case 2:
		wall = bands(0, h*.36, d.one(0x8f4a38, 0x7a5a44), d.one(0xefe6d4, 0x5a6a52))
	default:
		wall = boards(d.one(0x7a5a44, 0x8f8a80, 0x5f6f5a, 0xd8d3c6), false)
	}
	if d.chance(.5) {
		g.add(smock(r0, r1, h), win.on(wall, false))
	} else {
		g.add(tower{vec{0, -.5, 0}, r0 * 1.05, r1, h + .5}, win.on(wall, false))
	}
	if d.chance(.35) {
		y := float64(h * d.between(.28, .4))
		r := mix(r0, r1, y/h)
		g.add(tower{vec{0, y, 0}, r * 1.5, r * 1.5, .08}, boards(dark, false))
		g.add(railing{tower{vec{0, y + .08, 0}, r * 1.46, r * 1.46, .26}, 20}, paint(dark.times(1.4)))
	}
	capOf(d, g, h, r1, dark)
	hub := vec{0, h + .22, -float64(r1) - .28}
	reach := d.between(2.1, 2.75)
	wheel(d, g, hub, reach)
	// A wheel seen from its edge is no wheel: it is turned half away at most.
	w.add(g.place(w.on(vec{}), d.between(-.115, .115), 0, 1))
	return extent{tall: hub.y + float64(reach*.9), wide: reach * 1.7}
}

// smock is a tower of eight flat sides.
func smock(r0, r1, h float64) *solid {
	s := &solid{c: vec{0, h / 2, 0}, r: h}
	for i := range 8 {
		a := float64((float64(i) + .5) * 2 * math.Pi / 8)
		n := vec{sin(a), (r0 - r1) / h, cos(a)}
		s.slope(vec{float64(sin(a) * r0), 0, float64(cos(a) * r0)}, n)
	}
	return s.slope(vec{0, h, 0}, vec{0, 1, 0}).slope(vec{0, -.5, 0}, vec{0, -1, 0})
}

// capOf covers the tower: a dome, a cone or a little gabled roof.
func capOf(d *dice, g *thing, h, r float64, dark vec) {
	switch d.under(3) {
	case 0:
		g.add(ball{vec{0, h, 0}, vec{r * 1.12, r * 1.15, r * 1.3}, h - .02, 99}, tiles(dark, 4.5))
	case 1:
		g.add(tower{vec{0, h - .03, 0}, r * 1.28, .04, r * 1.7}, tiles(d.one(0x8f4a38, 0x5c6470, 0xb59a62), 4))
	default:
		s := &solid{c: vec{0, h, 0}, r: r * 3}
		s.slope(vec{0, h - .03, 0}, vec{0, -1, 0})
		for _, sign := range []float64{1, -1} {
			s.slope(vec{sign * r * 1.15, h, 0}, vec{sign, .75, 0})
			s.slope(vec{0, h, sign * r * 1.25}, vec{0, .12, sign})
		}
		g.add(s, tiles(dark, 4.5))
	}
}

// wheel is the sails and their hub.
func wheel(d *dice, g *thing, hub vec, reach float64) {
	blades := 4
	if d.chance(.2) {
		blades = 6
	}
	wood := d.one(0x5a4636, 0x7a6450, 0xd8d0c0)
	cloth := d.one(0xf2ead8, 0xe8d8b8, 0xb85a44, 0xd9c8a8)
	furled := d.between(.2, 1.3) // the share of a sail that has cloth; above 1 all
	start := d.between(0, 2*math.Pi)
	g.add(tower{hub.minus(vec{0, .13, 0}), .13, .13, .26}, paint(wood.times(.8)))
	g.add(box{hub.plus(vec{0, 0, .3}), vec{.09, .09, .4}}, paint(wood.times(.7)))
	w := d.between(.2, .3)
	for i := range blades {
		a := start + float64(float64(i)*2*math.Pi/float64(blades))
		out, side := vec{cos(a), sin(a), 0}, vec{-sin(a), cos(a), 0}
		stock := newSheet(hub.plus(side.times(-.035)).plus(vec{0, 0, -.02}), out.times(reach), side.times(.07))
		g.add(stock, paint(wood))
		sail := newSheet(hub.plus(out.times(.16*reach)).plus(side.times(-.05)), out.times(.84*reach), side.times(2*w).plus(vec{0, 0, .1}))
		sail.holes = func(u, v float64) bool { return !lattice(u, v) && u > furled }
		g.add(sail, sailcloth(sail, wood, cloth, furled))
	}
}

// lattice tells where the laths of a sail are.
func lattice(u, v float64) bool {
	return math.Abs(fract(u*9)-.5) > .38 || v < .09 || v > .91 || math.Abs(v-.5) < .04
}

// sailcloth is cloth between laths; it lets some of the sun through.
func sailcloth(s *sheet, wood, cloth vec, furled float64) skin {
	return func(at spot) look {
		u, v := s.place(at.p)
		if lattice(u, v) {
			return look{colour: wood}
		}
		return look{colour: cloth.times(mix(.85, 1.05, noise(u*9, v*3))), thin: .5}
	}
}
