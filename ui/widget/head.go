package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Head is the top of a screen: a title that asks or answers, one line under it,
// actions at the right.
type Head struct {
	fynewidget.BaseWidget
	title, below *Text
	actions      *fyne.Container
	box          *fyne.Container
}

// NewHead makes a head; quiet actions first, the primary one last.
func NewHead(title, below string, actions ...fyne.CanvasObject) *Head {
	h := &Head{
		title:   NewTitle(title, Title),
		below:   NewEllipsis(below, Body, theme.Dim),
		actions: Row(8, actions...),
	}
	h.box = container.New(&headLayout{h}, h.title, h.below, h.actions)
	h.ExtendBaseWidget(h)
	return h
}

// Set changes title and line.
func (h *Head) Set(title, below string) {
	if title == h.Title() && below == h.Below() {
		return
	}
	h.title.SetWords(title)
	h.below.SetWords(below)
	h.box.Refresh() // the line may stand elsewhere now
}

// Title returns the title's words.
func (h *Head) Title() string { return h.title.Words() }

// Below returns the words of the line under the title.
func (h *Head) Below() string { return h.below.Words() }

// SetActions changes the actions.
func (h *Head) SetActions(actions ...fyne.CanvasObject) {
	h.actions.Objects = actions
	h.box.Refresh()
}

// Holds tells whether something is one of the head's actions.
func (h *Head) Holds(o fyne.Focusable) bool {
	return slices.ContainsFunc(h.actions.Objects, func(a fyne.CanvasObject) bool { return a == o.(fyne.CanvasObject) })
}

// Focus moves the focus to the first action, and tells whether there is one
// that can be pressed.
func (h *Head) Focus(c fyne.Canvas) bool { return focusOne(c, h.actions.Objects) }

// FocusBelow moves the focus to what follows the head.
func (h *Head) FocusBelow(c fyne.Canvas) {
	last := slices.Clone(h.actions.Objects)
	slices.Reverse(last)
	if !focusOne(c, last) {
		c.Unfocus()
	}
	c.FocusNext()
}

// focusOne focuses the first object that takes the focus: one that is hidden or
// disabled does not.
func focusOne(c fyne.Canvas, objects []fyne.CanvasObject) bool {
	for _, o := range objects {
		if f, ok := o.(fyne.Focusable); ok && o.Visible() {
			c.Focus(f)
			if c.Focused() == f {
				return true
			}
		}
	}
	return false
}

// CreateRenderer implements fyne.Widget.
func (h *Head) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(h.box) }

// narrowHead is the role of a title in a small window.
var narrowHead = Role{18, 24, true}

// SmallWidth is the width of a screen's parts below which they shrink as in a
// window below Narrow.
const SmallWidth = 864

// headLayout keeps the actions at the right and, in a small window, makes title
// and buttons smaller, these without icons where the title would be cut. Where the line does not fit beside the actions it has the whole
// width below them, and as many lines as it needs.
type headLayout struct{ head *Head }

const headGap, headApart = 4, 16 // below the title, and beside the actions

func (l *headLayout) shrink(width float32) {
	role, small := Title, width < SmallWidth
	if small {
		role = narrowHead
	}
	if l.head.title.role != role {
		l.head.title.role = role
		l.head.title.Refresh()
	}
	icons := float32(0) // those that are not there
	for _, b := range l.buttons() {
		if b.SetSmall(small); b.bare && b.icon != "" {
			icons += buttonIcon + buttonGap
		}
	}
	words := l.head.title
	smallest := words.widthIn(words.smaller[len(words.smaller)-1], words.words)
	bare := small && smallest > width-l.head.actions.MinSize().Width-icons-headApart
	for _, b := range l.buttons() {
		b.setBare(bare)
	}
}

// buttons are those among the actions that have a word.
func (l *headLayout) buttons() (all []*Button) {
	for _, a := range l.head.actions.Objects {
		if b, ok := a.(*Button); ok && b.label != "" {
			all = append(all, b)
		}
	}
	return all
}

// under tells whether the line stands below the actions at a width, and how high it is.
func (l *headLayout) under(width float32) (below bool, height float32) {
	line := l.head.below
	if width <= 0 || line.Wanted() <= width-l.head.actions.MinSize().Width-headApart+0.5 {
		return false, line.role.Line
	}
	return true, float32(len(wrap(line.words, width, line.width))) * line.role.Line
}

func (l *headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	title, actions := o[0].MinSize(), o[2].MinSize()
	size := fyne.NewSize(max(title.Width, o[1].MinSize().Width)+actions.Width+headApart, 0)
	under, line := l.under(l.head.Size().Width)
	if under {
		size.Height = max(title.Height, actions.Height) + headGap + line
	} else {
		size.Height = max(title.Height+headGap+line, actions.Height)
	}
	return size
}

func (l *headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.shrink(size.Width)
	title, actions := o[0].MinSize(), o[2].MinSize()
	o[2].Resize(actions)
	o[2].Move(fyne.NewPos(size.Width-actions.Width, 0))
	words := size.Width - actions.Width - headApart
	o[0].Resize(fyne.NewSize(words, title.Height))
	under, line := l.under(size.Width)
	y := title.Height + headGap
	if under {
		words, y = size.Width, max(title.Height, actions.Height)+headGap
	}
	l.head.below.setWrap(under)
	o[1].Resize(fyne.NewSize(words, line))
	o[1].Move(fyne.NewPos(0, y))
}
