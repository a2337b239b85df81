package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"
)

// AnswerView is what one row of an AnswerList shows.
type AnswerView struct {
	File, Class string
	Share       float64 // how sure, 0 to 1
	Value       string  // the same in words
	Warn        bool    // unsure
	Trouble     string  // why there is no answer, instead of class and share
}

// AnswerSource is where an AnswerList's rows come from.
type AnswerSource struct {
	Count int
	View  func(index int) AnswerView
	// Load is that of GridSource.
	Load func(index, side int, done func(image.Image)) (cancel func())
}

// AnswerList shows what any number of pictures were taken for, a row each. Only those
// in sight exist; they are used again as the list scrolls. The arrows choose a row.
type AnswerList struct {
	fynewidget.BaseWidget
	source  AnswerSource
	chosen  int // -1: none
	choose  func(index int)
	focus   bool
	clicked bool // focus came from a click: no ring

	scroll *container.Scroll
	body   *scrolledBody
	rows   recycled[*answerRow]
}

// answerReach is how far the ground of a row reaches out of the list at both sides.
const answerHeight, answerReach = 49, 8

// NewAnswerList makes an empty list; choose gets the index of a row that is chosen.
func NewAnswerList(choose func(index int)) *AnswerList {
	l := &AnswerList{choose: choose, chosen: -1, rows: newRecycled(newAnswerRow)}
	l.body = newScrolledBody(func() fyne.Size { return fyne.NewSize(320, float32(l.source.Count)*answerHeight) }, l.rows.objects)
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.show() }
	l.ExtendBaseWidget(l)
	return l
}

// Set shows other rows, from the top.
func (l *AnswerList) Set(s AnswerSource) {
	l.rows.only(0, 0)
	l.source, l.chosen = s, -1
	l.scroll.ScrollToTop()
	l.Refresh()
}

// Update tells that there are count rows now and that they may say something else; the
// pictures of those in sight stay.
func (l *AnswerList) Update(count int) {
	l.source.Count = count
	l.Refresh()
}

// Select marks a row, without telling; -1 marks none.
func (l *AnswerList) Select(index int) {
	l.chosen = index
	l.show()
}

// Chosen is the row that is marked, -1 for none.
func (l *AnswerList) Chosen() int { return l.chosen }

// InSight returns how many rows exist.
func (l *AnswerList) InSight() int { return len(l.rows.inUse) }

// show fills the rows that are in sight.
func (l *AnswerList) show() {
	first := max(0, int(l.scroll.Offset.Y/answerHeight))
	last := min(l.source.Count, first+int(l.scroll.Size().Height/answerHeight)+2)
	l.rows.only(first, last)
	for i := first; i < last; i++ {
		r, fresh := l.rows.take(i)
		if fresh {
			l.fill(r, i)
		}
		r.set(l.source.View(i), i == l.chosen, i == l.chosen && l.focus && !l.clicked)
		r.Resize(fyne.NewSize(l.Size().Width, answerHeight))
		r.Move(fyne.NewPos(answerReach, float32(i)*answerHeight))
	}
	l.body.Refresh()
}

// fill has a row brought its picture.
func (l *AnswerList) fill(r *answerRow, index int) {
	r.tapped = func() { l.tap(index) }
	if l.source.Load == nil {
		return
	}
	r.loads.begin(func(done func(image.Image)) func() { return l.source.Load(index, answerPicture, done) }, func(picture image.Image) {
		r.picture = picture
		r.Refresh()
	})
}

func (l *AnswerList) tap(index int) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		l.clicked = true
		c.Focus(l)
	}
	l.to(index)
}

// to chooses a row and scrolls it into sight.
func (l *AnswerList) to(index int) {
	index = min(max(index, 0), l.source.Count-1)
	if index < 0 {
		return
	}
	l.chosen = index
	y, top, height := float32(index)*answerHeight, l.scroll.Offset.Y, l.scroll.Size().Height
	switch {
	case y < top:
		l.scroll.ScrollToOffset(fyne.NewPos(0, y))
	case y+answerHeight > top+height:
		l.scroll.ScrollToOffset(fyne.NewPos(0, y+answerHeight-height))
	}
	l.show()
	l.choose(index)
}

// FocusGained implements fyne.Focusable.
func (l *AnswerList) FocusGained() {
	l.focus = true
	if l.chosen < 0 && l.source.Count > 0 && !l.clicked {
		l.chosen = max(0, int(l.scroll.Offset.Y/answerHeight))
	}
	l.show()
}

// FocusLost implements fyne.Focusable.
func (l *AnswerList) FocusLost() {
	l.focus, l.clicked = false, false
	l.show()
}

// TypedRune implements fyne.Focusable.
func (l *AnswerList) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: the arrows choose, Enter chooses again.
func (l *AnswerList) TypedKey(e *fyne.KeyEvent) {
	page := max(1, int(l.scroll.Size().Height/answerHeight))
	step, known := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1, fyne.KeyPageUp: -page, fyne.KeyPageDown: page,
		fyne.KeyHome: -l.source.Count, fyne.KeyEnd: l.source.Count, fyne.KeyReturn: 0, fyne.KeyEnter: 0}[e.Name]
	if !known {
		passKey(l, e)
		return
	}
	l.clicked = false
	l.to(max(0, l.chosen) + step)
}

// CreateRenderer implements fyne.Widget.
func (l *AnswerList) CreateRenderer() fyne.WidgetRenderer { return &answerListRenderer{l} }

type answerListRenderer struct{ list *AnswerList }

func (r *answerListRenderer) MinSize() fyne.Size { return fyne.NewSize(320, answerHeight) }

func (r *answerListRenderer) Layout(size fyne.Size) {
	r.list.scroll.Move(fyne.NewPos(-answerReach, 0))
	r.list.scroll.Resize(size.AddWidthHeight(answerReach+scrollRoom, 0)) // the bar stands beside the rows
	r.list.show()
}

func (r *answerListRenderer) Refresh() {
	r.list.scroll.Refresh() // the body's height follows the count
	r.list.show()
}
func (r *answerListRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.list.scroll} }
func (r *answerListRenderer) Destroy()                     {}
