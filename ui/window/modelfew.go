package window

import (
	"fmt"
	"math"

	"maestudio/core/run"
	"maestudio/ui/screen"
)

// leastSteps is about how often a model has to change before it redraws more than a
// blur, however few pictures it learns from.
const leastSteps = 2000

// suitEpochs gives a run of few pictures more epochs than its preset has: as many as make
// leastSteps. A person's own choice stays.
func (m *model) suitEpochs() {
	own, err := run.Preset(m.config.Preset)
	if m.ownEpochs || err != nil {
		return
	}
	m.config.Training.Epochs = own.Training.Epochs
	if m.count > 0 {
		if plan, _ := m.plan(m.config); plan.Steps > 0 {
			m.config.Training.Epochs = enough(own.Training.Epochs, plan.Steps)
		}
	}
	m.shortenWarmup()
}

// enough is how many epochs make leastSteps where some make so many steps: one of those
// that the slider has, and the preset's own where these suffice.
func enough(epochs, steps int) int {
	want := float64(leastSteps) * float64(epochs) / float64(steps)
	for _, choice := range epochChoices {
		if float64(epochs) < want && choice > epochs {
			epochs = choice
		}
	}
	return epochs
}

// fewWords says why there are more epochs than the preset has, "" where there are not.
func (m *model) fewWords() string {
	own, err := run.Preset(m.config.Preset)
	plan, _ := m.plan(m.config)
	if m.ownEpochs || err != nil || plan.Steps == 0 || m.config.Training.Epochs <= own.Training.Epochs {
		return ""
	}
	unit := math.Pow(10, math.Floor(math.Log10(float64(plan.Steps)))-1)
	return fmt.Sprintf("Few pictures: so many make about %s steps.", number(int(math.Round(float64(plan.Steps)/unit)*unit)))
}

// epochs is the slider of epochs.
func (m *model) epochs() screen.SliderView {
	n := m.config.Training.Epochs
	v := screen.SliderView{Steps: len(epochChoices) - 1, At: nearest(epochChoices, n), Value: number(n), Hint: "One epoch sees every picture once."}
	if words := m.fewWords(); words != "" {
		v.Hint = words
	} else if plan, ok := m.plan(m.config); ok {
		v.Hint = fmt.Sprintf("One epoch sees every picture once: %s.", span(plan.Epoch))
	}
	return v
}
