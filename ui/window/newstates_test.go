package window

import (
	"context"
	"slices"
	"testing"

	"maestudio/core/run"
)

// While Reconstruct is open a run that trains puts its newer states on the list; what is
// hidden, what can be undone and the states that are chosen stay.
func TestNewerStatesAreListed(t *testing.T) {
	b := open(t)
	dir := b.tinyRun("boats", pictures(t, 60))
	b.Go(reconstructKey)
	b.until("a drawing", func() bool { return b.redraw.screen.View().Now != nil })
	b.drawnAnew("a stroke", func() { b.redraw.paint([]int{1, 2}, false); b.redraw.stroke = false })
	b.drawnAnew("a state", func() { b.redraw.chooseState(0) })
	hidden, undo, before := slices.Clone(b.redraw.hidden), len(b.redraw.before), b.redraw.session.States()
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{Epochs: 4}); err != nil {
		t.Fatal(err)
	}
	listed := func() bool { return slices.Contains(b.redraw.screen.View().States, "Epoch 4") }
	all, err := b.library.List()
	if err != nil {
		t.Fatal(err)
	}
	b.redraw.stroke = true
	b.redraw.heard(all)
	if b.settle(); listed() {
		t.Error("the list changes in the middle of a stroke")
	}
	b.redraw.stroke = false
	b.redraw.heard(all)
	b.until("the newer state", listed)
	after := b.redraw.session.States()
	if after[b.redraw.now].Step != before[0].Step || !slices.Equal(b.redraw.hidden, hidden) || len(b.redraw.before) != undo {
		t.Errorf("state %q is chosen instead of %q; %d strokes can be undone, want %d", after[b.redraw.now].Name, before[0].Name, len(b.redraw.before), undo)
	}
	if b.redraw.screen.View().Now == nil {
		t.Error("what was drawn is gone")
	}
	b.drawnAnew("the newest", func() { b.redraw.chooseState(len(after) - 1) })
}
