package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"maestudio/ui/theme"
)

// ListRow is a clickable row: words, a line below them, a count at the right.
type ListRow struct {
	control
	words, below, count string
	icon                theme.Icon
	indent              float32
	chevron             bool
	selected            bool
	branch
}

// NewListRow makes a row; below may be "".
func NewListRow(words, below, count string, tapped func()) *ListRow {
	r := &ListRow{words: words, below: below, count: count}
	r.tapped = tapped
	r.extend(r)
	return r
}

// SetIcon puts an icon before the words, indent px further right.
func (l *ListRow) SetIcon(icon theme.Icon, indent float32) { l.icon, l.indent = icon, indent }

// SetChevron shows at the right end that the row opens something.
func (l *ListRow) SetChevron() { l.chevron = true }

// SetWords changes what the row says.
func (l *ListRow) SetWords(words, below, count string) {
	if l.words != words || l.below != below || l.count != count {
		l.words, l.below, l.count = words, below, count
		l.Refresh()
	}
}

// Select marks the row as chosen.
func (l *ListRow) Select(on bool) {
	l.selected = on
	l.Refresh()
}

// set shows something else in the row, if it is something else.
func (l *ListRow) set(v RowView) {
	now := RowView{Words: l.words, Count: l.count, Icon: l.icon, Indent: l.indent, Selected: l.selected, Fold: l.fold, Removable: l.removable, Hint: l.hint}
	if now == v {
		return
	}
	l.words, l.count, l.icon, l.indent, l.selected = v.Words, v.Count, v.Icon, v.Indent, v.Selected
	l.fold, l.removable, l.hint = v.Fold, v.Removable, v.Hint
	l.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (l *ListRow) CreateRenderer() fyne.WidgetRenderer {
	r := &listRowRenderer{row: l, focus: canvas.NewRectangle(nil), ground: canvas.NewRectangle(nil),
		words: NewEllipsis(l.words, Body, theme.Text), below: NewEllipsis(l.below, Caption, theme.Faint),
		count: NewText(l.count, Caption, theme.Faint), icon: canvas.NewImageFromResource(nil), chevron: canvas.NewImageFromResource(nil),
		fold: canvas.NewImageFromResource(nil), remove: canvas.NewImageFromResource(nil)}
	r.Refresh()
	return r
}

// rowReach is how far the ground of a row without an icon reaches out.
const rowReach = 8

type listRowRenderer struct {
	row           *ListRow
	focus, ground *canvas.Rectangle
	words, below  *Text
	count         *Text
	icon, chevron *canvas.Image
	fold, remove  *canvas.Image
}

func (r *listRowRenderer) MinSize() fyne.Size {
	if r.row.below != "" {
		return fyne.NewSize(80, 50)
	}
	return fyne.NewSize(80, 32)
}

func (r *listRowRenderer) Layout(size fyne.Size) {
	l := r.row
	r.ground.Resize(size)
	r.ground.Move(fyne.NewPos(0, 0))
	if l.chevron { // its words stand at the edge: the ground reaches out
		r.ground.Resize(size.AddWidthHeight(2*rowReach, 0))
		r.ground.Move(fyne.NewPos(-rowReach, 0))
	}
	l.ring(r.focus, size, 8)
	count := r.count.MinSize().Width
	x := float32(0)
	if l.icon != "" {
		x = l.begin(size.Width, count)
		if l.fold != NoFold {
			r.fold.Resize(fyne.NewSquareSize(14))
			r.fold.Move(fyne.NewPos(x, (size.Height-14)/2))
			x += foldWidth
		}
		r.icon.Resize(fyne.NewSquareSize(16))
		r.icon.Move(fyne.NewPos(x, (size.Height-16)/2))
		x += 24
	}
	top := (size.Height - Body.Line) / 2
	if l.below != "" {
		top = 8
	}
	right := size.Width - count - 8
	if l.chevron { // on the line of the words
		right -= 14
		r.chevron.Resize(fyne.NewSquareSize(14))
		r.chevron.Move(fyne.NewPos(size.Width-14, top+(Body.Line-14)/2))
	}
	if l.shownRemove() {
		right -= 20
		r.remove.Resize(fyne.NewSquareSize(14))
		r.remove.Move(fyne.NewPos(size.Width-21, (size.Height-14)/2))
	}
	if l.below != "" {
		r.below.Resize(fyne.NewSize(max(0, right-x-8), Caption.Line))
		r.below.Move(fyne.NewPos(x, 26))
	}
	r.words.Resize(fyne.NewSize(max(0, right-x-8), Body.Line))
	r.words.Move(fyne.NewPos(x, top))
	r.count.Resize(fyne.NewSize(count, Caption.Line))
	r.count.Move(fyne.NewPos(right, top+1))
}

func (r *listRowRenderer) Refresh() {
	l := r.row
	ground := theme.None
	switch {
	case l.selected:
		ground = theme.Raised
	case l.hovered && l.tapped != nil:
		ground = theme.Press
	}
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), 8
	r.words.words, r.below.words, r.count.words = l.words, l.below, l.count
	r.words.role = Body
	if l.selected {
		r.words.role = Control
	}
	r.icon.Hidden = l.icon == ""
	if l.icon != "" {
		r.icon.Resource = l.icon.Resource(theme.Faint)
	}
	r.chevron.Hidden = !l.chevron
	if l.chevron {
		r.chevron.Resource = theme.IconChevron.Resource(theme.Faint)
	}
	r.fold.Hidden, r.remove.Hidden = l.fold == NoFold, !l.shownRemove()
	if icon := l.fold.icon(); icon != "" {
		r.fold.Resource = icon.Resource(theme.Faint)
	}
	if l.removable {
		r.remove.Resource = theme.IconClose.Resource(theme.Dim)
	}
	r.Layout(l.Size())
	r.below.Hidden, r.count.Hidden = l.below == "", l.count == ""
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *listRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.icon, r.words, r.below, r.count, r.chevron, r.fold, r.remove}
}
func (r *listRowRenderer) Destroy() {}
