// Houses.

package practice

import "math"

// house builds one of the given size, its front toward -z, and returns how high
// it is. lit is the share of windows with light.
func house(d *dice, wide, deep, wall float64, lit float64) (*thing, float64) {
	g := &thing{}
	base := d.wall()
	win := windows{frame: d.one(0xf2ede2, 0xe9e2d2, 0x5c4636), shutters: d.one(0x4d7a6a, 0x3e5f86, 0x8a4a3a, 0x6b7a4a),
		shut: d.chance(.45), arched: d.chance(.2), lit: lit, seed: int32(d.under(1000))}
	win.w, win.h = d.between(.13, .19), d.between(.2, .27)
	win.rows = max(1, int(wall/1.05))
	win.dy, win.bottom = wall/float64(win.rows), wall/float64(win.rows)*.52
	win.columns = max(2, int(wide/.75))
	win.dx = wide / float64(win.columns)
	win.left = float64(win.dx/2) - float64(wide/2)
	body := box{vec{0, float64(wall/2) - .5, 0}, vec{wide / 2, float64(wall/2) + .5, deep / 2}}
	skin := door(d, win, win.on(base, true))
	g.add(body, skin)
	top := roof(d, g, wide, deep, wall, base, win)
	return g, top
}

// wall throws what walls are made of.
func (d *dice) wall() skin {
	pale := d.one(0xf1e8d6, 0xe9d9b8, 0xe8c9a0, 0xd9e0dc, 0xf4efe6, 0xe0b49a, 0xc9d3c0, 0xbcc9d6)
	switch d.under(6) {
	case 0, 1:
		return brickwork(d.one(0xa9573f, 0xb8704f, 0x94503f, 0xc08a63), d.one(0xd9cbb8, 0xb8a996))
	case 2:
		return timber(pale, d.one(0x4d372a, 0x5e4533))
	case 3:
		return boards(d.one(0xa8453a, 0xd8d3c6, 0x5f7f92, 0xc9a25f, 0x7d8f6a), d.chance(.4))
	}
	return plaster(pale)
}

// door stands in the front, in the middle of a column of windows.
func door(d *dice, win windows, wall skin) skin {
	at := win.left + float64(float64(d.under(win.columns))*win.dx)
	colour := d.one(0x7a3b2e, 0x2f5d50, 0x3b4f74, 0x6b4a2f, 0xb8862f)
	frame := win.frame
	return func(s spot) look {
		x := s.p.x - at
		if s.n.z < -.5 && s.p.y < .92 && x > -win.dx/2 && x < win.dx/2 {
			switch {
			case x > -.2 && x < .2 && s.p.y < .8:
				panel := step(.10, .13, max(x, -x)) * .3
				return look{colour: colour.times(1 - float64(panel)), shine: .2}
			case x > -.26 && x < .26 && s.p.y < .86:
				return look{colour: frame}
			}
			if s.p.y < .15 {
				return wall(s)
			}
			s.p.y = .02 // the wall above a door has no window
		}
		return wall(s)
	}
}

// roof sets a gable or a hip on the walls; its ridge runs along x, or toward the
// eye.
func roof(d *dice, g *thing, wide, deep, wall float64, base skin, win windows) float64 {
	pitch := d.between(.55, 1.25)
	cover := tiles(d.one(0xb5523c, 0x9c4a38, 0x5c6470, 0x7a4a3c, 0x6f7a80, 0xc0714a), d.between(3.4, 5))
	if d.chance(.15) {
		cover = tiles(rgb(0xb59a62), 0) // thatch
	}
	along, half, over, span := vec{1, 0, 0}, wide/2, vec{0, 0, 1}, deep/2
	across := d.chance(.5)
	if !across {
		along, half, over, span = over, span, along, half
	}
	top := wall + float64(span*pitch)
	hip := d.chance(.25)
	s := (&solid{c: vec{0, wall, 0}, r: wide + deep + 2}).slope(vec{0, wall - .06, 0}, vec{0, -1, 0})
	for _, sign := range []float64{1, -1} {
		s.slope(vec{0, wall, 0}.along(over, sign*(span+.05)), vec{0, 1, 0}.along(over, sign*pitch))
		if hip {
			s.slope(vec{0, wall, 0}.along(along, sign*half), vec{0, 1, 0}.along(along, sign*pitch))
		} else {
			const eave = .16
			s.slope(along.times(sign*(half+eave)), along.times(sign))
		}
	}
	win.rows, win.columns, win.left, win.bottom = 1, 1, 0, wall+float64(.28*(top-wall))
	gable := win.on(base, true)
	g.add(s, func(at spot) look {
		if at.n.y > .2 || at.n.y < -.2 {
			return cover(at)
		}
		return gable(at)
	})
	fall := pitch // of the roof along x
	if across {
		fall = 0
	}
	chimneys(d, g, wide, wall, top, fall)
	return top
}

// chimneys stand a little higher than the roof behind them.
func chimneys(d *dice, g *thing, wide, wall, top, fall float64) {
	brick := brickwork(rgb(0x9a5a45), rgb(0xc4b5a2))
	for range d.under(3) {
		x := float64(d.between(-.36, .36) * wide)
		h := top - wall - float64(math.Abs(x)*fall) + d.between(.15, .4)
		g.add(box{vec{x, wall + float64(h/2), d.between(-.1, .25)}, vec{.13, h / 2, .13}}, brick)
	}
}

// street is the class: one house, or a few side by side.
func street(w *world) extent {
	d := w.dice
	n := 1 + d.under(3)
	turn := d.between(-.11, .11)
	c, s := cos(turn*6.2832), sin(turn*6.2832)
	tall, x, total := 0.0, 0.0, 0.0
	type one struct {
		g *thing
		x float64
	}
	var row []one
	for range n {
		wide := d.between(1.7, 2.8)
		if n == 1 {
			wide = d.between(2.2, 3.8)
		}
		g, top := house(d, wide, d.between(1.8, 2.8), d.between(1.2, 3.2), w.sky.lamps)
		row = append(row, one{g, x + float64(wide/2)})
		x += wide
		if d.chance(.5) {
			x += d.between(.2, .7)
		}
		tall = max(tall, top)
	}
	total = x
	for _, h := range row {
		at := h.x - float64(total/2)
		w.add(h.g.place(w.on(vec{at * c, 0, -at * s}), turn, 0, 1))
	}
	return extent{tall: tall, wide: total * .9}
}
