package window

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"maestudio/core/run"
	"maestudio/core/worker"
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

// A picture that is dropped on a run is redrawn by that run, whichever was open before;
// while it has saved nothing yet, and with what is no picture, the drop is answered where
// it fell.
func TestPictureDroppedOnARun(t *testing.T) {
	b := open(t)
	folder := pictures(t, 60)
	first, second := b.tinyRun("first", folder), b.tinyRun("second", folder)
	picture := filepath.Join(folder, "sub", "007.png")
	for _, dir := range []string{first, second} {
		b.follow(dir)
		b.until("its state", b.train.draws)
		b.Go(trainKey)
		b.drop(picture)
		b.until("the drawing", func() bool {
			s := b.redraw.session
			return b.current == reconstructKey && s != nil && s.Dir() == dir && b.redraw.shown == picture && b.redraw.drawn.now != nil
		})
	}
	b.Go(trainKey)
	b.drop(filepath.Join(folder, "sub", "008.png"))
	b.until("the other picture", func() bool { return b.redraw.shown == filepath.Join(folder, "sub", "008.png") })
	b.Go(trainKey)
	b.train.state.Saved, b.train.state.Status = 0, worker.Running
	b.drop(picture)
	b.until("the answer", func() bool { return b.Window.refusal != nil })
	if b.current != trainKey {
		t.Errorf("it leads to %s", b.current)
	}
}
