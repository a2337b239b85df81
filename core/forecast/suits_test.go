package forecast

import (
	"math"
	"testing"
	"time"

	"maestudio/core/dataset"
)

func TestSuits(t *testing.T) {
	names := []string{"quick", "small", "tiny", "base"}
	plenty := free(math.NaN(), math.NaN())
	for _, c := range []struct {
		about          string
		pictures, side int
		times          float64 // of the machine's speed
		room           Room
		want           string
	}{
		{"small pictures", 8386, 96, 1, plenty, "quick"},
		{"few pictures", 300, 3000, 1, plenty, "quick"},
		{"photographs", 8386, 3000, 10, plenty, "tiny"},
		{"a slow machine", 8386, 3000, 0.2, plenty, "quick"},
		{"many photographs", 200_000, 3000, 1e4, plenty, "base"},
		{"many photographs and little memory", 200_000, 3000, 1e4, free(2e9, 1e12), "small"},
		{"many of 128 px", 200_000, 128, 1e4, plenty, "small"},
		{"smaller than any model", 8386, 48, 1, plenty, ""},
		{"not within a night", 10_000_000, 3000, 1, plenty, ""},
		{"nothing was measured", 8386, 96, math.Inf(1), plenty, ""},
	} {
		measure, _ := machine(t)
		var plans []Plan
		for _, name := range names {
			config := preset(t, name)
			speed, _ := measure(config.Model)
			speed.Picture, speed.Step = time.Duration(float64(speed.Picture)/c.times), time.Duration(float64(speed.Step)/c.times)
			plan := NewPlan(config, Pictures{Learn: c.pictures * 19 / 20, HeldOut: c.pictures - c.pictures*19/20, Side: c.side}, speed, 2)
			if math.IsInf(c.times, 1) {
				plan.Time = 0
			}
			plans = append(plans, plan)
		}
		got := ""
		if i := Suits(plans, c.room); i >= 0 {
			got = names[i]
		}
		if got != c.want {
			t.Errorf("%s: %q suits, want %q", c.about, got, c.want)
		}
	}
	if Suits(nil, plenty) >= 0 {
		t.Error("one of none suits")
	}
}

// sized are pictures with these short sides.
func sized(sides ...int) (files []dataset.File) {
	for _, side := range sides {
		files = append(files, dataset.File{Width: 2 * side, Height: side})
	}
	return files
}

func TestUsualSide(t *testing.T) {
	files := sized(10, 20, 30, 40)
	if got := usualSide(files); got != 20 {
		t.Errorf("three of four of 10, 20, 30, 40 px have %d at least, want 20", got)
	}
	if usualSide(nil) != 0 {
		t.Error("no picture has a side")
	}
}
