package score

import "math"

// Calibration is whether a classifier is right as often as it is sure.
type Calibration struct {
	// ECE, the expected calibration error (Naeini et al. 2015), is the mean distance
	// between confidence and accuracy over the bins, each as heavy as its pictures:
	// 0 where of those at 80 % confidence 80 % are right.
	ECE  float64 `json:"ece"`
	Bins []Bin   `json:"bins"` // all of them, from unsure to sure, for the reliability diagram
}

// Bin is the pictures of one range of confidence.
type Bin struct {
	From       float64 `json:"from"` // itself left out, save 0
	To         float64 `json:"to"`
	Pictures   int     `json:"pictures"`
	Accuracy   float64 `json:"accuracy"`
	Confidence float64 `json:"confidence"` // mean
}

// bins is how many ranges of equal width there are (Guo et al. 2017).
const bins = 15

// Calibrate compares the confidence in N predictions, 0 to 1, with whether they were
// right.
func Calibrate(confidence []float64, right []bool) Calibration {
	c := Calibration{Bins: make([]Bin, bins)}
	for b := range c.Bins {
		c.Bins[b].From, c.Bins[b].To = float64(b)/bins, float64(b+1)/bins
	}
	for i, p := range confidence {
		bin := &c.Bins[binOf(p)]
		bin.Pictures++
		bin.Confidence += p
		if right[i] {
			bin.Accuracy++
		}
	}
	for b := range c.Bins {
		bin := &c.Bins[b]
		if bin.Pictures == 0 {
			continue
		}
		n := float64(bin.Pictures)
		c.ECE += math.Abs(bin.Accuracy-bin.Confidence) / float64(len(confidence))
		bin.Accuracy /= n
		bin.Confidence /= n
	}
	return c
}

// binOf is the bin b with b/bins < p <= (b+1)/bins; rounding goes to the first and
// the last.
func binOf(p float64) int {
	for b := range bins - 1 {
		if p <= float64(b+1)/bins {
			return b
		}
	}
	return bins - 1
}
