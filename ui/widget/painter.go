package widget

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"maestudio/ui/theme"
)

// Painter is a picture whose patches are hidden and shown with the mouse. It
// tells which patch was touched; what is then shown is for its owner to set.
type Painter struct {
	control
	picture image.Image
	grid    int // patches along a side
	brush   int // patches across
	paint   func(patches []int)
	done    func()
	at      fyne.Position
	touched fyne.Position // the stroke's last place
	inside  bool
	cursor  int // the keyboard's patch
	last    int
}

// NewPainter makes a painter; paint gets the patches under the brush (row by
// row, 0 top left) as the mouse goes over them, done is called at the end of a
// stroke.
func NewPainter(paint func(patches []int), done func()) *Painter {
	p := &Painter{grid: 8, brush: 1, paint: paint, done: done, last: -1}
	p.extend(p)
	return p
}

// Set shows a picture cut in grid x grid patches.
func (p *Painter) Set(picture image.Image, grid int) {
	p.picture, p.grid = picture, max(grid, 1)
	p.Refresh()
}

// SetBrush sets how many patches the brush is wide.
func (p *Painter) SetBrush(patches int) {
	p.brush = max(1, patches)
	p.Refresh()
}

func (p *Painter) side() float32 { return min(p.Size().Width, p.Size().Height) }

// patchAt returns the patch at a position, or -1 beside the picture.
func (p *Painter) patchAt(at fyne.Position) int {
	side := p.side()
	if at.X < 0 || at.Y < 0 || at.X >= side || at.Y >= side {
		return -1
	}
	n := float32(p.grid)
	return int(at.Y/side*n)*p.grid + int(at.X/side*n)
}

// under returns the patches of a brush whose middle is patch.
func (p *Painter) under(patch int) []int {
	row, column := patch/p.grid, patch%p.grid
	var all []int
	for r := row - (p.brush-1)/2; r <= row+p.brush/2; r++ {
		for c := column - (p.brush-1)/2; c <= column+p.brush/2; c++ {
			if r >= 0 && c >= 0 && r < p.grid && c < p.grid {
				all = append(all, r*p.grid+c)
			}
		}
	}
	return all
}

// drag touches all patches on the way from where the mouse was: a fast stroke
// leaves none out.
func (p *Painter) drag(to fyne.Position) {
	from := p.touched
	step := p.side() / float32(p.grid) / 2
	n := int(max(fyne.Max(to.X-from.X, from.X-to.X), fyne.Max(to.Y-from.Y, from.Y-to.Y)) / max(1, step))
	for i := 1; i <= n && p.last >= 0; i++ {
		share := float32(i) / float32(n+1)
		p.touch(fyne.NewPos(from.X+(to.X-from.X)*share, from.Y+(to.Y-from.Y)*share))
	}
	p.touch(to)
}

func (p *Painter) touch(at fyne.Position) {
	p.at, p.touched = at, at
	patch := p.patchAt(at)
	if patch < 0 || patch == p.last || p.disabled {
		return
	}
	p.last = patch
	p.paint(p.under(patch))
}

func (p *Painter) finish() {
	if p.last >= 0 {
		p.last = -1
		p.done()
	}
}

// MouseDown implements desktop.Mouseable.
func (p *Painter) MouseDown(e *desktop.MouseEvent) {
	p.byMouse = true
	p.touch(e.Position)
}

// MouseUp implements desktop.Mouseable.
func (p *Painter) MouseUp(*desktop.MouseEvent) { p.finish() }

// Tapped implements fyne.Tappable; MouseDown has painted already.
func (p *Painter) Tapped(*fyne.PointEvent) {}

// Dragged implements fyne.Draggable.
func (p *Painter) Dragged(e *fyne.DragEvent) {
	p.drag(e.Position)
	p.Refresh()
}

// DragEnd implements fyne.Draggable.
func (p *Painter) DragEnd() { p.finish() }

// MouseIn implements desktop.Hoverable.
func (p *Painter) MouseIn(e *desktop.MouseEvent) {
	p.inside = true
	p.MouseMoved(e)
}

// MouseMoved implements desktop.Hoverable: the ring of the brush follows.
func (p *Painter) MouseMoved(e *desktop.MouseEvent) {
	p.at = e.Position
	p.Refresh()
}

// MouseOut implements desktop.Hoverable.
func (p *Painter) MouseOut() {
	p.inside = false
	p.Refresh()
}

// Cursor implements desktop.Cursorable.
func (p *Painter) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

// TypedKey implements fyne.Focusable: the arrows move a patch cursor, Space
// paints there.
func (p *Painter) TypedKey(e *fyne.KeyEvent) {
	p.byMouse = false
	if p.disabled {
		passKey(p, e)
		return
	}
	row, column := p.cursor/p.grid, p.cursor%p.grid
	switch e.Name {
	case fyne.KeyLeft:
		column = max(0, column-1)
	case fyne.KeyRight:
		column = min(p.grid-1, column+1)
	case fyne.KeyUp:
		row = max(0, row-1)
	case fyne.KeyDown:
		row = min(p.grid-1, row+1)
	case fyne.KeySpace:
		p.paint(p.under(p.cursor))
		p.done()
	default:
		passKey(p, e)
	}
	p.cursor = row*p.grid + column
	p.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (p *Painter) CreateRenderer() fyne.WidgetRenderer {
	r := &painterRenderer{p: p, picture: newStill(100, 12), ring: canvas.NewCircle(nil), shade: canvas.NewCircle(nil), patch: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type painterRenderer struct {
	p           *Painter
	picture     *still
	ring, shade *canvas.Circle
	patch       *canvas.Rectangle
}

func (r *painterRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(160) }

func (r *painterRenderer) Layout(fyne.Size) {
	side := r.p.side()
	r.picture.Resize(fyne.NewSquareSize(side))
	step := side / float32(r.p.grid)
	radius := step * float32(r.p.brush) / 2
	for _, c := range []*canvas.Circle{r.shade, r.ring} {
		c.Resize(fyne.NewSquareSize(2 * radius))
		c.Move(r.p.at.SubtractXY(radius, radius))
		c.Hidden = !r.p.inside || r.p.patchAt(r.p.at) < 0
	}
	r.patch.Resize(fyne.NewSquareSize(step))
	r.patch.Move(fyne.NewPos(float32(r.p.cursor%r.p.grid)*step, float32(r.p.cursor/r.p.grid)*step))
	r.patch.Hidden = !r.p.focused || r.p.byMouse
}

func (r *painterRenderer) Refresh() {
	if r.picture.of.picture != r.p.picture {
		r.picture.Set(r.p.picture)
	}
	none := color.Transparent
	r.shade.FillColor, r.shade.StrokeColor, r.shade.StrokeWidth = none, color.NRGBA{0, 0, 0, 128}, 3.5
	r.ring.FillColor, r.ring.StrokeColor, r.ring.StrokeWidth = none, color.White, 1.5
	r.patch.FillColor, r.patch.StrokeColor, r.patch.StrokeWidth = none, theme.Color(theme.Accent), 2
	r.Layout(r.p.Size())
	for _, o := range r.Objects()[1:] {
		o.Refresh()
	}
}

func (r *painterRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.picture, r.shade, r.ring, r.patch}
}
func (r *painterRenderer) Destroy() {}
