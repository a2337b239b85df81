// Trees, bushes and rocks.

package practice

import "math"

// tree returns one of height 1 at the origin. Far ones need few balls of leaves.
func tree(d *dice, land season, balls int) *thing {
	switch k := d.under(10); {
	case k < 5:
		return broad(d, land, balls)
	case k < 8:
		return conifer(d, land)
	}
	return poplar(d, land, balls)
}

// bole is a trunk up to the height h, and its skin.
func bole(d *dice, g *thing, h, r float64) {
	s := bark(d.one(0x6b4f3a, 0x7d6650, 0x5a4636))
	if d.chance(.25) {
		s = birch
	}
	g.add(tower{vec{0, -.1, 0}, r * 1.25, r * .6, h + .1}, s)
}

// broad is an oak, a maple, an apple tree: a crown of many balls.
func broad(d *dice, land season, balls int) *thing {
	g := &thing{}
	foot := d.between(.22, .4)
	bole(d, g, foot+.25, d.between(.03, .05))
	wide, mid, tall := d.between(.3, .42), float64((1+foot)/2), float64((1-foot)/2)
	base := d.one(land.leaves...)
	other := d.one(land.leaves...)
	g.add(leafy{whole(vec{0, mid, 0}, vec{wide * .72, tall * .8, wide * .72}), 30, .5}, leaves(base.times(.8), 26, land.snow))
	for i := range balls {
		// The golden angle spreads them evenly over the crown.
		y := 1 - 2*(float64(i)+.5)/float64(balls)
		a := float64(float64(i)*2.39996) + d.between(-.3, .3)
		flat := math.Sqrt(1 - float64(y*y))
		r := float64(d.between(.34, .52) * wide)
		c := vec{float64(flat * cos(a) * (wide - float64(r*.6))), mid + float64(y*(tall-float64(r*.7))), float64(flat * sin(a) * (wide - float64(r*.6)))}
		tintOf := base.toward(other, float64(d.Float64()*.5)).times(mix(.85, 1.15, d.Float64()))
		g.add(leafy{whole(c, vec{r, r * d.between(.75, .95), r}), 34, .6}, leaves(tintOf, 28, land.snow))
	}
	return g
}

// conifer is a fir: cones upon each other.
func conifer(d *dice, land season) *thing {
	g := &thing{}
	bole(d, g, .3, .03)
	tiers, wide, foot := 4+d.under(4), d.between(.2, .32), d.between(.1, .2)
	c := rgb(0x2f5a3c).toward(d.one(land.leaves...), .25).times(d.between(.7, 1.2))
	for i := range tiers {
		low := float64(i) / float64(tiers)
		y := mix(foot, 1, low*.92)
		r := wide * (1 - float64(low*.85))
		h := (1 - foot) / float64(tiers) * mix(1.75, 1.2, low)
		g.add(needles{tower{vec{0, y, 0}, r, .1 * r, min(h, 1.02-y)}}, leaves(c.times(mix(.85, 1.15, low)), 30, land.snow))
	}
	return g
}

// needles is a cone whose lower edge is ragged.
type needles struct{ tower }

// meet frays the lowest third by the noise around it.
func (k needles) meet(o, d vec, near, far float64) (float64, vec, bool) {
	t, n, ok := k.tower.meet(o, d, near, far)
	if ok && n.y > -.5 {
		p := o.along(d, t)
		if up := (p.y - k.c.y) / k.h; up < .3*noise(turn(p.x, p.z)*26, k.c.y*9) {
			return 0, n, false
		}
	}
	return t, n, ok
}

// poplar is a tall flame of leaves; a cypress, in other words.
func poplar(d *dice, land season, balls int) *thing {
	g := &thing{}
	bole(d, g, .25, .028)
	wide := d.between(.11, .17)
	c := d.one(land.leaves...).times(d.between(.75, 1.05))
	g.add(leafy{whole(vec{0, .55, 0}, vec{wide, .44, wide}), 34, .5}, leaves(c, 30, land.snow))
	for i := range balls / 2 {
		y := (float64(i) + .5) / float64(balls/2)
		a := float64(i) * 2.39996
		r := wide * mix(.75, .35, y)
		away := float64(wide * .42 * math.Sqrt(clamp(1-float64(y*y))))
		g.add(leafy{whole(vec{float64(away * cos(a)), mix(.2, .93, y), float64(away * sin(a))}, vec{r, r * 1.5, r}), 36, .6},
			leaves(c.times(d.between(.85, 1.15)), 30, land.snow))
	}
	return g
}

// bush is of height 1, wider than tall.
func bush(d *dice, land season) *thing {
	g := &thing{}
	c := d.one(land.leaves...)
	for i := range 3 + d.under(3) {
		x := float64(float64(i)*.5) - .7
		r := d.between(.38, .6)
		g.add(leafy{whole(vec{x, r * .6, d.between(-.3, .3)}, vec{r, r * .9, r}), 12, .6}, leaves(c.times(d.between(.8, 1.15)), 11, land.snow))
	}
	return g
}

// rock is a stone with flat faces, of radius about 1.
func rock(d *dice, c vec) *thing {
	s := &solid{r: 1.5, round: []convex{whole(vec{}, vec{1.2, .9, 1.2})}}
	for range 11 {
		n := vec{d.between(-1, 1), d.between(-.5, 1), d.between(-1, 1)}
		s.slope(n.unit().times(d.between(.62, .95)), n)
	}
	g := &thing{}
	g.add(s, func(at spot) look {
		v := fractal(float64(at.p.x*2)+at.p.y, float64(at.p.z*2)-at.p.y, 3)
		return look{colour: c.times(mix(.75, 1.2, v)), rough: .5, grain: 5}
	})
	return g
}

// wood is the class: one to four trees.
func wood(w *world) extent {
	d := w.dice
	n := 1 + d.under(4)
	if d.chance(.35) {
		n = 1
	}
	size := d.between(4, 5.5)
	for i := range n {
		at, s := vec{}, size
		if i > 0 {
			at = vec{d.between(-.62, .62) * size, 0, d.between(-.4, .9) * size}
			s = size * d.between(.6, .95)
		}
		w.add(tree(d, w.land, 20).place(w.on(at), d.Float64(), d.between(-.04, .04), s))
	}
	return extent{tall: size, wide: size * .8}
}
