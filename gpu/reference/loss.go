package reference

// MaskedMSE returns the mean over rows with mask 1 of the row's mean of
// (pred-target)². pred, target (rows, cols); mask (rows), nil counts every row;
// perRow (rows), which may be nil, receives the mean of every row, counted or
// not. Without a counted row the loss is 0/0. (He et al. 2021, section 3; the
// numbers of forward_loss.)
func MaskedMSE[F float32 | float64](perRow, pred, target, mask []F, rows, cols int) float64 {
	total, counted := 0.0, 0.0
	for r := range rows {
		mean := 0.0
		for c := r * cols; c < (r+1)*cols; c++ {
			diff := float64(pred[c]) - float64(target[c])
			mean += diff * diff / float64(cols)
		}
		if perRow != nil {
			perRow[r] = F(mean)
		}
		if isCounted(mask, r) {
			total += mean
			counted++
		}
	}
	return total / counted
}

// MaskedMSEBackward: dpred = scale · 2 (pred-target) / (cols · counted rows) in
// rows with mask 1, else 0.
func MaskedMSEBackward[F float32 | float64](dpred, pred, target, mask []F, rows, cols int, scale float64) {
	counted := 0.0
	for r := range rows {
		if isCounted(mask, r) {
			counted++
		}
	}
	clear(dpred)
	for r := range rows {
		if !isCounted(mask, r) {
			continue
		}
		for c := r * cols; c < (r+1)*cols; c++ {
			diff := float64(pred[c]) - float64(target[c])
			dpred[c] = F(scale * 2 * diff / (float64(cols) * counted))
		}
	}
}

func isCounted[F float32 | float64](mask []F, r int) bool {
	return mask == nil || mask[r] != 0
}
