package names

import (
	"fmt"
	"testing"
	"time"
)

// A report of very many tensors is put on lines in time that grows with their number.
func TestLinesOfVeryManyTensors(t *testing.T) {
	var r Report
	for i := range 100_000 {
		r = append(r, Row{Name: fmt.Sprintf("extra%d.%d.weight", i/2, i), Shape: []int{2, 3}, Fate: LeftOver})
	}
	begun := time.Now()
	lines := r.Lines()
	if len(lines) != 50_000 || lines[7].Name != "extra7.N.weight" || lines[7].Blocks != 2 || lines[7].Shape != "2 x 3" {
		t.Errorf("%d lines, %+v", len(lines), lines[7])
	}
	if took := time.Since(begun); took > 10*time.Second { // it took half a minute where each was compared with all
		t.Errorf("it took %v", took)
	}
}
