package score

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"maestudio/core/goldens"
	"maestudio/core/internal/testdata"
)

type golden struct {
	Classification struct {
		Scores            [][]float64
		Labels            []int
		Predictions       []int
		Top1, Top5        float64
		Confusion         [][]int
		Precision, Recall []float64
		F1                []float64
		MacroF1           float64 `json:"macro_f1"`
	}
	Calibration struct {
		Confidence []float64
		Correct    []int
		Bins       []struct {
			Bin, Count           int
			Accuracy, Confidence float64
		}
		ECE float64
	}
}

func readGolden(t *testing.T) (g golden, near func(what string, got, want float64)) {
	t.Helper()
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/metrics.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &g); err != nil {
		t.Fatal(err)
	}
	bounds := goldens.ReadBounds(t, "metrics.json")
	return g, func(what string, got, want float64) {
		t.Helper()
		if !bounds.Close(got, want) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
}

func TestGoldenClassification(t *testing.T) {
	all, near := readGolden(t)
	g := all.Classification
	s, err := Of(slices.Concat(g.Scores...), len(g.Scores[0]), g.Labels)
	if err != nil {
		t.Fatal(err)
	}
	near("top1", s.Top1, g.Top1)
	near("top5", s.Top5, g.Top5)
	near("macro F1", s.MacroF1, g.MacroF1)
	if !slices.Equal(s.Predictions, g.Predictions) {
		t.Errorf("predictions %v, want %v", s.Predictions, g.Predictions)
	}
	if len(s.Classes) != len(g.F1) || len(g.F1) != 6 {
		t.Fatalf("%d classes", len(s.Classes))
	}
	for c := range s.Classes {
		if !slices.Equal(s.Confusion[c], g.Confusion[c]) {
			t.Errorf("confusion of class %d is %v, want %v", c, s.Confusion[c], g.Confusion[c])
		}
		near("precision", s.Classes[c].Precision, g.Precision[c])
		near("recall", s.Classes[c].Recall, g.Recall[c])
		near("F1", s.Classes[c].F1, g.F1[c])
	}
}

func TestGoldenCalibration(t *testing.T) {
	all, near := readGolden(t)
	g := all.Calibration
	right := make([]bool, len(g.Correct))
	for i, r := range g.Correct {
		right[i] = r == 1
	}
	c := Calibrate(g.Confidence, right)
	near("ECE", c.ECE, g.ECE)
	filled := 0
	for _, b := range c.Bins {
		if b.Pictures > 0 {
			filled++
		}
	}
	if filled != len(g.Bins) {
		t.Errorf("%d bins have pictures, want %d", filled, len(g.Bins))
	}
	for _, want := range g.Bins {
		got := c.Bins[want.Bin]
		if got.Pictures != want.Count {
			t.Errorf("bin %d has %d pictures, want %d", want.Bin, got.Pictures, want.Count)
		}
		near("accuracy of a bin", got.Accuracy, want.Accuracy)
		near("confidence of a bin", got.Confidence, want.Confidence)
	}
}
