package augment

import (
	"math"
	"slices"
	"testing"

	"maestudio/core/dataset/picture"
	"maestudio/core/internal/random"
)

func large() *picture.Picture {
	return drawn(64, 48, func(x, y, c int) int { return (x*3 + y*5*(c+1) + x*y/9) % 256 })
}

// The same key gives the same pixels, whatever the augmenter did before; another
// gives others.
func TestApplyDependsOnItsKey(t *testing.T) {
	apply := func(a *Augmenter, seed, epoch, index uint64) []uint8 {
		p := large()
		a.Apply(p, seed, epoch, index)
		return p.Pix
	}
	used, changed, differ := NewAugmenter(Published), 0, 0
	for i := range uint64(200) {
		one := apply(used, 7, 1, i)
		if !slices.Equal(one, apply(NewAugmenter(Published), 7, 1, i)) {
			t.Fatalf("picture %d differs with another augmenter", i)
		}
		if !slices.Equal(one, large().Pix) {
			changed++
		}
		if !slices.Equal(one, apply(used, 7, 2, i)) || !slices.Equal(one, apply(used, 8, 1, i)) {
			differ++
		}
	}
	// Two operations, each done half of the time: a quarter stays as it is.
	if changed < 120 || changed > 170 || differ < 150 {
		t.Errorf("of 200 pictures %d are changed, and %d differ with epoch or seed", changed, differ)
	}
	p := large()
	NewAugmenter(Policy{}).Apply(p, 1, 2, 3)
	if !slices.Equal(p.Pix, large().Pix) {
		t.Error("a policy of nothing changes something")
	}
}

// Each operation is drawn equally often and done half of the time, at levels about 0.9,
// none above 1, to either side where it has two.
func TestOperationsAreDrawnAsPublished(t *testing.T) {
	const n = 60000
	source := random.New(5)
	times, down, signed := map[string]int{}, 0, 0
	done, sum, squares := 0, 0.0, 0.0
	for range n {
		op, level := Published.operation(&source)
		if op == nil {
			continue
		}
		done++
		times[op.name]++
		if op.signed {
			signed++
			if level < 0 {
				down++
			}
		} else if level < 0 {
			t.Fatalf("%s at %v", op.name, level)
		}
		if level = math.Abs(level); level > 1 {
			t.Fatalf("%s at %v", op.name, level)
		}
		sum, squares = sum+level, squares+level*level
	}
	mean := sum / float64(done)
	deviation := math.Sqrt(squares/float64(done) - mean*mean)
	if math.Abs(float64(done)/n-.5) > .01 || math.Abs(mean-.9) > .002 || math.Abs(deviation-.049) > .001 || math.Abs(float64(down)/float64(signed)-.5) > .015 {
		t.Errorf("%d of %d done, at %.4f +- %.4f; %d of %d downwards", done, n, mean, deviation, down, signed)
	}
	for _, o := range operations {
		if got := times[o.name]; got < done/15*9/10 || got > done/15*11/10 {
			t.Errorf("%s was done %d times of %d", o.name, got, done)
		}
	}
}

// Strange sizes and flat pictures go through every operation at every strength, and a
// flat picture that only moves keeps its colour inside.
func TestOddPictures(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {2, 2}, {33, 17}} {
		for _, o := range operations {
			for _, level := range []float64{-1, -.3, 0, .3, 1} {
				if level < 0 && !o.signed {
					continue
				}
				p := drawn(size[0], size[1], func(_, _, _ int) int { return 200 })
				o.do(NewAugmenter(Published), p, level)
				if level == 0 && !slices.Contains([]string{"Invert", "Posterize"}, o.name) && p.Pix[0] != 200 {
					t.Errorf("%s of no strength makes 200 %d", o.name, p.Pix[0])
				}
				if i := slices.Index([]string{"Rotate", "ShearX", "ShearY", "TranslateX", "TranslateY"}, o.name); i >= 0 {
					for k, v := range p.Pix {
						if v != 200 && v != fill[k%3] {
							t.Fatalf("%s at %v of %v: value %d is %d", o.name, level, size, k, v)
						}
					}
				}
			}
		}
	}
}

func TestPolicies(t *testing.T) {
	for text, want := range map[string]Policy{
		"rand-m9-mstd0.5-inc1":         Published,
		"none":                         {},
		"":                             {},
		"rand-m6-n3-p0.7-inc1":         {3, .7, 6, 0},
		"rand-m5.5-mstd1-inc1-n1-p0.2": {1, .2, 5.5, 1},
	} {
		got, err := ParsePolicy(text)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
		if again, err := ParsePolicy(got.String()); err != nil || again != got {
			t.Errorf("%+v is written %q and read %+v, %v", got, got, again, err)
		}
	}
	for _, text := range []string{"augmix-m3", "rand-m11", "rand-m", "rand-x3", "rand-m9-inc0", "rand-n0", "rand-p2", "rand--"} {
		if p, err := ParsePolicy(text); err == nil {
			t.Errorf("%q is read as %+v", text, p)
		}
	}
}

// A quarter of the pictures loses 2 to 33 % of its area to noise of deviation 1.
func TestErasing(t *testing.T) {
	const height, width, n = 40, 56, 2000
	erased, sum, squares, values := 0, 0.0, 0.0, 0
	for i := range uint64(n) {
		planes, again := make([]float32, 3*height*width), make([]float32, 3*height*width)
		Erasing{.25}.Apply(planes, height, width, 3, 1, i)
		Erasing{.25}.Apply(again, height, width, 3, 1, i)
		if !slices.Equal(planes, again) {
			t.Fatal("the same key erases otherwise")
		}
		count := 0
		for _, v := range planes {
			if v != 0 {
				count, values = count+1, values+1
				sum, squares = sum+float64(v), squares+float64(v)*float64(v)
			}
		}
		if count == 0 {
			continue
		}
		erased++
		if share := float64(count) / float64(len(planes)); share < .015 || share > .345 {
			t.Fatalf("%.3f of picture %d is erased", share, i)
		}
	}
	mean, variance := sum/float64(values), squares/float64(values)
	if erased < 430 || erased > 570 || math.Abs(mean) > .01 || math.Abs(variance-1) > .01 {
		t.Errorf("%d of %d erased, noise of mean %.4f and variance %.4f", erased, n, mean, variance)
	}
	tiny := make([]float32, 3)
	Erasing{1}.Apply(tiny, 1, 1, 1, 1, 1) // nothing fits: nothing happens
}

// Nothing is allocated once a first picture went through.
func TestSteady(t *testing.T) {
	a, p, i := NewAugmenter(Policy{4, 1, 9, .5}), large(), uint64(0)
	planes, labels, targets := make([]float32, 2*3*48*64), []int{0, 1}, make([]float32, 4)
	for range 20 {
		a.Apply(p, 1, 1, i)
		i++
	}
	if n := testing.AllocsPerRun(50, func() {
		i++
		a.Apply(p, 1, 1, i)
		Erasing{1}.Apply(planes, 48, 64, 1, 1, i)
		m := Mixing{.8, 1}.Draw(48, 64, 1, 1, i)
		m.Pixels(planes, 2, 3, 48, 64)
		m.Targets(targets, labels, 2, .1)
	}); n != 0 {
		t.Errorf("%v allocations a picture", n)
	}
}

func BenchmarkApply(b *testing.B) {
	for name, side := range map[string]int{"64": 64, "224": 224} {
		b.Run(name, func(b *testing.B) {
			a, p := NewAugmenter(Published), drawn(side, side, func(x, y, c int) int { return x*7 + y*11 + c })
			for i := range b.N {
				a.Apply(p, 1, 1, uint64(i))
			}
		})
	}
}
