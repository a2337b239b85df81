package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// Grow marks an object that takes what is left in a Row or Column.
type Grow struct{ fyne.CanvasObject }

// Row lays objects side by side, gap apart, centred in height.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return line(true, gap, objects)
}

// Column lays objects below each other, gap apart, in full width.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return line(false, gap, objects)
}

func line(across bool, gap float32, objects []fyne.CanvasObject) *fyne.Container {
	l := &lineLayout{across: across, gap: gap, grow: map[fyne.CanvasObject]bool{}}
	plain := make([]fyne.CanvasObject, len(objects))
	for i, o := range objects {
		if g, ok := o.(Grow); ok {
			o = g.CanvasObject
			l.grow[o] = true
		}
		plain[i] = o
	}
	return container.New(l, plain...)
}

// Space is an empty Grow: it pushes what follows to the end.
func Space() fyne.CanvasObject { return Grow{layout.NewSpacer()} }

// Pad puts space around an object.
func Pad(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(top, bottom, left, right), o)
}

// Fixed gives an object a size of its own; 0 keeps what it asks for.
func Fixed(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(fixedLayout{width, height}, o)
}

type lineLayout struct {
	across bool
	gap    float32
	grow   map[fyne.CanvasObject]bool
}

// main and cross are a size along and across the line.
func (l *lineLayout) split(s fyne.Size) (main, cross float32) {
	if l.across {
		return s.Width, s.Height
	}
	return s.Height, s.Width
}

func (l *lineLayout) join(main, cross float32) fyne.Size {
	if l.across {
		return fyne.NewSize(main, cross)
	}
	return fyne.NewSize(cross, main)
}

func (l *lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var along, across float32
	seen := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		main, cross := l.split(o.MinSize())
		along, across = along+main, max(across, cross)
		seen++
	}
	if seen > 1 {
		along += l.gap * float32(seen-1)
	}
	return l.join(along, across)
}

func (l *lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	total, cross := l.split(size)
	least, _ := l.split(l.MinSize(objects))
	growing := 0
	for _, o := range objects {
		if o.Visible() && l.grow[o] {
			growing++
		}
	}
	var share float32
	if growing > 0 {
		share = max(0, total-least) / float32(growing)
	}
	l.place(objects, cross, share)
}

func (l *lineLayout) place(objects []fyne.CanvasObject, cross, share float32) {
	at := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		main, least := l.split(o.MinSize())
		if l.grow[o] {
			main += share
		}
		if l.across { // centred in height, on whole pixels
			o.Resize(fyne.NewSize(main, least))
			o.Move(fyne.NewPos(at, float32(int((cross-least)/2))))
		} else {
			o.Resize(fyne.NewSize(cross, main))
			o.Move(fyne.NewPos(0, at))
		}
		at += main + l.gap
	}
}

type fixedLayout struct{ width, height float32 }

func (f fixedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	if f.width > 0 {
		size.Width = f.width
	}
	if f.height > 0 {
		size.Height = f.height
	}
	return size
}

func (f fixedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.NewPos(0, 0))
	}
}
