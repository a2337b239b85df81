package window

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/theme"
)

// A card says how a run stands in what fits on it, and its curve has the colour that it
// has under Runs.
func TestCardsOfRecentRuns(t *testing.T) {
	at := time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC)
	s := &welcome{w: &Window{now: func() time.Time { return at.Add(time.Hour) }}}
	for want, c := range map[string]struct {
		state worker.State
		color fyne.ThemeColorName
	}{
		"Done · today 15:00":     {worker.State{Status: worker.Done}, theme.Accent},
		"Training":               {worker.State{Status: worker.Running}, theme.Accent},
		"Stopped in epoch 30":    {worker.State{Status: worker.Stopped, Epoch: 30}, theme.Faint},
		"Paused in epoch 2":      {worker.State{Status: worker.Paused, Epoch: 2}, theme.Faint},
		"Stopped unexpectedly":   {worker.State{Status: worker.Gone, Epoch: 2}, theme.Warn},
		"Stopped: pictures gone": {worker.State{Status: worker.Failed, Code: run.Pictures}, theme.Warn},
	} {
		if words, color := s.state(library.Summary{State: c.state, Updated: at}); words != want || color != c.color {
			t.Errorf("%q in %s, want %q in %s", words, color, want, c.color)
		}
	}
}
