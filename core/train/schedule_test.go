package train

import (
	"encoding/json"
	"os"
	"testing"

	"maestudio/core/goldens"
	"maestudio/core/internal/testdata"
)

func TestScheduleMeetsGoldens(t *testing.T) {
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/schedule.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases map[string]json.RawMessage
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	delete(cases, "formula")
	bounds := goldens.ReadBounds(t, "schedule.json")
	for name, text := range cases {
		var c struct {
			BLR, LR float64
			Batch   int
			MinLR   float64 `json:"min_lr"`
			Warmup  float64 `json:"warmup_epochs"`
			Epochs  float64
			Points  []struct{ Epoch, LR float64 }
		}
		if err := json.Unmarshal(text, &c); err != nil {
			t.Fatal(err)
		}
		s := Schedule{Rate: ScaledRate(c.BLR, c.Batch), MinRate: c.MinLR, Warmup: c.Warmup, Epochs: c.Epochs}
		if !bounds.Close(s.Rate, c.LR) || len(c.Points) == 0 {
			t.Errorf("%s: the rate is %v, want %v; %d points", name, s.Rate, c.LR, len(c.Points))
		}
		for _, p := range c.Points {
			if got := s.LR(p.Epoch); !bounds.Close(got, p.LR) {
				t.Errorf("%s, epoch %v: %v, want %v", name, p.Epoch, got, p.LR)
			}
		}
	}
}

// Where the formula has nothing to divide by or its end is passed.
func TestScheduleAtItsEnds(t *testing.T) {
	cases := []struct {
		s     Schedule
		epoch float64
		want  float64
	}{
		{Schedule{Rate: 2, MinRate: .5, Epochs: 4}, 4, .5},
		{Schedule{Rate: 2, MinRate: .5, Epochs: 4}, 9, .5},
		{Schedule{Rate: 2, Warmup: 4, Epochs: 4}, 3, 1.5},
		{Schedule{Rate: 2, Warmup: 4, Epochs: 4}, 4, 0},
		{Schedule{Rate: 2, Warmup: 9, Epochs: 4}, 4.5, 1},
		{Schedule{Rate: 2}, 0, 0},
	}
	for _, c := range cases {
		if got := c.s.LR(c.epoch); got != c.want {
			t.Errorf("%+v at %v: %v, want %v", c.s, c.epoch, got, c.want)
		}
	}
}
