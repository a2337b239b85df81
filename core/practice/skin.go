// Skins: what walls, roofs, bark, leaves and sails look like.

package practice

import "math"

// alongWall measures a wall: how far along it and how high a spot is.
func alongWall(s spot) (u, v float64) {
	if math.Abs(s.n.x) > math.Abs(s.n.z) {
		return s.p.z, s.p.y
	}
	return s.p.x, s.p.y
}

// roundTower measures a tower: turns about it, times n.
func roundTower(s spot, n float64) float64 { return float64(turn(s.p.x, s.p.z) * n) }

// courses lays bricks of length a and height b with pale joints; u and v are
// measured along the wall.
func courses(u, v, a, b, width float64, brick, joint vec) vec {
	j := math.Floor(v / b)
	u = u/a + float64(.5*(j-float64(2*math.Floor(j/2))))
	i := math.Floor(u)
	seen := sharp(width, 1/b)
	gap := max(step(.36, .48, math.Abs(fract(v/b)-.5)), step(.43, .49, math.Abs(fract(u)-.5)))
	c := brick.times(mix(.78, 1.16, speck(int32(i), int32(j), 7)))
	return brick.toward(joint, .2).toward(c.toward(joint, gap), seen)
}

// brickwork is bricks of one colour, each of its own shade.
func brickwork(brick, joint vec) skin {
	return func(s spot) look {
		u, v := alongWall(s)
		return look{colour: courses(u, v, .36, .16, s.width, brick, joint), rough: .15, grain: 9}
	}
}

// plaster has stains, wider than high.
func plaster(c vec) skin {
	return func(s spot) look {
		u, v := alongWall(s)
		stain := fractal(u*1.3, v*.8, 3)
		return look{colour: c.times(mix(.84, 1.06, stain)), rough: .05, grain: 8}
	}
}

// boards are planks nailed on, upright or lying.
func boards(c vec, upright bool) skin {
	return func(s spot) look {
		u, v := alongWall(s)
		if upright {
			u, v = v, u
		}
		i := math.Floor(v * 4.5)
		f := fract(v * 4.5)
		seen := sharp(s.width, 4.5)
		shade := mix(.86, 1.08, speck(int32(i), 1, 9)) * mix(.92, 1.06, noise(float64(u*1.5)+float64(i*7), v*30))
		return look{colour: c.times(mix(.92, shade*mix(.45, 1, step(0, .16, f)), seen))}
	}
}

// timber is plaster between dark beams.
func timber(c, beam vec) skin {
	return func(s spot) look {
		u, v := alongWall(s)
		a, b := fract(u/.8), fract(v/.95)
		slant := math.Abs(a - b)
		if int(math.Floor(u/.8))&1 == 0 {
			slant = math.Abs(a + b - 1)
		}
		on := max(step(.40, .43, math.Abs(a-.5)), step(.41, .44, math.Abs(b-.5)), step(.09, .06, slant)*.999)
		return look{colour: c.times(mix(.9, 1.05, noise(u*3, v*3))).toward(beam, on*sharp(s.width, 2))}
	}
}

// tiles cover a roof in rows of rounded scales; thatch, where rows is 0, in straw.
func tiles(c vec, rows float64) skin {
	return func(s spot) look {
		u, v := s.p.x, s.p.y*1.25
		if math.Abs(s.n.x) > math.Abs(s.n.z) {
			u = s.p.z
		}
		if rows == 0 {
			straw := noise(u*22, v*2.5)
			return look{colour: c.times(mix(.72, 1.12, mix(.5, straw, sharp(s.width, 9)))), rough: .4, grain: 6}
		}
		v *= rows
		j := math.Floor(v)
		w := float64(u*rows*1.1) + float64(.5*(j-float64(2*math.Floor(j/2))))
		i := math.Floor(w)
		seen := sharp(s.width, rows)
		round := fract(w) - .5
		edge := step(0, .35, fract(v)-float64(.9*round*round))
		c := c.times(mix(.8, 1.14, speck(int32(i), int32(j), 4)))
		return look{colour: c.times(mix(.84, mix(.45, 1.08, edge), seen)), shine: .06}
	}
}

// bands paints a tower in lying stripes of a height.
func bands(from, height float64, colours ...vec) skin {
	return func(s spot) look {
		k := int(math.Floor((s.p.y - from) / height))
		return look{colour: colours[(k%len(colours)+len(colours))%len(colours)], shine: .12}
	}
}

// spiral winds n stripes around a tower.
func spiral(n, rise float64, colours ...vec) skin {
	return func(s spot) look {
		k := int(math.Floor(roundTower(s, n) + float64(s.p.y*rise)))
		return look{colour: colours[(k%len(colours)+len(colours))%len(colours)], shine: .12}
	}
}

// bark has furrows that run up the trunk.
func bark(c vec) skin {
	return func(s spot) look {
		v := noise(roundTower(s, 22), s.p.y*3)
		return look{colour: c.times(mix(.6, 1.2, v)), rough: .4, grain: 9}
	}
}

// birch is white with dark marks.
func birch(s spot) look {
	v := noise(roundTower(s, 5), s.p.y*14)
	return look{colour: rgb(0xe8e4da).toward(rgb(0x3b3632), step(.66, .74, v)), rough: .1, grain: 6}
}

// leaves are many tints of one colour, lighter above than below; snow lies on top.
func leaves(c vec, fine float64, snow bool) skin {
	return func(s spot) look {
		v := noise3(s.p.times(fine))
		w := mix(.5, noise3(s.p.times(fine*2.6)), sharp(s.width, fine*1.3))
		c := c.times(mix(.52, 1.42, float64(.45*v)+float64(.55*w)))
		if snow {
			c = c.toward(rgb(0xeef2f6), step(.25, .6, s.n.y+float64(.5*(v-.5))))
		}
		return look{colour: c, thin: .35, rough: 1.3, grain: fine * 1.7}
	}
}

// windows says where the openings of a wall are, and what is behind them.
type windows struct {
	left, bottom float64 // the first one's middle
	dx, dy       float64 // from one to the next
	columns      int
	rows         int
	w, h         float64 // half sizes
	arched       bool
	frame        vec
	shutters     vec
	shut         bool    // has shutters
	lit          float64 // 0 by day; the share that has light, and how strong
	seed         int32
}

// glass is the colour of a pane.
var glass = rgb(0x2c3844)

// on puts the windows on a wall. They are on the sides that face along z, and,
// when all is set, on the others as well.
func (w windows) on(wall skin, all bool) skin {
	return func(s spot) look {
		l := wall(s)
		if math.Abs(s.n.y) > .5 || !all && math.Abs(s.n.x) > math.Abs(s.n.z) {
			return l
		}
		u, v := alongWall(s)
		i, j := math.Floor((u-w.left)/w.dx+.5), math.Floor((v-w.bottom)/w.dy+.5)
		if i < 0 || j < 0 || int(i) >= w.columns || int(j) >= w.rows {
			return l
		}
		x, y := u-w.left-float64(i*w.dx), v-w.bottom-float64(j*w.dy)
		return w.pane(l, x, y, int32(i), int32(j))
	}
}

// pane is one window, seen at (x, y) from its middle.
func (w windows) pane(wall look, x, y float64, i, j int32) look {
	ax, ay := math.Abs(x), math.Abs(y)
	top := w.h
	if w.arched && y > 0 {
		top = w.h * (1 + float64(.35*(1-float64(ax*ax/float64(w.w*w.w)))))
	}
	const frame = .045
	switch {
	case ax < w.w && ay < top:
		if ax < .018 || math.Abs(y-float64(.1*w.h)) < .018 {
			return look{colour: w.frame}
		}
		l := look{colour: glass.times(mix(.7, 1.5, clamp(.5+float64(.5*y/w.h)))), shine: .5}
		if h := speck(i, j, w.seed); h < w.lit {
			l.glow = rgb(0xffc46b).times(mix(.5, 1.3, h/w.lit) * mix(1.1, .7, clamp(ay/w.h)))
		}
		return l
	case ax < w.w+frame && ay < top+frame:
		return look{colour: w.frame}
	case w.shut && ax < 2*w.w && ay < w.h:
		return look{colour: w.shutters.times(mix(.7, 1.05, step(.2, .5, math.Abs(fract(y*12)-.5)+.1)))}
	case y < -w.h && y > -w.h-.1 && ax < w.w+.09:
		return look{colour: w.frame.times(.9)} // the sill
	}
	return wall
}
