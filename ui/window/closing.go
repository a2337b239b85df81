package window

import (
	"context"

	"maestudio/core/settings"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// Close keeps what has to be kept and closes the window. The first time that a
// run is training meanwhile it asks what becomes of it, and remembers the
// answer; Settings changes it.
//
// A disk that does not answer holds it up for no longer than patience.
func (w *Window) Close() {
	if w.closing {
		return
	}
	w.closing = true
	lib, closing, known := w.library, w.settings.Closing, work{w.others, w.comparisons}
	w.start(func(ctx context.Context) {
		going := within(patience, func() work { return workOf(lib) }, known)
		var err error
		if closing == settings.Stop {
			err = within(patience, going.stop, nil)
		}
		w.show(ctx, func() {
			w.closing = false
			w.close(going, err)
		})
	})
}

// close closes the window, unless the person has to be asked or told something.
func (w *Window) close(going work, err error) {
	switch {
	case going.some() && w.settings.Closing == settings.Ask:
		w.askClosing(going.words())
	case err != nil:
		w.train.fail(err)
		w.Go(trainKey)
	default:
		w.keep()
		w.win.Close()
	}
}

// askClosing asks whether runs go on without the window.
func (w *Window) askClosing(what string) {
	if w.win.Canvas().Overlays().Top() != nil {
		return // it asks already, or another question comes first
	}
	words := widget.Column(8,
		widget.NewParagraph(what+" It can go on without the window, or stop here: the last state is saved, and it can be resumed later.", widget.Body, theme.Text, 400),
		widget.NewParagraph("You are asked once; Settings changes it.", widget.Caption, theme.Dim, 400))
	choose := func(closing string) func() {
		return func() {
			w.settings.Closing = closing
			w.Close()
		}
	}
	cancel := widget.NewButton(widget.Quiet, "Cancel", "", nil)
	stop := widget.NewButton(widget.Standard, "Stop and close", "", choose(settings.Stop))
	on := widget.NewButton(widget.Primary, "Keep learning and close", "", choose(settings.GoOn))
	widget.NewDialog("Close the window?", words, cancel, stop, on).ShowOn(w.win.Canvas())
	w.win.Canvas().Focus(on)
}
