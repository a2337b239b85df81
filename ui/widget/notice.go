package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Notice is an error where it happened: what, what is safe, what to do, and
// buttons that do it.
type Notice struct {
	fynewidget.BaseWidget
	what, todo *Text
	actions    []fyne.CanvasObject
	box        *fyne.Container
}

// NewNotice makes an inline error.
func NewNotice(what, todo string, actions ...fyne.CanvasObject) *Notice {
	return newNotice(what, todo, false, actions)
}

// NewFlatNotice makes an inline error whose buttons stand beside the words, where
// there is little height.
func NewFlatNotice(what, todo string, actions ...fyne.CanvasObject) *Notice {
	return newNotice(what, todo, true, actions)
}

func newNotice(what, todo string, flat bool, actions []fyne.CanvasObject) *Notice {
	n := &Notice{
		actions: actions,
		what:    NewParagraph(what, Control, theme.Text, 240),
		todo:    NewParagraph(todo, Body, theme.Dim, 240),
	}
	words := Column(4, n.what, n.todo)
	if todo == "" {
		words = Column(4, n.what)
	}
	if len(actions) > 0 && !flat {
		words.Add(Pad(8, 0, 0, 0, Row(8, actions...)))
	}
	row := container.New(&noticeLayout{}, NewIcon(theme.IconWarn, theme.Warn, 16), words)
	if flat {
		row = Row(8, append([]fyne.CanvasObject{Grow{row}}, actions...)...)
	}
	n.box = container.NewStack(NewSurface(theme.WarnSoft, theme.WarnLine, 12), Pad(16, 16, 16, 16, row))
	n.ExtendBaseWidget(n)
	return n
}

// Words returns what the notice says.
func (n *Notice) Words() string { return n.what.Words() + " " + n.todo.Words() }

// Is tells whether the notice says just this and has just these buttons.
func (n *Notice) Is(what, todo string, actions []fyne.CanvasObject) bool {
	return n.what.Words() == what && n.todo.Words() == todo && slices.Equal(n.actions, actions)
}

// Set changes what the notice says.
func (n *Notice) Set(what, todo string) {
	n.what.SetWords(what)
	n.todo.SetWords(todo)
	n.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (n *Notice) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(n.box) }

// noticeLayout puts the icon at the top left and gives the words the rest.
type noticeLayout struct{}

func (*noticeLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[1].MinSize().AddWidthHeight(28, 0)
}

func (*noticeLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(o[0].MinSize())
	o[1].Move(fyne.NewPos(28, 0))
	o[1].Resize(size.SubtractWidthHeight(28, 0))
}
