package screen

import (
	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// ImportState is what the dialog is doing.
type ImportState int

// The states of the import dialog.
const (
	ImportAsk ImportState = iota
	ImportFound
	ImportWorking
	ImportDone
)

// ImportView is what the dialog shows.
type ImportView struct {
	State        ImportState
	File         string
	Facts        []string // what it is, in a line each
	Rows         []TensorRow
	Sum          string // "74 matched, 2 resized, 0 missing, 0 left over"
	Notes        []string
	Name         string // of the run that is made
	Pictures     []string
	Picture      int
	Sizes        []string // of pictures
	Size         int
	AsksHeads    bool // the file does not say how many there are
	Heads        [2]string
	HasDecoder   bool
	AsksPixels   bool // nor whether pixels are normalised
	NormPix      bool
	AsksColours  bool // nor how colours are normalised
	Colours      []string
	Colour       int
	Doing        string
	Share        float64
	Result, Next string // what the proof said
	Doubtful     bool   // it may have been read wrongly
	Trouble      string
	Remedy       string
}

// ImportParams is what the dialog calls.
type ImportParams struct {
	File, Folder  func() // ask which
	Name          func(words string)
	Picture, Size func(index int)
	Heads         func(decoder bool, words string)
	NormPix       func(on bool)
	Colour        func(index int)
	Import        func()
	Cancel        func() // stops, or closes
	Open          func() // shows the run that was made
}

// Import brings in a model from elsewhere.
type Import struct {
	p                   ImportParams
	view                ImportView
	dialog              *widget.Dialog
	body                *fyne.Container
	trouble             *fyne.Container
	bar                 *widget.Bar
	doing, sum          *widget.Text
	name                *widget.Entry
	pictures, sizes     *widget.Pick
	colours             *widget.Pick
	heads               [2]*widget.NumberField
	norm                *widget.Toggle
	bring, cancel, open *widget.Button
	file, folder        *widget.Button
	facts, fields       *fyne.Container
	table               *tensorTable
}

// importWidth is that of the dialog's content, tableHeight that of the report; a window
// that is tall has room for all of it.
const (
	importWidth = 640
	tableHeight = 148
	tall        = 700
)

// NewImport makes the dialog.
func NewImport(p ImportParams) *Import {
	s := &Import{p: p, body: widget.Column(16), trouble: widget.Column(0), bar: widget.NewBar(0, theme.Accent),
		doing: widget.NewEllipsis("", widget.Caption, theme.Dim), sum: widget.NewEllipsis("", widget.Control, theme.Text),
		name: widget.NewEntry(), facts: widget.Column(2), table: newTensorTable(), fields: widget.Column(12)}
	s.name.OnChanged = p.Name
	s.pictures = widget.NewPick(nil, 0, p.Picture)
	s.pictures.SetHint("Pictures. What the model redraws to prove itself, and learns from if it goes on here.")
	s.sizes = widget.NewPick(nil, 0, p.Size)
	s.sizes.SetHint("Picture size. For another size than the file's, its positions are interpolated.")
	for i, part := range []string{"Encoder heads", "Decoder heads"} {
		s.heads[i] = widget.NewNumberField(part, "", "Attention heads. Their number leaves no trace in the file; it must be that of its training.", func(words string) { p.Heads(i == 1, words) })
	}
	s.norm = widget.NewToggle("Normalised patches", true, p.NormPix)
	s.norm.SetHint("Normalised pixels. Whether each patch was predicted less its mean, by its deviation, which the file does not say.")
	s.colours = widget.NewPick(nil, 0, p.Colour)
	s.colours.SetHint("Colours. How pixels were scaled before the model saw them, by mean and deviation, which the file does not say: as for ImageNet in the published models, by 0.5 and 0.5 in some of timm's and Hugging Face's.")
	s.bring = widget.NewButton(widget.Primary, "Import", "", p.Import)
	s.cancel = widget.NewButton(widget.Quiet, "Cancel", "", p.Cancel)
	s.open = widget.NewButton(widget.Primary, "Open the run", "", p.Open)
	s.file = widget.NewButton(widget.Primary, "Choose a file…", theme.IconFolder, p.File)
	s.folder = widget.NewButton(widget.Standard, "Choose a folder…", theme.IconFolder, p.Folder)
	s.dialog = widget.NewPanel("", widget.Fixed(importWidth, 0, s.body))
	s.dialog.OnResize(func() { s.Set(s.view) })
	return s
}

// Dialog is what is shown above the window.
func (s *Import) Dialog() *widget.Dialog { return s.dialog }

// Main is the button that goes on, nil while there is none.
func (s *Import) Main() *widget.Button {
	switch s.view.State {
	case ImportAsk:
		return s.file
	case ImportFound:
		return s.bring
	case ImportDone:
		return s.open
	}
	return nil
}

// View returns what is shown.
func (s *Import) View() ImportView { return s.view }

// Set shows a view.
func (s *Import) Set(v ImportView) {
	s.view = v
	setTrouble(s.trouble, v.Trouble, v.Remedy)
	s.bar.Set(v.Share, theme.Accent)
	s.doing.SetWords(v.Doing)
	s.sum.SetWords(v.Sum)
	s.setFields(v)
	s.table.set(v.Rows)
	s.build(v)
	s.body.Refresh()
	s.dialog.Refresh()
}

func (s *Import) setFields(v ImportView) {
	if s.name.Text != v.Name {
		s.name.OnChanged = nil
		s.name.SetText(v.Name)
		s.name.OnChanged = s.p.Name
	}
	s.pictures.Set(v.Pictures, v.Picture)
	s.sizes.Set(v.Sizes, v.Size)
	for i, words := range v.Heads {
		s.heads[i].Set(words)
	}
	s.norm.Set(v.NormPix)
	s.colours.Set(v.Colours, v.Colour)
	s.facts.Objects = nil
	for _, f := range v.Facts {
		s.facts.Add(widget.NewEllipsis(f, widget.Body, theme.Dim))
	}
	for _, n := range s.notes(v) {
		s.facts.Add(widget.NewParagraph(n, widget.Caption, theme.Faint, importWidth))
	}
	s.fields.Objects = []fyne.CanvasObject{widget.Row(16, labelled("Name of the run", s.name), labelled("Picture size", s.sizes), labelled("Pictures to prove it on", s.pictures))}
	if asked := s.asked(v); len(asked) > 0 {
		s.fields.Add(widget.Row(16, asked...))
	}
}

// third is how wide a field is of which three stand side by side.
const third = float32(importWidth-2*16) / 3

// labelled puts what a field is for above it.
func labelled(label string, field fyne.CanvasObject) fyne.CanvasObject {
	return widget.Fixed(third, 0, widget.Column(4, widget.NewText(label, widget.Body, theme.Dim), widget.Fixed(0, 36, field)))
}

// asked are the fields for what the file does not say, which fit into one row.
func (s *Import) asked(v ImportView) (all []fyne.CanvasObject) {
	heads := third
	if v.AsksPixels && v.AsksColours {
		heads = (third - 16) / 2
	}
	if v.AsksHeads {
		all = append(all, widget.Fixed(heads, 0, s.heads[0]))
		if v.HasDecoder {
			all = append(all, widget.Fixed(heads, 0, s.heads[1]))
		}
	}
	if v.AsksPixels {
		all = append(all, widget.Fixed(third, 0, s.norm))
	}
	if v.AsksColours {
		all = append(all, labelled("Colours", s.colours))
	}
	return all
}

// build puts together what a state shows.
func (s *Import) build(v ImportView) {
	s.cancel.Set(widget.Quiet, "Cancel", "")
	title, buttons := "Import a model", widget.Row(8, widget.Space(), s.cancel)
	var parts []fyne.CanvasObject
	switch v.State {
	case ImportAsk:
		parts = []fyne.CanvasObject{widget.NewParagraph("A vision transformer or masked autoencoder from elsewhere: PyTorch's .pth, safetensors, or a folder of Hugging Face's. It can also be dropped on the window. A .pth is only read, never run.", widget.Body, theme.Dim, importWidth), s.trouble}
		if v.Doing != "" {
			parts = append(parts, s.doing)
		} else {
			buttons.Add(s.folder)
			buttons.Add(s.file)
		}
	case ImportFound:
		title = v.File
		parts = []fyne.CanvasObject{s.facts, widget.Column(8, s.sum, widget.Fixed(0, s.tableHeight(v), s.table.scroll)), s.fields, s.trouble}
		buttons.Add(s.bring)
	case ImportWorking:
		title = v.File
		parts = []fyne.CanvasObject{widget.Column(8, s.bar, s.doing)}
	case ImportDone:
		title = "“" + v.Name + "” is here"
		s.cancel.Set(widget.Quiet, "Close", "")
		parts = []fyne.CanvasObject{widget.NewParagraph(v.Result, widget.Control, theme.Text, importWidth), widget.NewParagraph(v.Next, widget.Body, theme.Dim, importWidth)}
		if v.Doubtful {
			parts = []fyne.CanvasObject{widget.NewNotice(v.Result, v.Next)}
		}
		buttons.Add(s.open)
	}
	s.dialog.SetTitle(title)
	s.body.Objects = append(parts, buttons)
}

func (s *Import) small() bool { return s.dialog.Size().Height < tall }

// notes are those that there is room for: in a small window none beside what is wrong.
func (s *Import) notes(v ImportView) []string {
	if s.small() && v.Trouble != "" {
		return nil
	}
	return v.Notes
}

// tableHeight is that of the report: in a small window there is less room for it where
// more is asked or told.
func (s *Import) tableHeight(v ImportView) float32 {
	const most = 3 // notes, of which there is room for more below a smaller report
	height := float32(tableHeight)
	if !s.small() {
		return height
	}
	height -= 18 * float32(max(0, len(s.notes(v))-most))
	if len(s.asked(v)) > 0 {
		height -= 60
	}
	if v.Trouble != "" {
		height -= 60
	}
	return height
}
