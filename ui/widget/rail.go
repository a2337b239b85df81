package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Widths at which the window changes its shape.
const (
	Narrow = 1000 // below: the rail shows icons only, side panels become tabs
	Wide   = 1800 // above: two columns
)

// RailEntry is one place to go.
type RailEntry struct {
	Key   string
	Label string
	Icon  theme.Icon
	Gap   bool // starts a new group
}

// Rail is the list of screens at the left edge.
type Rail struct {
	fynewidget.BaseWidget
	brand   *brand
	entries []*railItem
	device  *Text
	chip    *Hinted   // its icon; where there is no room for the words it tells them
	last    *railItem // Settings, at the bottom
	narrow  bool
}

// NewRail makes a rail; the last entry stands at the bottom. menu opens the
// program's menu at a position, chosen goes to a screen.
func NewRail(entries []RailEntry, menu func(at fyne.Position), chosen func(key string)) *Rail {
	r := &Rail{device: NewEllipsis("", Caption, theme.Faint), chip: NewHinted(container.NewCenter(NewIcon(theme.IconChip, theme.Faint, 14)), "")}
	r.brand = newBrand(menu)
	for _, e := range entries {
		item := newRailItem(e, func() { chosen(e.Key) })
		r.entries = append(r.entries, item)
	}
	r.last = r.entries[len(r.entries)-1]
	r.entries = r.entries[:len(r.entries)-1]
	r.ExtendBaseWidget(r)
	return r
}

// Select marks the screen that is shown.
func (r *Rail) Select(key string) {
	for _, e := range append(r.entries, r.last) {
		e.on = e.entry.Key == key
		e.Refresh()
	}
}

// Holds tells whether something is an entry of the rail.
func (r *Rail) Holds(o fyne.Focusable) bool {
	item, isItem := o.(*railItem)
	return o == r.brand || isItem && (item == r.last || slices.Contains(r.entries, item))
}

// Focus moves the focus to the entry of the screen that is shown.
func (r *Rail) Focus(c fyne.Canvas) {
	for _, e := range append(r.entries, r.last) {
		if e.on {
			c.Focus(e)
			return
		}
	}
	c.Focus(r.entries[0])
}

// SetProgress shows how far the work behind an entry is; below 0 hides it.
func (r *Rail) SetProgress(key string, share float64, waiting bool) {
	for _, e := range r.entries {
		if e.entry.Key != key {
			continue
		}
		color := theme.Accent
		if waiting {
			color = theme.Warn
		}
		e.busy = share >= 0
		e.ring.Set(share, color)
		e.Refresh()
	}
}

// Busy tells whether work goes on behind an entry.
func (r *Rail) Busy(key string) bool {
	return slices.ContainsFunc(r.entries, func(e *railItem) bool { return e.entry.Key == key && e.busy })
}

// SetDevice says what computes.
func (r *Rail) SetDevice(words string) {
	r.device.SetWords(words)
	r.chip.SetHint("Device. " + words + ": what computes here.")
}

// CreateRenderer implements fyne.Widget.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer {
	n := &railRenderer{r, canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	n.Refresh()
	return n
}

type railRenderer struct {
	rail       *Rail
	ground, by *canvas.Rectangle
}

const railWidth, railNarrow = 176, 56

// RailWidth returns the rail's width in a window of a width.
func RailWidth(window float32) float32 {
	if window < Narrow {
		return railNarrow
	}
	return railWidth
}

func (r *railRenderer) MinSize() fyne.Size { return fyne.NewSize(railNarrow, 480) }

func (r *railRenderer) Layout(size fyne.Size) {
	rail := r.rail
	rail.narrow = size.Width < railWidth
	r.ground.Resize(size)
	r.by.Resize(fyne.NewSize(1, size.Height))
	r.by.Move(fyne.NewPos(size.Width-1, 0))
	width := size.Width - 16
	rail.brand.narrow = rail.narrow
	rail.brand.Resize(fyne.NewSize(width, 32))
	rail.brand.Move(fyne.NewPos(8, 16))
	y := float32(64)
	for _, e := range rail.entries {
		if e.entry.Gap {
			y += 16
		}
		e.place(rail.narrow, width, y)
		y += 38
	}
	rail.last.place(rail.narrow, width, size.Height-46)
	rail.device.Hidden = rail.narrow
	rail.chip.Resize(fyne.NewSquareSize(14))
	rail.chip.Move(fyne.NewPos(18, size.Height-73))
	if rail.narrow {
		rail.chip.Resize(fyne.NewSize(36, 28)) // a place to point at
		rail.chip.Move(fyne.NewPos((size.Width-36)/2, size.Height-80))
	}
	rail.device.Resize(fyne.NewSize(width-32, Caption.Line))
	rail.device.Move(fyne.NewPos(40, size.Height-74))
}

func (r *railRenderer) Refresh() {
	r.ground.FillColor, r.by.FillColor = theme.Color(theme.Rail), theme.Color(theme.Line)
	r.Layout(r.rail.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *railRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ground, r.by, r.rail.brand, r.rail.chip, r.rail.device}
	for _, e := range r.rail.entries {
		objects = append(objects, e)
	}
	return append(objects, r.rail.last) // the Tab key goes this way
}
func (r *railRenderer) Destroy() {}

// railItem is one entry of the rail.
type railItem struct {
	control
	entry  RailEntry
	on     bool
	busy   bool
	narrow bool
	ring   *Ring
}

func newRailItem(e RailEntry, tapped func()) *railItem {
	i := &railItem{entry: e, ring: NewRing()}
	i.tapped = tapped
	i.extend(i)
	return i
}

func (i *railItem) place(narrow bool, width, y float32) {
	i.narrow = narrow
	i.hint = ""
	if narrow {
		i.hint = i.entry.Label
	}
	i.Resize(fyne.NewSize(width, 36))
	i.Move(fyne.NewPos(8, y))
}

// CreateRenderer implements fyne.Widget.
func (i *railItem) CreateRenderer() fyne.WidgetRenderer {
	r := &railItemRenderer{i, canvas.NewRectangle(nil), canvas.NewRectangle(nil),
		canvas.NewImageFromResource(nil), NewEllipsis(i.entry.Label, Control, theme.Dim)}
	r.Refresh()
	return r
}

type railItemRenderer struct {
	item          *railItem
	focus, ground *canvas.Rectangle
	icon          *canvas.Image
	text          *Text
}

func (r *railItemRenderer) MinSize() fyne.Size { return fyne.NewSize(36, 36) }

func (r *railItemRenderer) Layout(size fyne.Size) {
	i := r.item
	r.ground.Resize(size)
	i.control.ring(r.focus, size, 8)
	r.icon.Resize(fyne.NewSquareSize(18))
	x := float32(11)
	if i.narrow {
		x = (size.Width - 18) / 2
	}
	r.icon.Move(fyne.NewPos(x, 9))
	r.text.Hidden = i.narrow
	r.text.Resize(fyne.NewSize(max(0, size.Width-40-24), Control.Line))
	r.text.Move(fyne.NewPos(40, 9))
	i.ring.Hidden = !i.busy
	i.ring.Resize(fyne.NewSquareSize(16))
	i.ring.Move(fyne.NewPos(size.Width-27, 10))
	if i.narrow {
		i.ring.Resize(fyne.NewSquareSize(32)) // around the icon: there is no room beside it
		i.ring.Move(fyne.NewPos((size.Width-32)/2, (size.Height-32)/2))
	}
}

func (r *railItemRenderer) Refresh() {
	i := r.item
	ground, words := theme.None, theme.Dim
	switch {
	case i.on:
		ground, words = theme.RailOn, theme.Text
	case i.hovered:
		ground = theme.Press
	}
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), 8
	r.text.color = words
	r.icon.Resource = i.entry.Icon.Resource(words)
	r.Layout(i.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *railItemRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.icon, r.text, r.item.ring}
}
func (r *railItemRenderer) Destroy() {}

// brand is the logo and the name; it opens the program's menu.
type brand struct {
	control
	narrow bool
	menu   func(at fyne.Position)
}

func newBrand(menu func(at fyne.Position)) *brand {
	b := &brand{menu: menu}
	b.tapped = b.open
	b.extend(b)
	return b
}

func (b *brand) open() {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	if b.menu != nil {
		b.menu(at.AddXY(0, b.Size().Height+4))
	}
}

// CreateRenderer implements fyne.Widget.
func (b *brand) CreateRenderer() fyne.WidgetRenderer {
	r := &brandRenderer{b, canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewImageFromResource(nil),
		NewText("MAE Studio", Section, theme.Text), NewIcon(theme.IconDown, theme.Faint, 14)}
	r.Refresh()
	return r
}

type brandRenderer struct {
	brand         *brand
	focus, ground *canvas.Rectangle
	mark          *canvas.Image
	name          *Text
	arrow         *Icon
}

func (r *brandRenderer) MinSize() fyne.Size { return fyne.NewSize(40, 32) }

func (r *brandRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.brand.ring(r.focus, size, 8)
	x := float32(10)
	if r.brand.narrow {
		x = (size.Width - 20) / 2
	}
	r.mark.Resize(fyne.NewSquareSize(20))
	r.mark.Move(fyne.NewPos(x, 6))
	r.name.Hidden, r.arrow.Hidden = r.brand.narrow, r.brand.narrow
	r.name.Resize(fyne.NewSize(100, Section.Line))
	r.name.Move(fyne.NewPos(40, 6))
	r.arrow.Resize(fyne.NewSquareSize(14))
	r.arrow.Move(fyne.NewPos(size.Width-22, 9))
}

func (r *brandRenderer) Refresh() {
	ground := theme.None
	if r.brand.hovered {
		ground = theme.Press
	}
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), 8
	r.mark.Resource = theme.Mark()
	r.Layout(r.brand.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *brandRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.mark, r.name, r.arrow}
}
func (r *brandRenderer) Destroy() {}

var _ desktop.Cursorable = (*brand)(nil)
