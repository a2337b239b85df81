// Package score says how good a classifier is: from the probabilities that it gives
// N pictures and their labels, how often it is right, for which classes, how far
// that is by chance, and whether its confidence can be believed. It compares
// classifiers on the same pictures.
package score

import (
	"fmt"
	"slices"
)

// Scores are those of a classifier on N pictures. Shares are fractions of 1; one of
// nothing (0/0) is 0.
type Scores struct {
	Pictures int      `json:"pictures"`
	Top1     float64  `json:"top1"` // share of pictures whose label is the most likely class
	Top5     float64  `json:"top5"` // whose label is among the five most likely; with five classes or fewer always 1
	Interval Interval `json:"top1_interval"`

	Classes        []Class `json:"classes"`         // in the order of labels
	MacroClasses   int     `json:"macro_classes"`   // that have pictures: of the others nothing is known
	MacroPrecision float64 `json:"macro_precision"` // means over these classes, each as heavy
	MacroRecall    float64 `json:"macro_recall"`    // also called balanced accuracy
	MacroF1        float64 `json:"macro_f1"`

	Confusion   [][]int     `json:"confusion"` // [true class][predicted class] pictures
	Calibration Calibration `json:"calibration"`

	Predictions []int     `json:"-"` // the most likely class of each picture
	Confidence  []float64 `json:"-"` // its probability
	Right       []bool    `json:"-"` // whether it is the label
}

// Class is how one class fares.
type Class struct {
	Name      string  `json:"name,omitempty"` // where who asks has said it
	Pictures  int     `json:"pictures"`       // that have this label
	Predicted int     `json:"predicted"`      // that were given it
	Precision float64 `json:"precision"`      // share of those given this label that have it
	Recall    float64 `json:"recall"`         // share of those that have it that were given it
	F1        float64 `json:"f1"`             // harmonic mean of both
}

// top is how many classes Top5 looks at.
const top = 5

// Of scores probabilities (N, classes), row by row, against the N labels. Of equal
// probabilities the class of the lower number goes first.
func Of[F float32 | float64](probabilities []F, classes int, labels []int) (*Scores, error) {
	if err := check(len(probabilities), classes, labels); err != nil {
		return nil, err
	}
	n := len(labels)
	s := &Scores{
		Pictures: n, Predictions: make([]int, n), Confidence: make([]float64, n), Right: make([]bool, n),
		Confusion: make([][]int, classes),
	}
	cells := make([]int, classes*classes)
	for c := range s.Confusion {
		s.Confusion[c] = cells[c*classes:][:classes:classes]
	}
	first, five := 0, 0
	for i, label := range labels {
		row := probabilities[i*classes:][:classes]
		best := mostLikely(row)
		s.Predictions[i], s.Confidence[i], s.Right[i] = best, float64(row[best]), best == label
		s.Confusion[label][best]++
		if best == label {
			first++
		}
		if rank(row, label) < top {
			five++
		}
	}
	s.Top1, s.Top5, s.Interval = share(first, n), share(five, n), Wilson(first, n)
	s.perClass()
	s.Calibration = Calibrate(s.Confidence, s.Right)
	return s, nil
}

func check(values, classes int, labels []int) error {
	if classes < 1 || values != len(labels)*classes {
		return fmt.Errorf("%d probabilities are not %d pictures of %d classes", values, len(labels), classes)
	}
	if i := slices.IndexFunc(labels, func(l int) bool { return l < 0 || l >= classes }); i >= 0 {
		return fmt.Errorf("label %d of picture %d is none of %d classes", labels[i], i, classes)
	}
	return nil
}

// mostLikely is the place of the largest value, the first of equal ones.
func mostLikely[F float32 | float64](row []F) (best int) {
	for c, v := range row {
		if v > row[best] {
			best = c
		}
	}
	return best
}

// rank is how many classes go before one.
func rank[F float32 | float64](row []F, of int) (before int) {
	for c, v := range row {
		if v > row[of] || v == row[of] && c < of {
			before++
		}
	}
	return before
}

// perClass fills what follows from the confusion matrix.
func (s *Scores) perClass() {
	s.Classes = make([]Class, len(s.Confusion))
	for label, row := range s.Confusion {
		for predicted, n := range row {
			s.Classes[label].Pictures += n
			s.Classes[predicted].Predicted += n
		}
	}
	for i := range s.Classes {
		c, right := &s.Classes[i], s.Confusion[i][i]
		c.Precision, c.Recall = share(right, c.Predicted), share(right, c.Pictures)
		c.F1 = share(2*right, c.Predicted+c.Pictures)
	}
	s.means()
}

// means are those over the classes that have pictures. Of one without any neither
// recall nor F1 is known, and to count it as 0 would say that it is never found.
func (s *Scores) means() {
	for _, c := range s.Classes {
		if c.Pictures > 0 {
			s.MacroClasses++
		}
	}
	n := float64(max(1, s.MacroClasses))
	for _, c := range s.Classes {
		if c.Pictures > 0 {
			s.MacroPrecision += c.Precision / n
			s.MacroRecall += c.Recall / n
			s.MacroF1 += c.F1 / n
		}
	}
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// MostFrequent is the score of always answering the class that most of the trained
// labels have, on other labels: what a classifier has to beat. Of equally frequent
// classes it is the first.
func MostFrequent(trained, labels []int) (class int, top1 float64) {
	times := map[int]int{}
	for _, l := range trained {
		times[l]++
	}
	for l, n := range times {
		if n > times[class] || n == times[class] && l < class {
			class = l
		}
	}
	right := 0
	for _, l := range labels {
		if l == class {
			right++
		}
	}
	return class, share(right, len(labels))
}

// Without is top-1 without the pictures that are marked: those that leaked, say.
// n is how many are left.
func (s *Scores) Without(marked []bool) (top1 float64, n int, interval Interval) {
	right := 0
	for i, hit := range s.Right {
		if marked[i] {
			continue
		}
		n++
		if hit {
			right++
		}
	}
	return share(right, n), n, Wilson(right, n)
}
