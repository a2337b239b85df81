// The ground: meadow, field, sand, paving, planks, snow, and water.

package practice

import "math"

// season colours what grows.
type season struct {
	grass  [2]vec // dry and lush
	hill   vec
	leaves []uint32
	snow   bool
}

var seasons = []season{
	{grass: [2]vec{rgb(0xa7b04f), rgb(0x5f8f3c)}, hill: rgb(0x5d8060), leaves: []uint32{0x4f8a3a, 0x6d9c40, 0x3d7440, 0x86a84a}},
	{grass: [2]vec{rgb(0xc2b56a), rgb(0x8d9a48)}, hill: rgb(0x7d8a5c), leaves: []uint32{0x5a7f35, 0x7c9440, 0x48703a, 0x94964a}},
	{grass: [2]vec{rgb(0xb99a58), rgb(0x8b8444)}, hill: rgb(0x94714c), leaves: []uint32{0xc9692b, 0xd8963a, 0xa94a2c, 0xb9a33e, 0x7f8a3a}},
	{grass: [2]vec{rgb(0xeff1f4), rgb(0xdce5ee)}, hill: rgb(0xa9bccb), leaves: []uint32{0x4c6b57, 0x5d7a63, 0x6f8577, 0x3f5c50}, snow: true},
}

// ground is the plane y = 0, of one kind on land, with water where shore says so.
type ground struct {
	kind      func(g *ground, x, z, width float64) look
	season    season
	flowers   [3]vec  // in a meadow, or row by row in a field
	stones    [2]vec  // what is laid
	cos, sine float64 // the pattern is turned
	scale     float64
	shift     float64
	shore     func(x, z float64) float64 // positive on land, in units from the edge
	beach     float64                    // width of the sand along the water
	deep      vec                        // the water's own colour
	swell     float64                    // height of the waves
	path      func(x, z float64) float64 // how far from the middle of a way; nil: none
	terrace   [2]float64                 // half sides of what is laid; beyond it grass grows
}

var sand = rgb(0xdcc596)

// at returns what the ground looks like, and whether it is water.
func (g *ground) at(x, z, width float64) (look, bool) {
	edge := g.shore(x, z)
	if edge < 0 {
		return look{colour: g.deep}, true
	}
	l := g.land(x, z, width)
	if g.path != nil {
		if away := g.path(x, z) + float64(.25*(noise(x*2.1, z*2.1)-.5)); away < 1 {
			way := look{colour: sand.times(mix(.62, .8, noise(x*5, z*5))), rough: .3, grain: 5}
			l = blend(l, way, step(1, .8, away))
		}
	}
	if edge < g.beach {
		wet := mix(.62, 1, step(0, .3*g.beach, edge))
		l = blend(l, look{colour: g.dune().times(wet), rough: .2, grain: 4}, step(g.beach, .6*g.beach, edge+float64(.3*g.beach*(noise(x*3, z*3)-.5))))
	}
	return l, false
}

// land is the ground away from ways and water.
func (g *ground) land(x, z, width float64) look {
	u, v := float64(g.cos*x)-float64(g.sine*z), float64(g.sine*x)+float64(g.cos*z)
	kind, out := g.kind, max(math.Abs(u)-g.terrace[0], math.Abs(v)-g.terrace[1])
	if g.terrace[0] > 0 && out > 0 {
		if out < .22 { // its kerb
			return look{colour: rgb(0xb5aea0).times(mix(.7, 1.05, noise(u*9, v*9))), rough: .2, grain: 7}
		}
		kind = meadow
	}
	return kind(g, u/g.scale, v/g.scale, width/g.scale)
}

// dune is the sand of the shore, darker where snow lies around it.
func (g *ground) dune() vec {
	if g.season.snow {
		return rgb(0xb9b4a8)
	}
	return sand
}

func blend(a, b look, s float64) look {
	a.colour = a.colour.toward(b.colour, s)
	a.shine = mix(a.shine, b.shine, s)
	a.rough = mix(a.rough, b.rough, s)
	return a
}

// sharp says how much of a pattern with n parts to a unit can still be seen
// where a pixel is this wide.
func sharp(width, n float64) float64 { return clamp(1.4 - float64(width*n*1.8)) }

// meadow is grass in patches, blades and tufts; what is too fine for a pixel fades
// to its mean, or it would flicker from one pixel to the next.
func meadow(g *ground, x, z, width float64) look {
	large := fractal(float64(x*.35)+g.shift, z*.35, 3)
	fine := mix(.5, noise(x*11, z*5), sharp(width, 8))
	tufts := mix(.5, noise(x*31, z*13), sharp(width, 20))
	c := g.season.grass[0].toward(g.season.grass[1], step(.25, .75, large)).times(.72 + float64(.28*fine) + float64(.28*tufts))
	if !g.season.snow && large > .5 && sharp(width, 4) > 0 { // flowers grow where it is lush
		i, j := math.Floor(x*4), math.Floor(z*4)
		dx, dz := fract(x*4)-.25-float64(.5*speck(int32(i), int32(j), 3)), fract(z*4)-.25-float64(.5*speck(int32(i), int32(j), 4))
		if speck(int32(i), int32(j), 5) > .6 && float64(dx*dx)+float64(dz*dz) < .035 {
			c = c.toward(g.flowers[int(3*speck(int32(i), int32(j), 6))], .9*sharp(width, 4))
		}
	}
	return look{colour: c, rough: .16, grain: 6}
}

// field has furrows or rows of flowers, which show perspective best.
func field(g *ground, x, z, width float64) look {
	row := math.Floor(x * 1.5)
	r := fract(x*1.5) + float64(.12*(noise(x*6, z*6)-.5))
	crest := 1 - math.Abs(float64(2*r)-1)
	soil := rgb(0x7d5f42).times(mix(.8, 1.1, noise(x*9, z*9)))
	if g.season.snow {
		soil = rgb(0x9a8f86)
	}
	plant := g.flowers[(int(row)%3+3)%3].times(mix(.75, 1.2, noise(x*14, z*9)))
	mean := soil.toward(plant, .55)
	c := mean.toward(soil.toward(plant, step(.3, .6, crest)).times(mix(.7, 1.1, crest)), sharp(width, 1.5))
	return look{colour: c, rough: .3, grain: 5}
}

// paving is laid in square or long stones, each of its own shade.
func paving(long float64) func(g *ground, x, z, width float64) look {
	return func(g *ground, x, z, width float64) look {
		j := math.Floor(z * 1.6)
		x = float64(x*1.6/long) + float64(.5*(j-float64(2*math.Floor(j/2)))*step(1, 1.01, long))
		i := math.Floor(x)
		u, v := float64(math.Abs(fract(x)-.5)*long), math.Abs(fract(z*1.6)-.5)
		joint := step(.40, .46, max(v, u-float64(.5*(long-1))))
		shade := mix(.8, 1.12, speck(int32(i), int32(j), 1))
		stone := g.stones[0].toward(g.stones[1], speck(int32(i), int32(j), 2)).times(shade)
		stone = stone.times(mix(.88, 1.08, noise(x*9, z*15)))
		seen := sharp(width, 1.6)
		mean := g.stones[0].toward(g.stones[1], .5).times(.86)
		return look{colour: mean.toward(stone.toward(stone.times(.38), joint), seen), rough: .3 * seen, grain: 7, shine: .1}
	}
}

// chequer is a terrace of two colours.
func chequer(g *ground, x, z, width float64) look {
	i, j := math.Floor(x), math.Floor(z)
	odd := i + j - float64(2*math.Floor((i+j)/2))
	joint := step(.465, .49, max(math.Abs(fract(x)-.5), math.Abs(fract(z)-.5)))
	c := g.stones[0].toward(g.stones[1], odd).times(mix(.85, 1.05, noise(x*6, z*6)) * mix(1, .6, joint))
	mean := g.stones[0].toward(g.stones[1], .5)
	return look{colour: mean.toward(c, sharp(width, 1)), shine: .25}
}

// planks run away from the eye or across.
func planks(g *ground, x, z, width float64) look {
	i := math.Floor(x * 1.8)
	v := float64(z*.22) + speck(int32(i), 3, 1)
	j := math.Floor(v)
	gap := max(step(.44, .49, math.Abs(fract(x*1.8)-.5)), step(.492, .498, math.Abs(fract(v)-.5)))
	veins := noise(x*26, float64(z*1.7)+float64(40*speck(int32(i), int32(j), 2)))
	c := g.stones[0].toward(g.stones[1], speck(int32(i), int32(j), 3)).times(mix(.74, 1.12, mix(.5, veins, sharp(width, 12))))
	return look{colour: c.toward(c.times(.25), gap*sharp(width, 1.8)), shine: .12, rough: .1, grain: 6}
}

// strand is sand with ripples of the wind.
func strand(g *ground, x, z, width float64) look {
	wave := sin(float64(9*z) + float64(5*fractal(x*.8, z*.8, 2)) + x)
	c := g.dune().times(mix(.82, 1.06, fractal(x*.7, z*.7, 3))).times(1 + float64(.07*wave*sharp(width, 3)))
	return look{colour: c, rough: .12, grain: 4}
}

// newGround throws the land; wet places come from the scene.
func newGround(d *dice, land season) ground {
	g := ground{season: land, scale: d.between(.8, 1.3), shift: d.between(0, 99), beach: d.between(.3, 1.3),
		shore: func(x, z float64) float64 { return 1e9 }, swell: d.between(.002, .03)}
	angle := d.between(-.7, .7)
	g.cos, g.sine = cos(angle), sin(angle)
	g.flowers = [3]vec{d.one(0xf4e04d, 0xffffff), d.one(0xe8574a, 0xf7a8c4), d.one(0xb583d6, 0xfff3c4)}
	g.deep = d.one(0x1d5a73, 0x2a6f7f, 0x23506b, 0x3a7a78, 0x1b4462)
	laid := func(kind func(g *ground, x, z, width float64) look, a, b vec) {
		g.kind, g.stones = kind, [2]vec{a, b}
		g.terrace = [2]float64{d.between(3.2, 6), d.between(3.2, 6)}
	}
	switch d.under(12) {
	case 0, 1, 2, 3:
		g.kind = meadow
	case 4, 5:
		g.kind, g.flowers = field, rowColours(d, land)
	case 6:
		laid(paving(1), d.one(0x9a948a, 0xb0a08c), d.one(0x868079, 0xa78f7a))
	case 7, 8:
		laid(paving(2.2), d.one(0xa98a74, 0xb5a48e), d.one(0x8f7a6c, 0xc2b098))
	case 9:
		laid(chequer, d.one(0xd9cdb8, 0xe6dfd0), d.one(0x8a6a58, 0x6f7c84, 0x9c5f4a))
	case 10:
		laid(planks, d.one(0xa87f55, 0x9a8a76), d.one(0x8a6744, 0xb59468))
	default:
		g.kind = strand
	}
	if land.snow && d.chance(.7) {
		g.kind, g.terrace = meadow, [2]float64{} // under snow there is little else
	}
	return g
}

// rowColours are those of three rows: tulips, or all green.
func rowColours(d *dice, land season) [3]vec {
	if land.snow || d.chance(.4) {
		green := land.grass[1]
		return [3]vec{green, green.times(1.15), green.times(.9)}
	}
	tulips := []uint32{0xd8433f, 0xf0c23c, 0xe88fb0, 0x8a5fb0, 0xf2efe2, 0xe8803a}
	return [3]vec{d.one(tulips...), d.one(tulips...), d.one(tulips...)}
}
