package window

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/gpu/cuda/card"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// computer is what is known of what new runs can compute on, beside the processor.
type computer struct {
	found   card.Report
	missing error // why there is no program for cards; nil where there is
}

// devices are the choices of Settings, as they are kept.
var devices = []string{"auto", "cpu", "cuda"}

// lookForCard asks the driver away from Fyne's goroutine: where one has to be started that
// takes seconds.
func (w *Window) lookForCard() {
	w.start(func(ctx context.Context) {
		found := computer{found: card.Find()}
		_, found.missing = worker.CardProgram()
		w.show(ctx, func() { w.foundCard(found) })
	})
}

func (w *Window) foundCard(c computer) {
	w.computer = c
	if _, ok := c.card(); ok {
		w.rail.SetDevice(w.device())
		if w.current == settingsKey {
			w.rateCard()
		}
		w.prefs.show()
	}
}

// card is the one that a run can compute on, if there is one.
func (c computer) card() (card.Card, bool) {
	best, ok := c.found.Best()
	return best, ok && c.missing == nil
}

// why is the sentence for why no run can compute on a card; "" where it can.
func (c computer) why() string {
	if _, ok := c.found.Best(); ok && c.missing != nil {
		return c.missing.Error()
	}
	return c.found.Why
}

// about is a card in a line.
func (c computer) about(best card.Card) string {
	return fmt.Sprintf("%s · %.0f GB · %s", best.Name, float64(best.Memory)/1e9, c.found.About())
}

// computesOn is the device of new runs, as run.toml names it.
func (w *Window) computesOn() string {
	_, ok := w.computer.card()
	if w.settings.Device == "cuda" || w.settings.Device == "auto" && ok {
		return "cuda"
	}
	return "cpu"
}

func processor() string { return "CPU · " + plural(runtime.NumCPU(), "core", "cores") }

// choices are what Settings offers, which of them is chosen, and what it says below; none is why
// there is nothing to choose.
func (w *Window) choices() (offered []string, chosen int, about, none string) {
	best, ok := w.computer.card()
	switch {
	case ok:
		chosen = max(0, slices.Index(devices, w.settings.Device))
		return []string{"Automatic", processor(), best.Name}, chosen, w.computer.about(best), ""
	case w.settings.Device == "cuda": // of another day: it can be taken back
		return []string{"Automatic", processor(), "NVIDIA card"}, 2, w.computer.why(), ""
	}
	none = w.computer.why()
	return []string{processor()}, 0, none, none
}

// withoutCard tells whether a run that was begun on a card ended because of it, or has none here,
// and why.
func (t *train) withoutCard() (why string, without bool) {
	if t.config.Device.Name != "cuda" {
		return "", false
	}
	if t.state.Status == worker.Failed && t.state.Code == run.Device {
		why, _ = twoSentences(t.state.Message)
		return why, true
	}
	_, ok := t.w.computer.card()
	return t.w.computer.why(), !ok
}

// askProcessor asks whether the processor is to go on with a run of a card.
func (t *train) askProcessor(why string, epochs int) {
	words := widget.Column(8,
		widget.NewParagraph(why, widget.Body, theme.Text, 420),
		widget.NewParagraph("The processor can go on from the last saved state. It takes longer, and the numbers differ in their last digits from those of the card.", widget.Caption, theme.Dim, 420))
	widget.NewDialog("Go on on the processor?", words,
		widget.NewButton(widget.Quiet, "Cancel", "", nil),
		widget.NewButton(widget.Standard, "Try the card again", "", func() { t.launchOn("", epochs) }),
		widget.NewButton(widget.Primary, "Go on on the processor", "", func() { t.launchOn("cpu", epochs) })).ShowOn(t.w.win.Canvas())
}
