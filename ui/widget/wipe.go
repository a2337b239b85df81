package widget

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"golang.org/x/image/draw"

	"maestudio/ui/theme"
)

// Wipe shows two pictures of the same thing with a line between them that can
// be dragged.
type Wipe struct {
	control
	left, right           image.Image
	leftWords, rightWords string
	share                 float32
}

// NewWipe makes an empty one with the line in the middle.
func NewWipe() *Wipe {
	w := &Wipe{share: 0.5}
	w.extend(w)
	return w
}

// Set shows two pictures; with left nil the right one fills all.
func (w *Wipe) Set(left, right image.Image, leftWords, rightWords string) {
	w.left, w.right, w.leftWords, w.rightWords = left, right, leftWords, rightWords
	w.Refresh()
}

func (w *Wipe) side() float32 { return min(w.Size().Width, w.Size().Height) }

func (w *Wipe) move(x float32) {
	w.share = min(max(x/max(1, w.side()), 0), 1)
	w.Refresh()
}

// Tapped implements fyne.Tappable.
func (w *Wipe) Tapped(e *fyne.PointEvent) { w.move(e.Position.X) }

// Dragged implements fyne.Draggable.
func (w *Wipe) Dragged(e *fyne.DragEvent) { w.move(e.Position.X) }

// DragEnd implements fyne.Draggable.
func (w *Wipe) DragEnd() {}

// TypedKey implements fyne.Focusable.
func (w *Wipe) TypedKey(e *fyne.KeyEvent) {
	w.byMouse = false
	switch e.Name {
	case fyne.KeyLeft:
		w.move((w.share - 0.05) * w.side())
	case fyne.KeyRight:
		w.move((w.share + 0.05) * w.side())
	default:
		passKey(w, e)
	}
}

// Cursor implements desktop.Cursorable.
func (w *Wipe) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// joined is the two pictures as one, cut at the line.
func (w *Wipe) joined() image.Image {
	if w.left == nil || w.right == nil {
		return w.right
	}
	b := w.right.Bounds()
	all := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(all, all.Rect, w.right, b.Min, draw.Src)
	cut := image.Rect(0, 0, int(w.share*float32(b.Dx())), b.Dy())
	if w.left.Bounds().Size() == b.Size() {
		draw.Draw(all, cut, w.left, w.left.Bounds().Min, draw.Src)
		return all
	}
	whole := image.NewNRGBA(all.Rect)
	draw.ApproxBiLinear.Scale(whole, whole.Rect, w.left, w.left.Bounds(), draw.Src, nil)
	draw.Draw(all, cut, whole, image.Point{}, draw.Src)
	return all
}

// CreateRenderer implements fyne.Widget.
func (w *Wipe) CreateRenderer() fyne.WidgetRenderer {
	r := &wipeRenderer{w: w, picture: newStill(100, 12), line: canvas.NewRectangle(color.White), knob: canvas.NewCircle(color.White),
		arrows: NewText("‹ ›", Control, theme.Window)}
	r.focus = canvas.NewRectangle(nil)
	r.left, r.right = newLabel(), newLabel()
	r.Refresh()
	return r
}

type wipeRenderer struct {
	w           *Wipe
	picture     *still
	line, focus *canvas.Rectangle
	knob        *canvas.Circle
	arrows      *Text
	left, right *label
}

func (r *wipeRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(160) }

func (r *wipeRenderer) Layout(fyne.Size) {
	side := r.w.side()
	x := r.w.share * side
	r.picture.Resize(fyne.NewSquareSize(side))
	r.line.Resize(fyne.NewSize(2, side))
	r.line.Move(fyne.NewPos(x-1, 0))
	r.knob.Resize(fyne.NewSquareSize(32))
	r.knob.Move(fyne.NewPos(x-16, side/2-16))
	arrows := r.arrows.MinSize()
	r.arrows.Resize(arrows)
	r.arrows.Move(fyne.NewPos(x-arrows.Width/2, side/2-arrows.Height/2))
	r.w.ring(r.focus, fyne.NewSquareSize(side), 12)
	r.left.place(fyne.NewPos(12, 12), false)
	r.right.place(fyne.NewPos(side-12, 12), true)
}

func (r *wipeRenderer) Refresh() {
	r.picture.Set(r.w.joined())
	two := r.w.left != nil && r.w.right != nil
	r.line.Hidden, r.knob.Hidden, r.arrows.Hidden = !two, !two, !two
	r.arrows.color = theme.Line2
	r.left.set(r.w.leftWords, two)
	r.right.set(r.w.rightWords, r.w.right != nil)
	r.Layout(r.w.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *wipeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.picture, r.line, r.knob, r.arrows, r.left.ground, r.left.text, r.right.ground, r.right.text}
}
func (r *wipeRenderer) Destroy() {}

// label is a few words on a dark ground, readable on any picture.
type label struct {
	ground *canvas.Rectangle
	text   *canvas.Text
}

func newLabel() *label {
	l := &label{canvas.NewRectangle(labelGround), canvas.NewText("", labelWords)}
	l.ground.CornerRadius = 12
	l.text.TextSize, l.text.TextStyle = Small.Size, fyne.TextStyle{Bold: true}
	return l
}

func (l *label) set(words string, on bool) {
	l.text.Text = words
	l.ground.Hidden, l.text.Hidden = !on || words == "", !on || words == ""
}

func (l *label) place(at fyne.Position, right bool) {
	size := l.text.MinSize()
	width := size.Width + 20
	if right {
		at = at.SubtractXY(width, 0)
	}
	l.ground.Resize(fyne.NewSize(width, 24))
	l.ground.Move(at)
	l.text.Resize(size)
	l.text.Move(at.AddXY(10, (24-size.Height)/2))
}
