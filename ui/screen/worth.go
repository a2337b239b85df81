package screen

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// WorthState is how far the question is whether pre-training was worth it.
type WorthState int

const (
	WorthUnasked WorthState = iota
	WorthWorking
	WorthStopped // and can be gone on with
	WorthAnswered
	WorthNever // it cannot be asked
)

// WorthView is what is shown of the question.
type WorthView struct {
	State           WorthState
	Title, Reason   string
	Share           float64
	Left            string
	Rows            []WorthRow
	Trouble, Remedy string
}

// WorthRow is a seed with what both ways have right, "" where it is not known yet.
type WorthRow struct{ Seed, Encoder, Nothing string }

// WorthParams is what is called.
type WorthParams struct{ Begin, Stop func() }

// worthPage asks the question and shows the answer.
type worthPage struct {
	title, reason *widget.Text
	begin, stop   *widget.Button
	bar           *widget.Bar
	left          *widget.Text
	progress      *fyne.Container
	table         *fyne.Container
	rows          []WorthRow
	trouble       *fyne.Container
	box           *fyne.Container
}

func newWorthPage(p WorthParams) *worthPage {
	w := &worthPage{title: widget.NewParagraph("", widget.Title, theme.Text, 560), reason: widget.NewParagraph("", widget.Lead, theme.Dim, 560),
		bar: widget.NewBar(0, theme.Accent), left: widget.NewEllipsis("", widget.Body, theme.Dim), table: widget.Column(0), trouble: container.NewStack()}
	w.begin = widget.NewButton(widget.Standard, "Find out", theme.IconPlay, p.Begin)
	w.stop = widget.NewButton(widget.Standard, "Stop", theme.IconStop, p.Stop)
	w.stop.SetHint("Stops after this step. Nothing is lost; it goes on from there.")
	w.progress = widget.Column(8, w.bar, w.left)
	buttons := widget.Row(8, w.begin, w.stop)
	column := widget.Column(16, w.trouble, w.title, w.reason, w.progress, buttons, widget.Fixed(420, 0, w.table))
	w.box = scrolled(widget.Column(0, widget.Row(0, widget.Fixed(620, 0, column))), 4) // from the top
	return w
}

func (w *worthPage) content() fyne.CanvasObject { return w.box }

func (w *worthPage) set(shown ResultView) {
	v := shown.Worth
	w.title.SetWords(v.Title)
	w.reason.SetWords(v.Reason)
	show(w.reason, v.Reason != "")
	w.bar.Set(v.Share, theme.Accent)
	w.left.SetWords(v.Left)
	working := v.State == WorthWorking
	show(w.progress, working || v.State == WorthStopped)
	show(w.stop, working)
	show(w.begin, v.State == WorthUnasked || v.State == WorthStopped)
	label := "Find out"
	if v.State == WorthStopped {
		label = "Go on"
	}
	if w.begin.Label() != label {
		w.begin.Set(widget.Standard, label, theme.IconPlay)
	}
	setNotice(w.trouble, widget.NewFlatNotice, v.Trouble, v.Remedy, nil)
	w.setRows(v.Rows)
	w.box.Refresh()
}

func (w *worthPage) setRows(rows []WorthRow) {
	show(w.table, len(rows) > 0)
	if slices.Equal(rows, w.rows) {
		return
	}
	w.rows, w.table.Objects = rows, nil
	line := func(role widget.Role, color fyne.ThemeColorName, r WorthRow) {
		cell := func(words string) fyne.CanvasObject {
			return widget.Fixed(140, 0, widget.NewText(words, role, color).Right())
		}
		w.table.Add(widget.Fixed(0, 28, widget.Row(0, widget.Grow{CanvasObject: widget.NewEllipsis(r.Seed, role, color)}, cell(r.Encoder), cell(r.Nothing))))
	}
	line(widget.Caption, theme.Faint, WorthRow{"seed", "from the encoder", "from nothing"})
	w.table.Add(widget.Divider())
	for _, r := range rows {
		line(widget.Body, theme.Text, r)
	}
	w.table.Refresh()
}
