package screen

import (
	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// ExportState is what the dialog is doing.
type ExportState int

// The states of the export dialog.
const (
	ExportAsk ExportState = iota
	ExportWriting
	ExportDone
)

// Way is one of several that can be chosen. Why says why it cannot be, "" where it can.
type Way struct{ Name, For, Why string }

// ExportView is what the dialog shows.
type ExportView struct {
	State           ExportState
	Run             string
	Parts, Formats  []Way
	Part, Format    int
	Place           string // the folder that is made
	Doing           string
	Share           float64
	Proof, Next     string // what checking it said, and what to do with it
	Trouble, Remedy string
}

// ExportParams is what the dialog calls.
type ExportParams struct {
	Part, Format func(index int)
	Place        func() // asks for another folder
	Export       func()
	Cancel       func() // stops writing, or closes
	Reveal       func() // shows the folder
}

// Export asks as what a model is written for other programs.
type Export struct {
	p              ExportParams
	view           ExportView
	dialog         *widget.Dialog
	parts          *widget.Segmented
	about          *widget.Text // what the part is good for
	formats        []*widget.Option
	place          *widget.Text
	trouble        *fyne.Container
	bar            *widget.Bar
	doing          *widget.Text
	body           *fyne.Container
	export, cancel *widget.Button
	change, reveal *widget.Button
	write          *fyne.Container // what is shown while it is chosen
}

// exportWidth is that of the dialog's content.
const exportWidth = 512

// NewExport makes the dialog.
func NewExport(p ExportParams) *Export {
	s := &Export{p: p, place: widget.NewEllipsis("", widget.Body, theme.Text), trouble: widget.Column(0),
		about: widget.NewParagraph("", widget.Caption, theme.Dim, exportWidth),
		bar:   widget.NewBar(0, theme.Accent), doing: widget.NewEllipsis("", widget.Caption, theme.Dim), body: widget.Column(16)}
	s.export = widget.NewButton(widget.Primary, "Export", theme.IconSave, p.Export)
	s.cancel = widget.NewButton(widget.Quiet, "Cancel", "", p.Cancel)
	s.change = widget.NewSmallButton(widget.Standard, "Change…", "", p.Place)
	s.change.SetHint("Chooses the folder in which the new one is made.")
	s.reveal = widget.NewButton(widget.Standard, "Show in file manager", theme.IconFolder, p.Reveal)
	s.dialog = widget.NewPanel("", widget.Fixed(exportWidth, 0, s.body))
	return s
}

// Dialog is what is shown above the window.
func (s *Export) Dialog() *widget.Dialog { return s.dialog }

// Main is the button that goes on, nil while there is none.
func (s *Export) Main() *widget.Button {
	switch s.view.State {
	case ExportAsk:
		return s.export
	case ExportDone:
		return s.cancel
	}
	return nil
}

// View returns what is shown.
func (s *Export) View() ExportView { return s.view }

// Set shows a view.
func (s *Export) Set(v ExportView) {
	first := s.write == nil
	if first {
		s.choices(v)
	}
	changed := first || v.State != s.view.State
	s.view = v
	s.parts.Set(v.Part)
	s.about.SetWords(v.Parts[v.Part].For)
	for i, o := range s.formats {
		o.Set(v.Formats[i].For, v.Formats[i].Why)
		o.Select(i == v.Format)
	}
	s.place.SetWords(v.Place)
	s.bar.Set(v.Share, theme.Accent)
	s.doing.SetWords(v.Doing)
	setTrouble(s.trouble, v.Trouble, v.Remedy)
	show(s.about, v.Trouble == "") // in a small window there is no room for both
	if changed {
		s.build(v)
	}
	s.dialog.Refresh()
}

// choices makes the parts and formats once.
func (s *Export) choices(v ExportView) {
	var words []string
	for _, part := range v.Parts {
		words = append(words, part.Name)
	}
	s.parts = widget.NewSegmented(words, v.Part, s.p.Part)
	formats := widget.Column(2)
	for i, w := range v.Formats {
		o := widget.NewOption(w.Name, w.For, exportWidth, func() { s.p.Format(i) })
		formats.Add(o)
		s.formats = append(s.formats, o)
	}
	s.write = widget.Column(8, widget.Row(8, s.parts, widget.Space()), s.about, formats,
		widget.Row(8, widget.NewText("Into a new folder", widget.Body, theme.Dim), widget.Grow{CanvasObject: s.place}, s.change))
}

// build puts together what a state shows.
func (s *Export) build(v ExportView) {
	s.dialog.SetTitle("Export “" + v.Run + "”")
	switch v.State {
	case ExportAsk:
		s.cancel.Set(widget.Quiet, "Cancel", "")
		s.body.Objects = []fyne.CanvasObject{s.write, s.trouble, widget.Row(8, widget.Space(), s.cancel, s.export)}
	case ExportWriting:
		s.cancel.Set(widget.Quiet, "Cancel", "")
		s.body.Objects = []fyne.CanvasObject{widget.Column(8, s.bar, s.doing), widget.Row(8, widget.Space(), s.cancel)}
	case ExportDone:
		s.dialog.SetTitle("“" + v.Run + "” is exported")
		s.cancel.Set(widget.Primary, "Close", "")
		s.body.Objects = []fyne.CanvasObject{
			widget.Column(8, widget.NewEllipsis(v.Place, widget.Control, theme.Text),
				widget.NewParagraph(v.Proof, widget.Body, theme.Dim, exportWidth), widget.NewParagraph(v.Next, widget.Body, theme.Dim, exportWidth)),
			s.trouble, widget.Row(8, widget.Space(), s.reveal, s.cancel)}
	}
	s.body.Refresh()
}
