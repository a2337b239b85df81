package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Picture shows a picture that fills it, rounded, with the thin edge that keeps
// white pictures apart from a light window. Without one it shows the colour of
// a hidden patch.
type Picture struct {
	control
	picture  image.Image
	radius   float32
	least    float32
	selected bool
	badge    string
	whole    bool // show all of it instead of filling
}

// NewPicture makes an empty picture of at least least x least px.
func NewPicture(least, radius float32, tapped func()) *Picture {
	p := &Picture{radius: radius, least: least}
	p.tapped, p.skipped = tapped, tapped == nil
	p.extend(p)
	return p
}

// Whole makes the picture show all of itself, not filled and cut.
func (p *Picture) Whole() *Picture { p.whole = true; return p }

// Set shows a picture, or with nil the empty ground.
func (p *Picture) Set(picture image.Image) {
	p.picture = picture
	p.Refresh()
}

// Image returns what is shown, or nil.
func (p *Picture) Image() image.Image { return p.picture }

// Select marks the picture as chosen.
func (p *Picture) Select(on bool) {
	if p.selected != on {
		p.selected = on
		p.Refresh()
	}
}

// SetBadge puts a few words into the lower left corner; "" takes them away.
func (p *Picture) SetBadge(words string) {
	p.badge = words
	p.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	r := &pictureRenderer{
		p: p, ground: canvas.NewRectangle(nil), image: &canvas.Image{ScaleMode: canvas.ImageScaleSmooth},
		edge: canvas.NewRectangle(nil), focus: canvas.NewRectangle(nil),
		badge: canvas.NewRectangle(nil), words: NewText("", Small, theme.Text),
	}
	r.Refresh()
	return r
}

type pictureRenderer struct {
	p                          *Picture
	ground, edge, focus, badge *canvas.Rectangle
	image                      *canvas.Image
	words                      *Text
	size                       fyne.Size
	drawn                      canvas.Image // what the image was when it was last drawn
}

func (r *pictureRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(r.p.least) }

func (r *pictureRenderer) Layout(size fyne.Size) {
	r.size = size
	r.ground.Resize(size)
	r.image.Resize(size)
	r.edge.Resize(size)
	r.p.ring(r.focus, size, r.p.radius)
	if r.p.tapped == nil {
		r.focus.Hidden = true
	}
	width := max(0, min(r.words.width(r.p.badge)+16, size.Width-12))
	at := fyne.NewPos(6, size.Height-26)
	r.badge.Resize(fyne.NewSize(width, 20))
	r.badge.Move(at)
	r.words.Resize(fyne.NewSize(max(0, width-15), Small.Line))
	r.words.Move(at.AddXY(8, 2))
}

func (r *pictureRenderer) Refresh() {
	p := r.p
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(theme.Hidden), p.radius
	r.ground.Hidden = p.picture != nil
	r.image.Image, r.image.CornerRadius = p.picture, p.radius
	r.image.Hidden = p.picture == nil
	r.image.FillMode = canvas.ImageFillCover
	if p.whole {
		r.image.FillMode = canvas.ImageFillContain
	}
	r.edge.FillColor, r.edge.CornerRadius = theme.Color(theme.None), p.radius
	r.edge.StrokeColor, r.edge.StrokeWidth = theme.Color(theme.Edge), 1
	if p.selected {
		r.edge.StrokeColor, r.edge.StrokeWidth = theme.Color(theme.Accent), 2
	}
	r.badge.Hidden, r.words.Hidden = p.badge == "", p.badge == ""
	r.badge.FillColor, r.badge.CornerRadius = labelGround, 10
	r.words.words, r.words.fixed = p.badge, labelWords
	r.Layout(r.size)
	for _, o := range []fyne.CanvasObject{r.focus, r.ground, r.edge, r.badge, r.words} {
		o.Refresh()
	}
	r.redraw()
}

// redraw has the image scaled and sent to the screen again, which is the costly
// part, only where it is another: whatever stands around it changes more often.
func (r *pictureRenderer) redraw() {
	i, d := r.image, &r.drawn
	if i.Image == d.Image && i.CornerRadius == d.CornerRadius && i.Hidden == d.Hidden && i.FillMode == d.FillMode {
		return
	}
	d.Image, d.CornerRadius, d.Hidden, d.FillMode = i.Image, i.CornerRadius, i.Hidden, i.FillMode
	i.Refresh()
}

func (r *pictureRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.image, r.edge, r.badge, r.words}
}
func (r *pictureRenderer) Destroy() {}

// still is a picture in a part that hears the pointer itself: a Picture above it
// would hear it first.
type still struct {
	fynewidget.BaseWidget
	of *Picture
}

func newStill(least, radius float32) *still {
	s := &still{of: NewPicture(least, radius, nil)}
	s.ExtendBaseWidget(s)
	return s
}

// Set shows a picture, or with nil the empty ground.
func (s *still) Set(picture image.Image) {
	s.of.picture = picture
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *still) CreateRenderer() fyne.WidgetRenderer { return s.of.CreateRenderer() }
