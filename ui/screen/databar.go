package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// Choice is what the bottom bar tells of the selected pictures.
type Choice struct {
	Picture    image.Image
	Name, Size string
	Out        bool   // left out: they can be taken back
	Fixed      string // why nothing can be done with them, or ""
	Several    bool
}

// SetChoice shows the selected picture in the bottom bar; nil hides it.
func (s *Data) SetChoice(c *Choice) {
	s.bottom.set(c)
	s.body.Refresh()
}

// Foot is how high the bottom bar stands now.
func (s *Data) Foot() float32 {
	if s.body.Visible() && s.bottom.box.Visible() {
		return barHeight
	}
	return 0
}

// barLayout gives the bottom bar, when it is shown, the full width below the
// page.
type barLayout struct{}

const barHeight = 52

func (barLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(0, barHeight)
}

func (barLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	height := size.Height
	if o[1].Visible() {
		height -= barHeight
		rect{0, height, size.Width, barHeight}.put(o[1])
	}
	rect{0, 0, size.Width, height}.put(o[0])
}

// bottomBar tells of the selected picture.
type bottomBar struct {
	picture     *widget.Picture
	name, size  *widget.Text
	out, folder *widget.Button
	box         *fyne.Container
}

func newBottomBar(p DataParams) *bottomBar {
	b := &bottomBar{picture: widget.NewPicture(32, 4, nil),
		name: widget.NewEllipsis("", widget.Control, theme.Text), size: widget.NewEllipsis("", widget.Body, theme.Dim)}
	b.out = widget.NewSmallButton(widget.Standard, "Leave out", "", p.LeaveOut)
	b.folder = widget.NewSmallButton(widget.Quiet, "Show in folder", "", p.ShowInFolder)
	b.folder.SetHint("Opens the folder of this picture in the file manager.")
	row := widget.Row(16, b.picture, widget.Grow{CanvasObject: container.New(namedLayout{}, b.name, b.size)}, b.out, b.folder)
	b.box = container.New(bottomLayout{}, widget.NewSurface(theme.Window, theme.None, 0), widget.Divider(), row)
	b.box.Hide()
	return b
}

// namedLayout puts a name and right behind it a few words; the name gives way.
type namedLayout struct{}

func (namedLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 18) }

func (namedLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	wanted := func(i int) float32 { return o[i].(*widget.Text).Wanted() + 1 }
	words := min(wanted(1), size.Width*0.45)
	name := min(wanted(0), size.Width-words-16)
	rect{0, 0, name, size.Height}.put(o[0])
	rect{name + 16, 0, words, size.Height}.put(o[1])
}

// bottomLayout is a line above a row inside the window's margins.
type bottomLayout struct{}

func (bottomLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, barHeight) }

func (bottomLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side, _ := margins(size.Width)
	rect{0, 0, size.Width, size.Height}.put(o[0])
	rect{0, 0, size.Width, 1}.put(o[1])
	rect{side, 1, size.Width - 2*side, size.Height - 1}.put(o[2])
}

func (b *bottomBar) set(c *Choice) {
	if c == nil {
		b.box.Hide()
		return
	}
	b.picture.Set(c.Picture)
	b.name.SetWords(c.Name)
	b.size.SetWords(c.Size)
	label, hint := "Leave out", "The model will not learn from what is selected; the files stay as they are."
	if c.Out {
		label, hint = "Take back", "The model will learn from what is selected again."
	}
	b.out.Set(widget.Standard, label, "")
	b.out.SetHint(hint)
	if c.Fixed == "" {
		b.out.Enable()
	} else {
		b.out.DisableFor(c.Fixed)
	}
	show(b.folder, !c.Several)
	b.box.Show()
}
