package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// ClassView is what a card of a ClassList says.
type ClassView struct {
	Name, Count string
	Share       float64 // of the largest class
	Warn        bool    // there is something about it
	Hint        string  // the tooltip: the whole name, where it may be cut
}

// ClassSource is where a ClassList's cards come from.
type ClassSource struct {
	Count int
	View  func(index int) ClassView
	// Load brings the face-th picture of a class at about side px, as in a GridSource.
	Load func(index, face, side int, done func(image.Image)) (cancel func())
}

// ClassList shows any number of classes, a card each with faces of the class. Only the
// cards in sight exist; they are used again as the list scrolls.
type ClassList struct {
	fynewidget.BaseWidget
	source ClassSource
	scroll *container.Scroll
	body   *scrolledBody
	cards  recycled[*classCard]
}

const (
	classFaces     = 4
	classLeast     = 208 // px of width
	classGap       = 12
	classPad       = 12
	classFaceGap   = 5
	classEdge      = 4  // around the cards, so that scrolling does not cut their strokes
	classCardExtra = 55 // what a card is higher than a face: name, bar, and the space around
)

// NewClassList makes an empty list.
func NewClassList() *ClassList {
	l := &ClassList{cards: newRecycled(newClassCard)}
	l.body = newScrolledBody(l.size, l.cards.objects)
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.show() }
	l.ExtendBaseWidget(l)
	return l
}

// Set shows a source from the top.
func (l *ClassList) Set(s ClassSource) {
	l.cards.only(0, 0)
	l.source = s
	l.scroll.ScrollToTop()
	l.Refresh()
}

// InSight returns how many cards exist.
func (l *ClassList) InSight() int { return len(l.cards.inUse) }

// measure returns the columns and the size of a card that fill the width exactly.
func (l *ClassList) measure() (columns int, size fyne.Size, face float32) {
	width := l.Size().Width
	columns = max(1, int((width+classGap)/(classLeast+classGap)))
	card := float32(int((width - classGap*float32(columns-1)) / float32(columns)))
	face = float32(int((card - 2*classPad - (classFaces-1)*classFaceGap) / classFaces))
	face = min(max(face, 16), 64)
	return columns, fyne.NewSize(card, face+classCardExtra), face
}

// size is that of all cards.
func (l *ClassList) size() fyne.Size {
	columns, size, _ := l.measure()
	rows := (l.source.Count + columns - 1) / columns
	return fyne.NewSize(100, max(0, classEdge+float32(rows)*(size.Height+classGap)-classGap))
}

// show makes the cards that are in sight and drops the others.
func (l *ClassList) show() {
	columns, size, face := l.measure()
	step := size.Height + classGap
	top := l.scroll.Offset.Y
	first := max(0, int(top/step)-1) * columns
	last := min(l.source.Count, (int((top+l.scroll.Size().Height)/step)+2)*columns)
	l.cards.only(first, last)
	for i := first; i < last; i++ {
		c, fresh := l.cards.take(i)
		if fresh {
			l.fill(c, i, face)
		}
		c.face = face
		c.Resize(size)
		c.Move(fyne.NewPos(classEdge+float32(i%columns)*(size.Width+classGap), classEdge+float32(i/columns)*step))
	}
	l.body.Refresh()
}

// fill makes a card that of a class, and has it brought faces.
func (l *ClassList) fill(c *classCard, index int, face float32) {
	c.set(l.source.View(index))
	if l.source.Load == nil {
		return
	}
	for k, picture := range c.faces {
		c.loads.begin(func(done func(image.Image)) func() { return l.source.Load(index, k, int(face), done) }, picture.Set)
	}
}

// CreateRenderer implements fyne.Widget.
func (l *ClassList) CreateRenderer() fyne.WidgetRenderer { return &classListRenderer{l} }

type classListRenderer struct{ list *ClassList }

func (r *classListRenderer) MinSize() fyne.Size { return fyne.NewSize(classLeast, 110) }

func (r *classListRenderer) Layout(size fyne.Size) {
	r.list.scroll.Move(fyne.NewPos(-classEdge, -classEdge))
	r.list.scroll.Resize(size.AddWidthHeight(classEdge+scrollRoom, classEdge)) // the bar stands in the margin
	r.list.show()
}

func (r *classListRenderer) Refresh() {
	r.list.scroll.Refresh() // the body's height follows the count
	r.list.show()
}
func (r *classListRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.list.scroll}
}
func (r *classListRenderer) Destroy() { r.list.cards.only(0, 0) }

// classCard is one class: faces, its name and how many pictures it has, and a bar.
type classCard struct {
	control
	faces       [classFaces]*Picture
	face        float32
	ground      *Surface
	name, count *Text
	warn        *Icon
	bar         *Bar
	loads       loads
}

func newClassCard() *classCard {
	c := &classCard{ground: NewSurface(theme.Card, theme.Line, 12), name: NewEllipsis("", Control, theme.Text),
		count: NewText("", Caption, theme.Dim), warn: NewIcon(theme.IconWarn, theme.Warn, 14), bar: NewBar(0, theme.Fill)}
	for k := range c.faces {
		c.faces[k] = NewPicture(16, 4, nil)
	}
	c.skipped = true
	c.extend(c)
	return c
}

func (c *classCard) set(v ClassView) {
	c.name.SetWords(v.Name)
	c.count.SetWords(v.Count)
	c.warn.Hidden = !v.Warn
	c.bar.Set(v.Share, theme.Fill)
	c.SetHint(v.Hint)
}

func (c *classCard) forget() {
	c.loads.end()
	for _, p := range c.faces {
		p.Set(nil)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *classCard) CreateRenderer() fyne.WidgetRenderer { return &classCardRenderer{c} }

type classCardRenderer struct{ card *classCard }

func (r *classCardRenderer) MinSize() fyne.Size { return fyne.NewSize(100, 60) }

func (r *classCardRenderer) Layout(size fyne.Size) {
	c := r.card
	c.ground.Resize(size)
	face := max(16, c.face)
	spare := size.Width - 2*classPad - classFaces*face
	for k, p := range c.faces {
		x := classPad + float32(k)*face + float32(int(spare*float32(k)/(classFaces-1)))
		p.Resize(fyne.NewSquareSize(face))
		p.Move(fyne.NewPos(x, classPad-3))
	}
	y := classPad - 3 + face + 6
	count := float32(int(c.count.Wanted() + 0.99))
	right := size.Width - classPad - count
	c.count.Resize(fyne.NewSize(count+1, Caption.Line))
	c.count.Move(fyne.NewPos(right, y+1))
	if !c.warn.Hidden {
		right -= 20
		c.warn.Resize(fyne.NewSquareSize(14))
		c.warn.Move(fyne.NewPos(right, y+2))
	}
	c.name.Resize(fyne.NewSize(max(0, right-classPad-8), Control.Line))
	c.name.Move(fyne.NewPos(classPad, y))
	c.bar.Resize(fyne.NewSize(size.Width-2*classPad, 6))
	c.bar.Move(fyne.NewPos(classPad, y+Control.Line+4))
}

func (r *classCardRenderer) Refresh() { r.Layout(r.card.Size()) }

func (r *classCardRenderer) Objects() []fyne.CanvasObject {
	c := r.card
	all := []fyne.CanvasObject{c.ground}
	for _, p := range c.faces {
		all = append(all, p)
	}
	return append(all, c.name, c.warn, c.count, c.bar)
}
func (r *classCardRenderer) Destroy() {}
