package score

import (
	"math"
	"slices"
	"testing"

	"maestudio/core/internal/random"
)

func TestOfWhatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		values, classes int
		labels          []int
	}{{5, 2, []int{0, 1}}, {4, 2, []int{0, 2}}, {4, 2, []int{-1, 0}}, {0, 0, nil}} {
		if _, err := Of(make([]float32, c.values), c.classes, c.labels); err == nil {
			t.Errorf("%+v is scored", c)
		}
	}
}

func TestFewClassesAndNoPictures(t *testing.T) {
	s, err := Of([]float32{.5, .5, .2, .8}, 2, []int{1, 1})
	if err != nil || s.Top1 != .5 || s.Top5 != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = Of([]float32{}, 3, nil)
	if err != nil || s.Top1 != 0 || s.MacroF1 != 0 || s.Calibration.ECE != 0 || s.Interval != (Interval{0, 1}) {
		t.Errorf("of no pictures: %+v, %v", s, err)
	}
}

// A class without pictures is no class that is never found: the means are over the
// others, as scikit-learn has them when it is given the labels that occur.
func TestMeansLeaveOutClassesWithoutPictures(t *testing.T) {
	s, err := Of([]float32{.8, .1, .1, .7, .2, .1, .1, .2, .7, .1, .8, .1}, 3, []int{0, 0, 0, 1})
	if err != nil {
		t.Fatal(err)
	}
	if s.MacroClasses != 2 || math.Abs(s.MacroPrecision-1) > 1e-12 || math.Abs(s.MacroRecall-5./6) > 1e-12 || math.Abs(s.MacroF1-.9) > 1e-12 {
		t.Errorf("%d classes, precision %v, recall %v, F1 %v; want 2, 1, 5/6, 0.9", s.MacroClasses, s.MacroPrecision, s.MacroRecall, s.MacroF1)
	}
}

func TestEdgesOfBins(t *testing.T) {
	for p, want := range map[float64]int{0: 0, 1. / 15: 0, .2: 2, .6: 8, 2. / 3: 9, 1: 14, 1.0000001: 14} {
		if got := binOf(p); got != want {
			t.Errorf("%v is in bin %d, want %d", p, got, want)
		}
	}
}

// Values of Wilson's interval from Newcombe (1998), table I.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		right, n  int
		low, high float64
	}{{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718}} {
		got := Wilson(c.right, c.n)
		if math.Abs(got.Low-c.low) > 5e-5 || math.Abs(got.High-c.high) > 5e-5 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.right, c.n, got.Low, got.High, c.low, c.high)
		}
	}
}

// Quantiles of any table of Student's t.
func TestStudent(t *testing.T) {
	for degrees, want := range map[float64]float64{1: 12.7062, 2: 4.3027, 3: 3.1824, 10: 2.2281, 100: 1.9840, 1e9: 1.9600} {
		if got := student95(degrees); math.Abs(got-want) > 1e-4 {
			t.Errorf("%v degrees: %.5f, want %.4f", degrees, got, want)
		}
	}
}

func TestMostFrequent(t *testing.T) {
	class, top1 := MostFrequent([]int{2, 1, 1, 2, 0}, []int{1, 1, 0, 2})
	if class != 1 || top1 != .5 {
		t.Errorf("class %d, %v", class, top1)
	}
}

func TestWithout(t *testing.T) {
	s := &Scores{Right: []bool{true, true, false, true}}
	if top1, n, _ := s.Without([]bool{true, true, false, false}); top1 != .5 || n != 2 {
		t.Errorf("%v of %d", top1, n)
	}
}

// One seed: Bonett and Price's interval, by their formula.
func TestCompareOneSeed(t *testing.T) {
	const n, onlyFirst, onlySecond = 50, 12, 4
	first, second := make([]bool, n), make([]bool, n)
	for i := range n {
		first[i] = i < onlyFirst || i >= 30
		second[i] = i >= 12 && i < 12+onlySecond || i >= 30
	}
	c, err := Compare([][]bool{first}, [][]bool{second})
	if err != nil {
		t.Fatal(err)
	}
	a, b := (onlyFirst+1.)/(n+2), (onlySecond+1.)/(n+2)
	half := 1.959963984540054 * math.Sqrt((a+b-(a-b)*(a-b))/(n+2))
	if math.Abs(c.Interval.Low-(a-b-half)) > 1e-12 || math.Abs(c.Interval.High-(a-b+half)) > 1e-12 || math.Abs(c.Difference-.16) > 1e-12 {
		t.Errorf("%+v, want %.4f to %.4f", c, a-b-half, a-b+half)
	}
}

// One seed: Agresti and Coull's interval, by their formula. What seeds do widens it.
func TestMean(t *testing.T) {
	const n, hits = 40, 34
	right := make([]bool, n)
	for i := range hits {
		right[i] = true
	}
	share, one, err := Mean([][]bool{right})
	p := (hits + 2.) / (n + 4)
	half := 1.959963984540054 * math.Sqrt(p*(1-p)/(n+4))
	if err != nil || math.Abs(share-.85) > 1e-12 || math.Abs(one.Low-(p-half)) > 1e-12 || math.Abs(one.High-(p+half)) > 1e-12 {
		t.Errorf("%v in %+v, want %.4f to %.4f: %v", share, one, p-half, p+half, err)
	}
	other := slices.Clone(right)
	for i := range 4 {
		other[i] = false
	}
	share, two, err := Mean([][]bool{right, other})
	if err != nil || math.Abs(share-.8) > 1e-12 || two.High-two.Low <= one.High-one.Low {
		t.Errorf("of two seeds: %v in %+v, %v", share, two, err)
	}
	for _, none := range [][][]bool{{}, {{}}, {{true}, {true, false}}} {
		if _, _, err := Mean(none); err == nil {
			t.Errorf("%v has a mean", none)
		}
	}
}

func TestCompareOddInput(t *testing.T) {
	for _, c := range [][2][][]bool{{{}, {}}, {{{true}}, {}}, {{{true}}, {{true, false}}}, {{{}}, {{}}}} {
		if _, err := Compare(c[0], c[1]); err == nil {
			t.Errorf("%v is compared", c)
		}
	}
	same := make([]bool, 100)
	c, err := Compare([][]bool{same}, [][]bool{same})
	if err != nil || c.Answer() != Open || c.Interval.High < .01 {
		t.Errorf("two that are the same: %+v, %v", c, err)
	}
}

// The interval holds the true difference in about 95 of 100 cases, however the
// variance is shared between pictures and seeds.
func TestCompareCovers(t *testing.T) {
	const rounds, n, gain = 400, 120, .08
	for _, c := range []struct {
		seeds       int
		seedEffect  float64
		picture     float64 // how much the gain differs from picture to picture
		least, most float64 // share covered
	}{{1, 0, .3, .92, .98}, {3, 0, .3, .92, 1}, {3, .06, .2, .92, 1}, {5, .06, 0, .92, 1}} {
		draw, covered := random.New(99, uint64(c.seeds)), 0
		for range rounds {
			first, second := make([][]bool, c.seeds), make([][]bool, c.seeds)
			ease, more := make([]float64, n), make([]float64, n)
			for i := range n {
				ease[i], more[i] = .25+.4*draw.Float64(), gain+c.picture*(draw.Float64()-.5)
			}
			for s := range c.seeds {
				luck := c.seedEffect * draw.Normal()
				first[s], second[s] = make([]bool, n), make([]bool, n)
				for i := range n {
					first[s][i], second[s][i] = draw.Float64() < ease[i]+more[i]+luck, draw.Float64() < ease[i]
				}
			}
			got, err := Compare(first, second)
			if err != nil {
				t.Fatal(err)
			}
			if got.Interval.Low <= gain && gain <= got.Interval.High {
				covered++
			}
		}
		if held := float64(covered) / rounds; held < c.least || held > c.most {
			t.Errorf("%d seeds, effect %v: held in %.3f of cases", c.seeds, c.seedEffect, held)
		} else {
			t.Logf("%d seeds, effect %v: held in %.3f of cases", c.seeds, c.seedEffect, held)
		}
	}
}
