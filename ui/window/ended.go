package window

import (
	"context"
	"fmt"

	"maestudio/core/crash"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// tellCrashes tells, once, of faults that ended the program or a worker since it was
// last told.
func (w *Window) tellCrashes(dir string) {
	if dir == "" {
		return
	}
	w.start(func(ctx context.Context) {
		found := crash.Untold(dir)
		if len(found) == 0 {
			return
		}
		w.show(ctx, func() { w.tellCrash(dir, found[len(found)-1], len(found)) })
		_ = crash.Told(dir) // else it is told again
	})
}

// tellCrash tells of the last of n.
func (w *Window) tellCrash(dir string, last crash.Report, n int) {
	what := "A fault of the program's own ended it, or one of its workers, " + day(last.When, w.now()) + "."
	if n > 1 {
		what = fmt.Sprintf("%s There are %d such reports.", what, n)
	}
	words := widget.Column(8,
		widget.NewParagraph(what+" A run keeps what it learned up to its last saved state and can be resumed.", widget.Body, theme.Text, 420),
		widget.NewParagraph("A report says what happened, for you to read and to send to whoever can mend it. Nothing is sent by itself.", widget.Caption, theme.Dim, 420))
	folder := func() { w.reveal(dir) }
	show := func() {
		w.textDialog(home(last.Path), last.Text, widget.NewButton(widget.Standard, "Open folder", "", folder))
	}
	widget.NewDialog("The program ended unexpectedly", words,
		widget.NewButton(widget.Quiet, "Close", "", nil),
		widget.NewButton(widget.Standard, "Open folder", "", folder),
		widget.NewButton(widget.Standard, "Show the report", "", show)).ShowOn(w.win.Canvas())
}
