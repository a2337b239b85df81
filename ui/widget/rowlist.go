package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// RowView is what one row of a RowList shows.
type RowView struct {
	Words, Count string
	Icon         theme.Icon
	Indent       float32
	Selected     bool
	Fold         Fold
	Removable    bool   // a cross takes it away
	Hint         string // the tooltip: the whole name, where it may be cut
}

// RowList shows any number of rows of 32 px. Only those in sight exist; they
// are used again as the list scrolls.
type RowList struct {
	fynewidget.BaseWidget
	count  int
	view   func(index int) RowView
	tapped func(index int)

	// Folded and Removed, which may be nil, are told of the arrow and of the cross.
	Folded, Removed func(index int)

	scroll *container.Scroll
	body   *rowListBody
	rows   []*ListRow // from index first on
	first  int
}

const rowHeight = 32

// NewRowList makes an empty list; tapped gets the index of a tapped row.
func NewRowList(tapped func(index int)) *RowList {
	l := &RowList{tapped: tapped}
	l.body = &rowListBody{list: l}
	l.body.ExtendBaseWidget(l.body)
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.show() }
	l.ExtendBaseWidget(l)
	return l
}

// Set shows count rows as view tells them, and stays where it was scrolled to.
func (l *RowList) Set(count int, view func(index int) RowView) {
	l.count, l.view = count, view
	l.Refresh()
}

// Wanted returns the height that shows all rows.
func (l *RowList) Wanted() float32 { return float32(l.count) * rowHeight }

// Reveal scrolls until a row is in sight.
func (l *RowList) Reveal(index int) {
	y, top, height := float32(index)*rowHeight, l.scroll.Offset.Y, l.scroll.Size().Height
	switch {
	case y < top:
		l.scroll.ScrollToOffset(fyne.NewPos(0, y))
	case y+rowHeight > top+height:
		l.scroll.ScrollToOffset(fyne.NewPos(0, y+rowHeight-height))
	}
	l.show()
}

// InSight returns how many rows exist.
func (l *RowList) InSight() int { return len(l.rows) }

// show fills the rows that are in sight.
func (l *RowList) show() {
	l.first = max(0, min(int(l.scroll.Offset.Y/rowHeight), l.count))
	n := min(l.count-l.first, int(l.Size().Height/rowHeight)+2)
	for len(l.rows) < n {
		i := len(l.rows)
		row := NewListRow("", "", "", func() { l.tapped(l.first + i) })
		row.folded = func() { call(l.Folded, l.first+i) }
		row.removed = func() { call(l.Removed, l.first+i) }
		l.rows = append(l.rows, row)
	}
	for i, row := range l.rows {
		row.Hidden = i >= n
		if i >= n {
			continue
		}
		row.set(l.view(l.first + i))
		row.Resize(fyne.NewSize(l.Size().Width, rowHeight))
		row.Move(fyne.NewPos(0, float32(l.first+i)*rowHeight))
	}
	l.body.Refresh()
}

func call(f func(int), index int) {
	if f != nil {
		f(index)
	}
}

// CreateRenderer implements fyne.Widget.
func (l *RowList) CreateRenderer() fyne.WidgetRenderer { return &rowListRenderer{l} }

type rowListRenderer struct{ list *RowList }

func (r *rowListRenderer) MinSize() fyne.Size { return fyne.NewSize(80, rowHeight) }

func (r *rowListRenderer) Layout(size fyne.Size) {
	r.list.scroll.Resize(size)
	r.list.show()
}

func (r *rowListRenderer) Refresh() {
	r.list.scroll.Refresh() // the body's height follows the count
	r.list.show()
}
func (r *rowListRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.list.scroll} }
func (r *rowListRenderer) Destroy()                     {}

// rowListBody is what scrolls: as high as all rows, holding those in sight.
type rowListBody struct {
	fynewidget.BaseWidget
	list *RowList
}

// CreateRenderer implements fyne.Widget.
func (b *rowListBody) CreateRenderer() fyne.WidgetRenderer { return rowListBodyRenderer{b} }

type rowListBodyRenderer struct{ body *rowListBody }

func (r rowListBodyRenderer) MinSize() fyne.Size { return fyne.NewSize(80, r.body.list.Wanted()) }
func (r rowListBodyRenderer) Layout(fyne.Size)   {}
func (r rowListBodyRenderer) Refresh()           {}
func (r rowListBodyRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.body.list.rows))
	for i, row := range r.body.list.rows {
		objects[i] = row
	}
	return objects
}
func (r rowListBodyRenderer) Destroy() {}
