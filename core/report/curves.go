// The curves as numbers.

package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"maestudio/core/run"
)

var columns = []string{"step", "epoch", "loss", "lr", "grad_norm", "images_per_second", "val_loss", "knn"}

// writeCurves writes a line for each step; the loss on held-out pictures and the
// k-NN score stand at the step after which they were taken.
func (s *source) writeCurves(to io.Writer) error {
	validation, knn := map[int]string{}, map[int]string{}
	for _, e := range s.events {
		switch {
		case e.Event == run.EventEpoch && e.ValLoss != nil:
			validation[e.Step] = number(*e.ValLoss)
		case e.Event == run.EventProbe:
			knn[e.Step] = number(e.Score)
		}
	}
	out := csv.NewWriter(to)
	lines := [][]string{columns}
	if knn[0] != "" {
		lines = append(lines, []string{"0", "0", "", "", "", "", "", knn[0]})
	}
	for _, e := range s.events {
		if e.Event == run.EventStep {
			lines = append(lines, []string{strconv.Itoa(e.Step), strconv.Itoa(e.Epoch), number(e.Loss), number(e.LR), number(e.GradNorm),
				number(e.ImagesPerSecond), validation[e.Step], knn[e.Step]})
		}
	}
	return out.WriteAll(lines)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
