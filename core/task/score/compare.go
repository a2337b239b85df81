package score

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Comparison is how much more often one way of training is right than another.
type Comparison struct {
	Pictures   int      `json:"pictures"`
	Seeds      int      `json:"seeds"`
	First      float64  `json:"first"`      // top-1, mean over seeds
	Second     float64  `json:"second"`     // top-1, mean over seeds
	Difference float64  `json:"difference"` // First - Second
	Interval   Interval `json:"interval"`   // of the difference
}

// Answer is what a comparison allows to say.
type Answer string

const (
	Better Answer = "better"
	Worse  Answer = "worse"
	Open   Answer = "open" // the interval holds 0: it may be chance
)

// Answer says whether the first is better than the second.
func (c Comparison) Answer() Answer {
	switch {
	case c.Interval.Low > 0:
		return Better
	case c.Interval.High < 0:
		return Worse
	}
	return Open
}

// Compare compares two ways of training on the same N pictures. first[s][i] is whether
// the classifier that was trained with seed s is right about picture i, second the
// same of the other way.
//
// The interval of the difference counts both what happens to be in the pictures and
// what the seeds make of it: the variance of its mean over pictures, as Bonett and
// Price (2012) give it for paired proportions (two pictures more, on which the two
// differ, one each way; so it is never of no width), plus, with several seeds, that of
// its mean over seeds. The sum has the degrees of freedom of Welch and Satterthwaite.
// With one seed it speaks of these two classifiers only, not of the two ways.
func Compare(first, second [][]bool) (Comparison, error) {
	seeds := len(first)
	if seeds == 0 || len(second) != seeds {
		return Comparison{}, errors.New("a comparison needs as many classifiers of one kind as of the other, at least one")
	}
	n := len(first[0])
	for s := range first {
		if n == 0 || len(first[s]) != n || len(second[s]) != n {
			return Comparison{}, fmt.Errorf("seed %d was not tried on the same %d pictures", s, n)
		}
	}
	c := Comparison{Pictures: n, Seeds: seeds}
	byPicture, bySeed := make([]float64, n), make([]float64, seeds)
	for s := range first {
		for i := range n {
			a, b := number(first[s][i]), number(second[s][i])
			c.First += a / float64(n*seeds)
			c.Second += b / float64(n*seeds)
			byPicture[i] += (a - b) / float64(seeds)
			bySeed[s] += (a - b) / float64(n)
		}
	}
	c.Difference = c.First - c.Second
	c.Interval = around(byPicture, bySeed, 1, -1).within(-1, 1)
	return c, nil
}

// Mean is the share that classifiers of several seeds have right on the same pictures,
// right[s][i] as Compare has it, with its interval: that of Agresti and Coull (1998), four
// pictures more, half of them right, which counts the seeds too as Compare's does.
func Mean(right [][]bool) (share float64, interval Interval, err error) {
	if len(right) == 0 || len(right[0]) == 0 {
		return 0, Interval{0, 1}, errors.New("a mean needs at least one classifier and one picture")
	}
	n, seeds := len(right[0]), len(right)
	byPicture, bySeed := make([]float64, n), make([]float64, seeds)
	for s := range right {
		if len(right[s]) != n {
			return 0, Interval{0, 1}, fmt.Errorf("seed %d was not tried on the same %d pictures", s, n)
		}
		for i := range n {
			byPicture[i] += number(right[s][i]) / float64(seeds)
			bySeed[s] += number(right[s][i]) / float64(n)
		}
		share += bySeed[s] / float64(seeds)
	}
	return share, around(byPicture, bySeed, 1, 1, 0, 0).within(0, 1), nil
}

func number(right bool) float64 {
	if right {
		return 1
	}
	return 0
}

// around is the interval of the mean of values of pictures and of seeds, with some
// pictures more, so that it is never of no width.
func around(byPicture, bySeed []float64, more ...float64) Interval {
	sum, squares := 0.0, 0.0
	for _, d := range byPicture {
		sum += d
	}
	mean := sum / float64(len(byPicture))
	for _, d := range slices.Concat(byPicture, more) {
		squares += d * d
	}
	for _, d := range more {
		sum += d
	}
	n := float64(len(byPicture) + len(more))
	centre := sum / n
	ofPictures := (squares/n - centre*centre) / n
	ofSeeds := 0.0
	if seeds := float64(len(bySeed)); seeds > 1 {
		for _, d := range bySeed {
			ofSeeds += (d - mean) * (d - mean) / (seeds - 1) / seeds
		}
	}
	half := quantile(ofPictures, ofSeeds, len(bySeed)) * math.Sqrt(ofPictures+ofSeeds)
	return Interval{centre - half, centre + half}
}

func (i Interval) within(low, high float64) Interval {
	return Interval{max(i.Low, low), min(i.High, high)}
}

// quantile is by how many deviations the interval reaches to either side.
func quantile(ofPictures, ofSeeds float64, seeds int) float64 {
	if ofSeeds == 0 {
		return normal95
	}
	sum := ofPictures + ofSeeds
	return student95(sum * sum / (ofSeeds * ofSeeds / float64(seeds-1)))
}
