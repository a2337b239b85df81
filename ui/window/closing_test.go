package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/run"
	"maestudio/core/settings"
	"maestudio/core/worker"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
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
	b.Close() // twice, and it asks once
	b.until("the question", func() bool { return c.Overlays().Top() != nil })
	if window.closed {
		t.Fatal("nothing was asked")
	}
	b.press(fyne.KeyEscape)
	if c.Overlays().Top() != nil || b.settings.Closing != settings.Ask {
		t.Fatal("Esc does not leave all as it was")
	}
	b.settings.Closing = settings.Stop
	b.Close()
	b.until("the end", func() bool { return window.closed })
	if c.Overlays().Top() != nil {
		t.Error("it asks again what was answered")
	}
	b.until("the stop", func() bool { return b.train.state.Status == worker.Stopped })
	if len(learning(b.library)) != 0 {
		t.Error("a run still learns")
	}
}

// The answer that has the focus lets runs go on, and is remembered.
func TestCloseAnswer(t *testing.T) {
	b := open(t)
	window := b.closing()
	b.learn(t, 12, 400)
	b.Close()
	b.until("the question", func() bool { return b.win.Canvas().Overlays().Top() != nil })
	b.press(fyne.KeyReturn)
	b.until("the end", func() bool { return window.closed })
	kept, err := settings.Load(b.settingsPath)
	if err != nil || kept.Closing != settings.GoOn || !window.closed || len(learning(b.library)) != 1 {
		t.Errorf("%v, %q is kept, %d runs learn", err, kept.Closing, len(learning(b.library)))
	}
}

// Where nothing learns nothing is asked.
func TestCloseAsksNothing(t *testing.T) {
	b := open(t)
	window := b.closing()
	b.Close()
	b.until("the end", func() bool { return window.closed || b.win.Canvas().Overlays().Top() != nil })
	if !window.closed {
		t.Error("it asks")
	}
}

// The hidden patches of a run have the colour of the theme now in force.
func TestHiddenPatchesFollowTheTheme(t *testing.T) {
	b := open(t)
	b.learn(t, 12, 400)
	hidden := func() bool {
		want := theme.Color(theme.Hidden)
		for _, o := range test.LaidOutObjects(b.train.screen.Content()) {
			if p, ok := o.(*widget.Picture); ok && p.Image() != nil {
				r := p.Image().Bounds()
				for y := r.Min.Y; y < r.Max.Y; y++ {
					for x := r.Min.X; x < r.Max.X; x++ {
						if p.Image().At(x, y) == want {
							return true
						}
					}
				}
			}
		}
		return false
	}
	b.until("hidden patches", hidden)
	b.settings.Theme = "light"
	b.applyTheme()
	if hidden() {
		t.Fatal("the light theme's colour was there before")
	}
	b.until("hidden patches in the light theme's colour", hidden)
}

// A run that trains has its ring in the rail whatever is shown, and a second one
// beside it is told of.
func TestOtherRunsAreTold(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 12, 400)
	b.train.leave()
	b.until("the ring", func() bool { b.ring(); return b.rail.Busy(trainKey) && len(b.others) == 1 })
	b.until("that it is followed again", func() bool { return b.train.dir == dir })
	b.sayShared(dir)
	b.answered()
	if b.layer.ToastWords() != "" {
		t.Errorf("alone: %q", b.layer.ToastWords())
	}
	b.sayShared("another")
	b.answered()
	if !strings.Contains(b.layer.ToastWords(), "both share the processor") {
		t.Errorf("two: %q", b.layer.ToastWords())
	}
	b.follow(dir)
}

// A stop takes effect after the step: until then the screen says so, and nothing
// is sent twice.
func TestStopSaysSo(t *testing.T) {
	b := open(t)
	b.learn(t, 12, 400)
	b.train.send(run.Stop)
	if v := b.train.screen.View(); v.Asked != "Stopping after this step" || v.Left != v.Asked {
		t.Errorf("it says %q, %q", v.Asked, v.Left)
	}
	b.until("the stop", func() bool { return b.train.state.Status == worker.Stopped })
	if v := b.train.screen.View(); v.Asked != "" || v.Speed != "" {
		t.Errorf("stopped, it says %q and a speed of %q", v.Asked, v.Speed)
	}
}
