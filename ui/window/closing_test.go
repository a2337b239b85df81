package window

import (
	"testing"

	"fyne.io/fyne/v2"

	"maestudio/core/settings"
	"maestudio/core/worker"
)

// closable is a window that only remembers that it was closed: the test's own
// end closes it.
type closable struct {
	fyne.Window
	closed bool
}

func (c *closable) Close() { c.closed = true }

// closing lets a test close the window.
func (b *bench) closing() *closable {
	c := &closable{Window: b.win}
	b.win = c
	return c
}

// Closing the window while a run learns asks once what becomes of it.
func TestCloseWhileLearning(t *testing.T) {
	b := open(t)
	window := b.closing()
	b.learn(t, 12, 400)
	c := b.win.Canvas()
	b.Close()
	if c.Overlays().Top() == nil || window.closed {
		t.Fatal("nothing was asked")
	}
	b.press(fyne.KeyEscape)
	if c.Overlays().Top() != nil || b.settings.Closing != settings.Ask {
		t.Fatal("Esc does not leave all as it was")
	}
	b.settings.Closing = settings.Stop
	b.Close()
	if c.Overlays().Top() != nil || !window.closed {
		t.Error("it asks again what was answered")
	}
	b.until("the stop", func() bool { return b.train.state.Status == worker.Stopped })
	if len(b.training()) != 0 {
		t.Error("a run still learns")
	}
}

// The answer that has the focus lets runs go on, and is remembered.
func TestCloseAnswer(t *testing.T) {
	b := open(t)
	window := b.closing()
	b.learn(t, 12, 400)
	b.Close()
	b.press(fyne.KeyReturn)
	kept, err := settings.Load(b.settingsPath)
	if err != nil || kept.Closing != settings.GoOn || !window.closed || len(b.training()) != 1 {
		t.Errorf("%v, %q is kept, %d runs learn", err, kept.Closing, len(b.training()))
	}
}

// Where nothing learns nothing is asked.
func TestCloseAsksNothing(t *testing.T) {
	b := open(t)
	window := b.closing()
	b.Close()
	if !window.closed {
		t.Error("it asks")
	}
}
