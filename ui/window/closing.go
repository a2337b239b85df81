package window

import (
	"context"
	"errors"
	"fmt"

	"maestudio/core/run"
	"maestudio/core/settings"
	"maestudio/core/worth"
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
	lib, closing, known := w.library, w.settings.Closing, w.others
	w.start(func(ctx context.Context) {
		training := within(patience, func() []job { return learning(lib) }, known)
		var err error
		if closing == settings.Stop {
			err = within(patience, func() error { return stopAll(training) }, nil)
		}
		w.show(ctx, func() {
			w.closing = false
			w.close(training, err)
		})
	})
}

// close closes the window, unless the person has to be asked or told something.
func (w *Window) close(training []job, err error) {
	switch {
	case len(training) > 0 && w.settings.Closing == settings.Ask:
		w.askClosing(training)
	case err != nil:
		w.train.fail(err)
		w.Go(trainKey)
	default:
		w.keep()
		w.win.Close()
	}
}

func stopAll(jobs []job) error {
	var failed []error
	for _, j := range jobs {
		if j.worth != nil {
			failed = append(failed, worth.Stop(j.Dir))
			continue
		}
		r := run.Run{Dir: j.Dir, Config: j.Config}
		failed = append(failed, r.Send(run.Stop))
	}
	return errors.Join(failed...)
}

// askClosing asks whether runs go on without the window.
func (w *Window) askClosing(training []job) {
	if w.win.Canvas().Overlays().Top() != nil {
		return // it asks already, or another question comes first
	}
	what := fmt.Sprintf("“%s” is still learning.", training[0].Name)
	if training[0].worth != nil {
		what = fmt.Sprintf("“%s” is still being compared with training from nothing.", training[0].Name)
	}
	if n := len(training); n > 1 {
		what = fmt.Sprintf("%d runs are still learning.", n)
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
	on := widget.NewButton(widget.Primary, "Go on learning", "", choose(settings.GoOn))
	widget.NewDialog("Close the window?", words, cancel, stop, on).ShowOn(w.win.Canvas())
	w.win.Canvas().Focus(on)
}
