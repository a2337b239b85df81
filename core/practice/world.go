// Composing: an hour, a land, a subject, what stands around it, and the eye.

package practice

import (
	"math"

	"maestudio/core/internal/random"
)

// world is a scene while it is being put together.
type world struct {
	*scene
	dice  *dice
	land  season
	hills []ball // what the subject stands on; none is the plane
	tall  float64
}

// extent is the size of a subject, for the eye to frame.
type extent struct{ tall, wide, base float64 }

// class is one kind of subject.
type class struct {
	name   string
	build  func(w *world) extent
	afloat bool // stands in water
	aloft  bool // needs no ground below
}

var classes = []class{
	{name: "balloons", build: flight, aloft: true},
	{name: "boats", build: fleet, afloat: true},
	{name: "houses", build: street},
	{name: "lighthouses", build: lighthouse},
	{name: "trees", build: wood},
	{name: "windmills", build: windmill},
}

// compose throws a scene of the class.
func compose(c class, seed uint64) *scene {
	d := &dice{random.New(seed, random.Key("practice"), random.Key(c.name))}
	land := seasons[min(d.under(7)/2, 3)]
	h := hours[[...]int{0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7}[d.under(12)]]
	w := &world{scene: &scene{}, dice: d, land: land}
	w.sky = newSky(d, h, land)
	w.ground = newGround(d, land)
	w.shore(c.afloat)
	if !c.afloat && !c.aloft && d.chance(.5) {
		w.mound()
	}
	e := c.build(w)
	w.frame(e)
	w.surround(e)
	return w.scene
}

func (w *world) add(g *thing) { w.things = append(w.things, g) }

// lamp lights a halo at a place of the subject when the hour asks for it.
func (w *world) lamp(at, colour vec, size float64) {
	if w.sky.lamps > .5 {
		w.lamps = append(w.lamps, lamp{at.plus(vec{0, w.height(at), 0}), colour.times(.9 * w.sky.lamps), size})
	}
}

// height is the ground's at a place.
func (w *world) height(at vec) float64 {
	top := 0.0
	for _, b := range w.hills {
		x, z := (float64(at.x)-b.c.x)/b.r.x, (float64(at.z)-b.c.z)/b.r.z
		top = max(top, b.c.y+float64(b.r.y*math.Sqrt(max(0, 1-float64(x*x)-float64(z*z)))))
	}
	return top
}

// on lifts a place to the ground.
func (w *world) on(at vec) vec { return at.plus(vec{0, w.height(at), 0}) }

// mound is two or three flat hills below the subject, covered like the ground.
func (w *world) mound() {
	d, ground := w.dice, &w.ground
	kind := ground.kind
	if d.chance(.5) {
		kind = meadow
	}
	cover := func(s spot) look {
		l := kind(ground, s.p.x/ground.scale, s.p.z/ground.scale, s.width/ground.scale)
		if s.p.y < .3 && ground.shore(s.p.x, s.p.z) < ground.beach {
			l = blend(l, look{colour: ground.dune(), rough: .2}, step(.3, .1, s.p.y))
		}
		return l
	}
	g := &thing{}
	for i := range 2 + d.under(2) {
		b := ball{c: vec{d.between(-.6, .6), -.3, d.between(-.2, .8)}, r: vec{d.between(3.6, 5), d.between(.7, 1.4), d.between(3, 5)}, low: -.5, high: 99}
		if i > 0 {
			b.c = vec{d.sign() * d.between(2, 4), -.4, d.between(-1.5, 2.5)}
			b.r = vec{d.between(2.4, 5), d.between(.6, 1.2), d.between(2.4, 4)}
		}
		w.hills = append(w.hills, b)
		g.add(b, cover)
	}
	w.add(g.place(vec{}, 0, 0, 1))
}

// shore throws where the water is.
func (w *world) shore(afloat bool) {
	d, g := w.dice, &w.ground
	seed := d.between(0, 99)
	wobble := func(x float64) float64 { return float64(1.6 * (fractal(float64(x*.35)+seed, seed, 3) - .5)) }
	near, far, tilt := d.between(-6, -3.2), d.between(4, 14), d.between(-.3, .3)
	radius := d.between(3.4, 5)
	if afloat {
		switch d.under(3) {
		case 0: // the open sea
			g.shore = func(x, z float64) float64 { return -1e3 }
		case 1: // a coast behind
			g.shore = func(x, z float64) float64 { return z - far - float64(tilt*x) + wobble(x) }
		default: // a quay or a beach in front
			g.shore = func(x, z float64) float64 { return near - z - .6 + float64(tilt*x*.5) + wobble(x) }
		}
		return
	}
	switch d.under(6) {
	case 0, 1: // water in front
		g.shore = func(x, z float64) float64 { return z - float64(near*.62) - float64(tilt*x*.5) + wobble(x) }
	case 2: // water behind
		g.shore = func(x, z float64) float64 { return float64(far*.6) - z + float64(tilt*x) + wobble(x) }
	case 3: // an island
		g.shore = func(x, z float64) float64 {
			return radius - math.Sqrt(float64(x*x)+float64(z*z)) + wobble(x+float64(.7*z))
		}
	}
	if d.chance(.35) {
		w.way(seed)
	}
}

// way is a path that winds toward the subject.
func (w *world) way(seed float64) {
	bend := w.dice.between(-.5, .5)
	w.ground.path = func(x, z float64) float64 {
		if z > -.2 {
			return 9
		}
		return math.Abs(x-float64(bend*z)-float64(.5*sin(float64(z*.8)+seed))) / .42
	}
}

// frame sets the eye so that the subject fills a good part of the picture, and
// stands a little off its middle.
func (w *world) frame(e extent) {
	d := w.dice
	zoom := d.between(1.7, 2.8)
	fill := d.between(.52, .9)
	away := float64(max(e.tall, e.wide) * zoom / (2 * fill))
	half := away / zoom // of what is seen at the subject
	base := e.base + w.height(vec{})
	room := vec{max(half-float64(.5*e.wide), float64(.12*half)), half - float64(.5*e.tall), 0}
	at := vec{float64(d.between(-.75, .75) * room.x), base + float64(e.tall*.5) + float64(d.between(-.7, .7)*room.y), 0}
	lift := d.between(.12, .62)
	if d.chance(.2) {
		lift = d.between(.7, 1.15) // from above
	}
	eye := vec{at.x + float64(d.between(-.15, .15)*away), max(.35, float64(lift*e.tall)+float64(base*.6)), -away}
	eye.y = max(eye.y, w.height(eye)+.3)
	w.aim(eye, at, zoom)
	w.tall = e.tall
}
