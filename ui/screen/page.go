package screen

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// pageLayout puts a screen's parts below each other inside the window's
// margins, which are smaller in a small window. The part marked with grow takes
// the height that is left.
type pageLayout struct {
	gap    float32
	grow   fyne.CanvasObject
	above  map[fyne.CanvasObject]float32 // more space above a part, halved in a small window
	flush  bool                          // the last part reaches the lower edge
	spare  fyne.CanvasObject             // goes where there is not enough height; nil for none
	filled func() bool                   // whether there is anything in it
}

// page makes a screen's root from its parts.
func page(gap float32, grow fyne.CanvasObject, parts ...fyne.CanvasObject) *fyne.Container {
	root, _ := pageWith(&pageLayout{gap: gap, grow: grow}, parts...)
	return root
}

func pageWith(l fyne.Layout, parts ...fyne.CanvasObject) (root, inner *fyne.Container) {
	ground := widget.NewSurface(theme.Window, theme.None, 0)
	inner = container.New(l, parts...)
	return container.NewStack(ground, inner), inner
}

// smallContent is the width of a screen, the rail not counted, below which the
// window counts as small.
const smallContent = widget.Narrow - 56

// wideParts is the width of a screen's parts from which there are two columns.
const wideParts = widget.Wide - 176 - 80

// margins returns the space at the sides and above and below for a width of
// the content, the rail not counted.
func margins(width float32) (side, top float32) {
	if width < smallContent {
		return 24, 20
	}
	return 40, 32
}

// marginLayout keeps an object inside the window's margins.
type marginLayout struct{}

func (marginLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(48, 40)
}

func (marginLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side, top := margins(size.Width)
	rect{side, top, size.Width - 2*side, size.Height - 2*top}.put(o[0])
}

// small tells whether a screen's parts have to shrink at a width of theirs.
func small(parts float32) bool { return parts < widget.SmallWidth }

func (l *pageLayout) space(part fyne.CanvasObject, width float32, first bool) float32 {
	gap, above := l.gap, l.above[part]
	if first {
		gap = 0
	}
	if width < smallContent {
		return min(gap, 14) + above/2
	}
	return gap + above
}

func (l *pageLayout) MinSize(parts []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, p := range parts {
		if p.Visible() {
			least := p.MinSize()
			size.Width = max(size.Width, least.Width)
			size.Height += least.Height + min(l.gap, 14)
		}
	}
	return size.AddWidthHeight(48, 40)
}

func (l *pageLayout) Layout(parts []fyne.CanvasObject, size fyne.Size) {
	side, top := margins(size.Width)
	width, bottom := size.Width-2*side, size.Height-top
	if l.flush {
		bottom = size.Height
	}
	if l.spare != nil {
		show(l.spare, l.filled())
		show(l.spare, l.filled() && top+l.used(parts, width, size.Width) <= bottom)
	}
	used := top + l.used(parts, width, size.Width)
	l.place(parts, rect{side, top, width, max(0, bottom-used)}, size.Width)
}

// used is the height that the parts take at least at a width of theirs.
func (l *pageLayout) used(parts []fyne.CanvasObject, width, window float32) (height float32) {
	first := true
	for _, p := range parts {
		if p.Visible() {
			p.Resize(fyne.NewSize(width, p.Size().Height)) // a paragraph's height follows its width
			height += p.MinSize().Height + l.space(p, window, first)
			first = false
		}
	}
	return height
}

// place puts the parts into a column; the height of the area is what is left
// for the part that grows.
func (l *pageLayout) place(parts []fyne.CanvasObject, area rect, window float32) {
	y, first := area.y, true
	for _, p := range parts {
		if !p.Visible() {
			continue
		}
		y += l.space(p, window, first)
		first = false
		height := p.MinSize().Height
		if p == l.grow {
			height += area.height
		}
		p.Resize(fyne.NewSize(area.width, height))
		p.Move(fyne.NewPos(area.x, y))
		y += height
	}
}

// scrolled lets a part scroll without cutting the focus rings and grounds that
// reach out of it by some pixels.
func scrolled(o fyne.CanvasObject, reach float32) *fyne.Container {
	return widget.Pad(-4, -reach, -4, -reach, container.NewVScroll(widget.Pad(4, reach, 4, reach, o)))
}

// scrolledBeside is scrolled for cards, beside which the scroll bar stands, in the
// margin.
func scrolledBeside(o fyne.CanvasObject, reach float32) *fyne.Container {
	return widget.Pad(-4, -reach-8, -4, -reach, container.NewVScroll(widget.Pad(4, reach+8, 4, reach, o)))
}

func percent(n int) string { return strconv.Itoa(n) + " %" }

// setTrouble shows an inline error in the place kept for it; "" hides it. One
// that is there already stays, and with it a click under way.
func setTrouble(place *fyne.Container, what, todo string, actions ...fyne.CanvasObject) {
	setNotice(place, widget.NewNotice, what, todo, actions)
}

// setNotice is setTrouble with a notice of a kind.
func setNotice(place *fyne.Container, make func(what, todo string, actions ...fyne.CanvasObject) *widget.Notice, what, todo string, actions []fyne.CanvasObject) {
	if what == "" {
		place.Objects = nil
	} else if now, same := troubleOf(place); !same || !now.Is(what, todo, actions) {
		notice := make(what, todo, actions...)
		notice.Resize(fyne.NewSize(place.Size().Width, 0)) // its height follows its width
		place.Objects = []fyne.CanvasObject{notice}
	}
	show(place, what != "")
}

func troubleOf(place *fyne.Container) (n *widget.Notice, there bool) {
	if len(place.Objects) == 1 {
		n, there = place.Objects[0].(*widget.Notice)
	}
	return n, there
}

// dismissal is the button of an inline error that takes it away.
func dismissal(dismiss func()) *widget.Button {
	b := widget.NewSmallButton(widget.Quiet, "Dismiss", "", dismiss)
	b.SetHint("Takes this message away. It changes nothing.")
	return b
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// rect is a place inside a window.
type rect struct{ x, y, width, height float32 }

// put gives an object a place on whole pixels.
func (r rect) put(o fyne.CanvasObject) {
	o.Resize(fyne.NewSize(r.width, r.height))
	o.Move(fyne.NewPos(float32(int(r.x)), float32(int(r.y))))
}
