package reference

import "math"

// CrossEntropy returns the mean over rows of the row's
//
//	-Σ target log softmax(logits)
//
// logits, target (rows, cols); perRow (rows), which may be nil, receives each
// row's own. A row of target need not sum to 1.
func CrossEntropy[F float32 | float64](perRow, logits, target []F, rows, cols int) float64 {
	total := 0.0
	for r := range rows {
		logSum, sum := logSumExp(row(logits, r, cols)), 0.0
		for c := r * cols; c < (r+1)*cols; c++ {
			sum += float64(target[c]) * (logSum - float64(logits[c]))
		}
		if perRow != nil {
			perRow[r] = F(sum)
		}
		total += sum
	}
	return total / float64(rows)
}

// CrossEntropyBackward: dlogits = scale/rows (softmax(logits) Σ target - target),
// the sum over the row.
func CrossEntropyBackward[F float32 | float64](dlogits, logits, target []F, rows, cols int, scale float64) {
	for r := range rows {
		logSum, sum := logSumExp(row(logits, r, cols)), 0.0
		for _, t := range row(target, r, cols) {
			sum += float64(t)
		}
		for c := r * cols; c < (r+1)*cols; c++ {
			dlogits[c] = F(scale / float64(rows) * (math.Exp(float64(logits[c])-logSum)*sum - float64(target[c])))
		}
	}
}
