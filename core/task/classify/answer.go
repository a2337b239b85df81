// Answers.

package classify

import "math"

// Softmax makes probabilities of logits (B, classes), in place.
func Softmax(logits []float32, classes int) {
	for row := 0; row < len(logits); row += classes {
		x := logits[row : row+classes]
		largest, sum := math.Inf(-1), 0.0
		for _, v := range x {
			largest = math.Max(largest, float64(v))
		}
		for _, v := range x {
			sum += math.Exp(float64(v) - largest)
		}
		for i, v := range x {
			x[i] = float32(math.Exp(float64(v)-largest) / sum)
		}
	}
}

// Top is the class with the largest number, the first of equal ones.
func Top(logits []float32) (best int) {
	for i, v := range logits {
		if v > logits[best] {
			best = i
		}
	}
	return best
}

// Loss is the cross-entropy of one picture's logits with its label.
func Loss(logits []float32, label int) float64 {
	largest, sum := math.Inf(-1), 0.0
	for _, v := range logits {
		largest = math.Max(largest, float64(v))
	}
	for _, v := range logits {
		sum += math.Exp(float64(v) - largest)
	}
	return largest + math.Log(sum) - float64(logits[label])
}
