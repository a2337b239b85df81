package widget

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"maestudio/ui/theme"
)

// Matrix shows what was taken for what: a row for what pictures are, a column for what
// was said, both numbered alike. The diagonal is right and green, the rest is not. A
// cell that holds a number can be opened, by a click or with the arrows and Enter.
type Matrix struct {
	control
	names  []string
	counts [][]int
	row    int // of the cell that is open, -1 for none
	column int
	opened func(row, column int)
}

const (
	matrixLeast, matrixMost = 20, 32  // sides of a cell, but
	matrixWide              = 26      // of the width, a part of so many may be a cell where that is more
	matrixFew, matrixBig    = 260, 64 // of few classes cells are larger: the side of them all, and of one at most
	matrixGap               = 2
	matrixHead              = 24 // the numbers above the columns
	matrixNumber            = 22 // before a name
	matrixShare             = 42 // the share at the end of a row
	matrixName              = 28 // the least room for a name
)

// NewMatrix makes an empty matrix; opened gets the cell that was asked for.
func NewMatrix(opened func(row, column int)) *Matrix {
	m := &Matrix{row: -1, column: -1, opened: opened}
	m.tapped = func() { m.open(m.row, m.column) }
	m.extend(m)
	return m
}

// Set shows counts[row][column] of classes with names; no cell is open.
func (m *Matrix) Set(names []string, counts [][]int) {
	m.names, m.counts, m.row, m.column = names, counts, -1, -1
	m.Refresh()
}

// Open marks a cell as open, without calling back.
func (m *Matrix) Open(row, column int) {
	m.row, m.column = row, column
	m.Refresh()
}

func (m *Matrix) open(row, column int) {
	if row < 0 || column < 0 || row >= len(m.counts) || column >= len(m.counts) || m.counts[row][column] == 0 {
		return
	}
	m.Open(row, column)
	if m.opened != nil {
		m.opened(row, column)
	}
}

// side returns a cell's side and where the cells begin, for a width.
func (m *Matrix) side(width float32) (side, left float32) {
	n := float32(max(1, len(m.names)))
	longest := float32(0)
	for _, name := range m.names {
		longest = max(longest, fyne.MeasureText(name, Caption.Size, fyne.TextStyle{}).Width)
	}
	names := min(longest+8, max(matrixName, width-matrixNumber-matrixShare-n*(matrixLeast+matrixGap)), 180)
	left = float32(int(matrixNumber + names))
	side = float32(int((width-left-matrixShare)/n)) - matrixGap
	most := max(matrixMost, float32(int(width/matrixWide)), min(matrixBig, float32(int(matrixFew/n))))
	return min(max(side, matrixLeast), most), left
}

// Tapped implements fyne.Tappable.
func (m *Matrix) Tapped(e *fyne.PointEvent) {
	side, left := m.side(m.Size().Width)
	x, y := e.Position.X-left, e.Position.Y-matrixHead
	if x >= 0 && y >= 0 {
		m.open(int(y/(side+matrixGap)), int(x/(side+matrixGap)))
	}
}

// Cursor implements desktop.Cursorable.
func (m *Matrix) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// TypedKey implements fyne.Focusable: the arrows go from one cell that holds a number
// to the next one there is in a direction.
func (m *Matrix) TypedKey(e *fyne.KeyEvent) {
	step, known := map[fyne.KeyName][2]int{fyne.KeyUp: {-1, 0}, fyne.KeyDown: {1, 0}, fyne.KeyLeft: {0, -1}, fyne.KeyRight: {0, 1}}[e.Name]
	if !known {
		m.control.TypedKey(e)
		return
	}
	m.byMouse = false
	row, column := m.row, m.column
	if row < 0 {
		row, column = 0, 0
		if len(m.counts) > 0 && m.counts[0][0] > 0 {
			m.open(0, 0)
			return
		}
	}
	for {
		row, column = row+step[0], column+step[1]
		if row < 0 || column < 0 || row >= len(m.counts) || column >= len(m.counts) {
			return
		}
		if m.counts[row][column] > 0 {
			m.open(row, column)
			return
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (m *Matrix) CreateRenderer() fyne.WidgetRenderer {
	r := &matrixRenderer{m: m, focus: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type matrixRenderer struct {
	m       *Matrix
	focus   *canvas.Rectangle
	objects []fyne.CanvasObject
	drawn   fyne.Size
}

func (r *matrixRenderer) MinSize() fyne.Size {
	n := float32(len(r.m.names))
	return fyne.NewSize(matrixNumber+matrixName+n*(matrixLeast+matrixGap)+matrixShare, matrixHead+n*(matrixLeast+matrixGap))
}

// Wanted is the size that a width makes of the matrix.
func (m *Matrix) Wanted(width float32) fyne.Size {
	side, left := m.side(width)
	n := float32(len(m.names))
	return fyne.NewSize(left+n*(side+matrixGap)+matrixShare, matrixHead+n*(side+matrixGap))
}

func (r *matrixRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.build(size)
	}
	r.m.ring(r.focus, size, 6)
}

func (r *matrixRenderer) Refresh() {
	r.build(r.m.Size())
	r.m.ring(r.focus, r.m.Size(), 6)
	canvas.Refresh(r.m)
}

func (r *matrixRenderer) build(size fyne.Size) {
	r.drawn, r.objects = size, r.objects[:0]
	m := r.m
	side, left := m.side(size.Width)
	pitch := side + matrixGap
	for i, name := range m.names {
		y := matrixHead + float32(i)*pitch
		number := strconv.Itoa(i + 1)
		r.text(number, Caption, r.shade(i == m.column), left+float32(i)*pitch, 4, side, fyne.TextAlignCenter)
		r.text(number, Caption, theme.Faint, 0, y+(side-Caption.Line)/2, matrixNumber-8, fyne.TextAlignTrailing)
		role := Caption
		if i == m.row {
			role = Small
		}
		r.text(name, role, r.shade(i == m.row), matrixNumber, y+(side-Caption.Line)/2, left-matrixNumber-6, fyne.TextAlignLeading)
		r.row(i, left, y, side)
	}
}

// shade is that of a name or number: the open row's and column's stand out.
func (r *matrixRenderer) shade(open bool) fyne.ThemeColorName {
	if open {
		return theme.Text
	}
	return theme.Dim
}

// row draws the cells of one row and its share.
func (r *matrixRenderer) row(i int, left, y, side float32) {
	m := r.m
	total, most := 0, 1
	for k, n := range m.counts[i] {
		total += n
		if k == i {
			most = max(most, n)
		}
	}
	for k, n := range m.counts[i] {
		x := left + float32(k)*(side+matrixGap)
		cell := canvas.NewRectangle(theme.Color(theme.Card))
		if light() {
			cell.FillColor = theme.Color(theme.Rail)
		}
		if i == m.row || k == m.column {
			cell.FillColor = theme.Color(theme.RailOn)
		}
		words := theme.Text
		if n > 0 {
			cell.FillColor, words = cellColor(i == k, n, total, m.mostWrong())
		}
		cell.CornerRadius = 4
		cell.Resize(fyne.NewSquareSize(side))
		cell.Move(fyne.NewPos(x, y))
		if i == m.row && k == m.column {
			cell.StrokeColor, cell.StrokeWidth = theme.Color(theme.Text), 2
		}
		r.objects = append(r.objects, cell)
		if n > 0 {
			r.text(strconv.Itoa(n), Small, words, x, y+(side-Small.Line)/2, side, fyne.TextAlignCenter)
		}
	}
	if total > 0 {
		share := (200*m.counts[i][i] + total) / (2 * total) // rounded, as everywhere
		color := theme.Dim
		if share < 75 {
			color = theme.Warn
		}
		r.text(strconv.Itoa(share)+" %", Caption, color, left+float32(len(m.names))*(side+matrixGap), y+(side-Caption.Line)/2, matrixShare-4, fyne.TextAlignTrailing)
	}
}

// mostWrong is the largest number off the diagonal.
func (m *Matrix) mostWrong() int {
	most := 1
	for i, row := range m.counts {
		for k, n := range row {
			if i != k {
				most = max(most, n)
			}
		}
	}
	return most
}

// cellColor is one of a few fixed steps, on which the number can be read.
func cellColor(right bool, n, of, most int) (color.Color, fyne.ThemeColorName) {
	ground, over := theme.Color(theme.Card), theme.Color(theme.Accent)
	share := float64(n) / float64(max(1, of))
	if !right {
		over, share = theme.Color(theme.Warn), float64(n)/float64(max(3, most))
		switch {
		case share > 0.9:
			return over, theme.On
		case share > 0.6:
			return blend(ground, over, 0.34), theme.Text
		}
		return blend(ground, over, 0.20), theme.Text
	}
	switch {
	case share >= 0.98:
		return over, theme.On
	case share >= 0.88:
		strong := 0.80
		if light() {
			strong = 0.90
		}
		return blend(ground, over, strong), theme.On
	case share >= 0.78:
		return blend(ground, over, 0.42), theme.Text
	case share >= 0.68:
		return blend(ground, over, 0.32), theme.Text
	}
	return blend(ground, over, 0.22), theme.Text
}

// light tells whether the light theme is in force.
func light() bool {
	r, _, _, _ := theme.Color(theme.Window).RGBA()
	return r > 0x7fff
}

// blend lays a share of one colour over another.
func blend(under, over color.Color, share float64) color.Color {
	a, b := color.NRGBAModel.Convert(under).(color.NRGBA), color.NRGBAModel.Convert(over).(color.NRGBA)
	part := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*share + 0.5) }
	return color.NRGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 255}
}

func (r *matrixRenderer) text(words string, role Role, name fyne.ThemeColorName, x, y, width float32, align fyne.TextAlign) {
	t := NewEllipsis(words, role, name)
	t.align = align
	t.Resize(fyne.NewSize(width, role.Line))
	t.Move(fyne.NewPos(x, float32(int(y))))
	r.objects = append(r.objects, t)
}

func (r *matrixRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.focus}, r.objects...)
}
func (r *matrixRenderer) Destroy() {}
