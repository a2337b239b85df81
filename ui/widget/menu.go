package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Menu is a list of things to do that lies over the window until one is chosen.
type Menu struct {
	fynewidget.BaseWidget
	canvas fyne.Canvas
	rows   []*menuRow // without the lines between groups
	box    fyne.CanvasObject
	over   *menuOver
	at     int // the row that the keys have come to, -1 before
}

// ShowMenu opens a menu at a place, inside the window in any case; width is the
// least it has.
func ShowMenu(c fyne.Canvas, at fyne.Position, width float32, items ...*fyne.MenuItem) *Menu {
	m := &Menu{canvas: c, at: -1}
	column := Column(0)
	for _, item := range items {
		if item.IsSeparator {
			column.Add(Pad(4, 6, 4, 6, Divider()))
			continue
		}
		row := newMenuRow(item, m)
		m.rows = append(m.rows, row)
		column.Add(row)
	}
	m.box = Pad(6, 6, 6, 6, column)
	m.ExtendBaseWidget(m)
	size := m.MinSize()
	size.Width = max(size.Width, width)
	m.Resize(size)
	room := c.Size()
	m.Move(fyne.NewPos(max(8, min(at.X, room.Width-size.Width-8)), max(8, min(at.Y, room.Height-size.Height-8))))
	m.over = &menuOver{menu: m}
	m.over.ExtendBaseWidget(m.over)
	m.over.Resize(room)
	c.Overlays().Add(m.over)
	c.Focus(m)
	return m
}

// CreateRenderer implements fyne.Widget.
func (m *Menu) CreateRenderer() fyne.WidgetRenderer {
	ground := NewSurface(theme.Press, theme.Press2, 12)
	return fynewidget.NewSimpleRenderer(container.NewStack(ground, m.box))
}

// FocusGained implements fyne.Focusable.
func (m *Menu) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *Menu) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (m *Menu) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: arrows go, Enter chooses, Escape closes.
func (m *Menu) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		m.mark(m.at + 1)
	case fyne.KeyUp:
		m.mark(m.at - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if m.at >= 0 {
			m.rows[m.at].fire()
		}
	case fyne.KeyEscape:
		m.over.Hide()
	}
}

// mark brings the keys to a row, inside the list.
func (m *Menu) mark(at int) {
	m.at = min(max(at, 0), len(m.rows)-1)
	for i, r := range m.rows {
		r.hovered = i == m.at
		r.Refresh()
	}
}

// menuOver fills the window above everything else: a click beside the menu
// closes it.
type menuOver struct {
	fynewidget.BaseWidget
	menu *Menu
}

// Tapped implements fyne.Tappable.
func (o *menuOver) Tapped(*fyne.PointEvent) { o.Hide() }

// Hide closes the menu.
func (o *menuOver) Hide() {
	o.menu.canvas.Overlays().Remove(o)
	o.BaseWidget.Hide()
}

// CreateRenderer implements fyne.Widget.
func (o *menuOver) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(container.NewWithoutLayout(o.menu))
}

// menuRow is one thing to do, with its keys.
type menuRow struct {
	control
	menu    *Menu
	checked bool
	words   *Text
	keys    *Text
}

func newMenuRow(item *fyne.MenuItem, m *Menu) *menuRow {
	r := &menuRow{menu: m, checked: item.Checked, words: NewText(item.Label, Body, theme.Text), keys: NewText(keysOf(item.Shortcut), Body, theme.Dim).Right()}
	r.skipped = true // the menu has the focus
	r.tapped = func() {
		m.over.Hide()
		item.Action()
	}
	r.extend(r)
	return r
}

// keysOf names a shortcut as keyboards do: "Ctrl Shift Z".
func keysOf(s fyne.Shortcut) string {
	keys, ok := s.(fyne.KeyboardShortcut)
	if !ok {
		return ""
	}
	var all []string
	for _, m := range []struct {
		key  fyne.KeyModifier
		name string
	}{{fyne.KeyModifierControl, "Ctrl"}, {fyne.KeyModifierSuper, "⌘"}, {fyne.KeyModifierAlt, "Alt"}, {fyne.KeyModifierShift, "Shift"}} {
		if keys.Mod()&m.key != 0 {
			all = append(all, m.name)
		}
	}
	name := string(keys.Key())
	if keys.Key() == fyne.KeyEscape {
		name = "Esc"
	}
	return strings.Join(append(all, name), " ")
}

// CreateRenderer implements fyne.Widget.
func (r *menuRow) CreateRenderer() fyne.WidgetRenderer {
	n := &menuRowRenderer{r, canvas.NewRectangle(nil), NewIcon(theme.IconCheck, theme.Text, 14)}
	n.Refresh()
	return n
}

type menuRowRenderer struct {
	row    *menuRow
	ground *canvas.Rectangle
	check  *Icon
}

const menuRowHeight, menuKeysGap, menuCheck = 30, 32, 20

func (n *menuRowRenderer) indent() float32 {
	for _, r := range n.row.menu.rows {
		if r.checked {
			return 10 + menuCheck
		}
	}
	return 10
}

func (n *menuRowRenderer) MinSize() fyne.Size {
	width := n.row.words.MinSize().Width + 10 + menuCheck + 10
	if n.row.keys.Words() != "" {
		width += menuKeysGap + n.row.keys.MinSize().Width
	}
	return fyne.NewSize(float32(int(width)+1), menuRowHeight)
}

func (n *menuRowRenderer) Layout(size fyne.Size) {
	y, left := (size.Height-Body.Line)/2, n.indent()
	n.ground.Resize(size)
	n.check.Resize(fyne.NewSquareSize(14))
	n.check.Move(fyne.NewPos(10, (size.Height-14)/2))
	n.row.words.Move(fyne.NewPos(left, y))
	n.row.words.Resize(fyne.NewSize(size.Width-left-10, Body.Line))
	n.row.keys.Move(fyne.NewPos(left, y))
	n.row.keys.Resize(fyne.NewSize(size.Width-left-10, Body.Line))
}

func (n *menuRowRenderer) Refresh() {
	ground := theme.None
	if n.row.hovered {
		ground = theme.Press2
	}
	n.ground.FillColor, n.ground.CornerRadius = theme.Color(ground), 6
	n.check.Hidden = !n.row.checked
	n.Layout(n.row.Size())
	for _, o := range n.Objects() {
		o.Refresh()
	}
}

func (n *menuRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{n.ground, n.check, n.row.words, n.row.keys}
}
func (n *menuRowRenderer) Destroy() {}
