package window

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/core/report"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// details shows all that happened, and of a failure what the log says.
func (t *train) details() {
	const width = 560
	all := widget.Column(10)
	if words := t.state.Cause; words != "" {
		all.Add(widget.NewParagraph(words, widget.Body, theme.Text, width))
		all.Add(widget.NewParagraph("What the training said last stands in "+home(filepath.Join(t.dir, "worker.log"))+".", widget.Caption, theme.Dim, width))
	}
	for _, h := range t.story() {
		all.Add(widget.Row(12, widget.Fixed(48, 0, widget.NewText(h.When, widget.Body, theme.Faint)),
			widget.Grow{CanvasObject: widget.NewParagraph(h.What, widget.Body, theme.Text, width-60)}))
	}
	list := container.NewVScroll(widget.Pad(4, 4, 12, 12, all))
	list.SetMinSize(fyne.NewSize(width+16, 280))
	t.w.message("What happened", list)
}

// report writes the page about the run anew and opens it in the browser.
func (t *train) report() {
	dir := t.dir
	t.w.start(func(ctx context.Context) {
		path, err := report.Write(dir)
		if err == nil {
			err = t.browse(path)
		}
		t.w.show(ctx, func() {
			if err != nil {
				t.fail(err)
				return
			}
			// Whether a browser came up the system does not tell.
			t.w.toast("The report opens in the browser. It is "+home(path)+".", nil)
		})
	})
}

func (t *train) browse(path string) error {
	if err := t.w.openURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}); err != nil {
		return fmt.Errorf("The browser does not open: %w. The report is in %s.", err, home(path))
	}
	return nil
}
