package window

import (
	"context"
	"errors"

	"maestudio/core/forecast"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// pace is how fast classifiers learn here, each size measured once.
type pace struct {
	measuring bool
	failed    map[string]error // by key: what does not fit
}

// timeHere is how long the classifier would take on this computer. What is not known
// yet is measured, unless something trains, beside which it would say nothing.
func (t *tune) timeHere(c run.Config) screen.Fact {
	fact := screen.Fact{Name: "Time here", Value: "not measured yet", Hint: "Time here. Measured on this computer with a few steps; it is not measured while a run learns."}
	if t.w.computesOn() == "cuda" {
		fact.Name, fact.Hint = "Time on the processor", "Time on the processor. Measured with a few steps on this computer's processor; the card takes less."
	}
	costs := t.w.model.costs
	if found, known := costs.notes.Classifier(c.Model, t.w.settings.WorkerThreads()); known {
		learn, held := 0, 0
		for _, n := range t.set.Counts() {
			learn, held = learn+n.Train, held+n.Validation
		}
		fact.Value = "about " + span(forecast.FinetuneTime(c, found.Speed, learn, held))
		return fact
	}
	if !t.pace.measuring && !costs.training() && t.pace.failed[key(c.Model)] == nil && c.Classifier().Validate() == nil {
		t.measure(c)
	}
	if t.pace.measuring {
		fact.Value = "measuring…"
	}
	return fact
}

// measure times some steps, away from Fyne's goroutine, and shows the settings again.
func (t *tune) measure(c run.Config) {
	t.pace.measuring = true
	threads := t.w.settings.WorkerThreads()
	c.Device = run.DeviceConfig{Name: "cpu", Threads: threads}
	t.w.start(func(ctx context.Context) {
		speed, err := forecast.MeasureClassifier(ctx, c)
		t.w.show(ctx, func() {
			t.pace.measuring = false
			switch {
			case errors.Is(err, context.Canceled):
			case err != nil:
				t.pace.failed[key(c.Model)] = err
			default:
				// Where it cannot be kept it is known until the program ends.
				_ = t.w.model.costs.notes.PutClassifier(c.Model, threads, speed, t.w.now())
			}
			if t.stage == choosing {
				t.show()
			}
		})
	})
}
