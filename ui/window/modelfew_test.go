package window

import (
	"strings"
	"testing"

	"maestudio/core/forecast"
	"maestudio/core/run"
)

// Few pictures get as many epochs as make about 2,000 steps, with the reason; many get
// the preset's, and a person's own choice stays.
func TestFewPicturesGetMoreEpochs(t *testing.T) {
	_, m := plans(t)
	quick, err := run.Preset("quick")
	if err != nil {
		t.Fatal(err)
	}
	with := func(n int) forecast.Plan {
		m.outlook.pictures = forecast.Pictures{}
		m.pictures(n)
		m.show()
		p, _ := m.plan(m.config)
		return p
	}
	for _, n := range []int{30, 300, 1000, 2900} {
		p := with(n)
		if p.Steps < 1500 || p.Steps > 2800 || p.Config.Training.Epochs <= quick.Training.Epochs {
			t.Errorf("%d pictures are learned from in %d steps of %d epochs", n, p.Steps, p.Config.Training.Epochs)
		}
		if hint := m.screen.View().Epochs.Hint; !strings.HasPrefix(hint, "Few pictures: so many make about ") {
			t.Errorf("of %d pictures it says %q", n, hint)
		}
		if said := m.decided(); len(said) != 1 || !strings.Contains(said[0], "The program chose "+number(p.Config.Training.Epochs)+" epochs") {
			t.Errorf("the run is told %q", said)
		}
	}
	if p := with(9000); p.Config.Training.Epochs != quick.Training.Epochs || strings.Contains(m.screen.View().Epochs.Hint, "Few") || m.decided() != nil {
		t.Errorf("9,000 pictures get %d epochs: %q", p.Config.Training.Epochs, m.screen.View().Epochs.Hint)
	}
	m.changeEpochs(7)
	if p := with(30); p.Config.Training.Epochs != 7 || strings.Contains(m.screen.View().Epochs.Hint, "Few") {
		t.Errorf("7 epochs were asked for and there are %d: %q", p.Config.Training.Epochs, m.screen.View().Epochs.Hint)
	}
	m.choose(0)
	if p, _ := m.plan(m.config); p.Config.Training.Epochs <= quick.Training.Epochs {
		t.Errorf("the card has %d epochs", p.Config.Training.Epochs)
	}
	m.choose(0)
	m.change(func(c *run.Config) { c.Training.Batch = 8 })
	if p, _ := m.plan(m.config); p.Steps < 1900 || p.Steps > 2800 {
		t.Errorf("in batches of 8 there are %d steps", p.Steps)
	}
}

// How the presets stand is said where they are shown, and it is true.
func TestPresetsGoFromFastToThorough(t *testing.T) {
	_, m := plans(t)
	if got := m.screen.View().Below; !strings.HasPrefix(got, "The sizes go from fast to thorough. ") {
		t.Errorf("it says %q", got)
	}
	last := 0.0
	for _, name := range offered {
		c, err := run.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		if work := c.Model.MAE().Forward(); work < 0.8*last { // small and tiny take about as long as each other
			t.Errorf("%s takes clearly less work than the one before", name)
		} else {
			last = work
		}
	}
}
