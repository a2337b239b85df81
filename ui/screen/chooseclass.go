package screen

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// ClassChoice is a class that a picture may be of, with what speaks for it, or "".
type ClassChoice struct{ Name, Note string }

// ClassChooser asks which class something is of. With a thousand of them a few letters
// find one; arrows and Enter do as a click.
type ClassChooser struct {
	*widget.Dialog
	all    []ClassChoice
	chosen func(index int)

	found []int // of all, that hold what is typed
	at    int   // among them, which Enter takes
	find  *classFinder
	list  *widget.RowList
	none  *widget.Text
}

const chooserWidth, chooserRows = 372, 9

// NewClassChooser makes the dialog; chosen gets the index among all, once.
func NewClassChooser(title string, all []ClassChoice, chosen func(index int)) *ClassChooser {
	c := &ClassChooser{all: all, chosen: chosen, find: newClassFinder()}
	c.find.OnChanged, c.find.moved, c.find.closed = c.narrow, c.move, func() { c.Hide() }
	c.find.OnSubmitted = func(string) { c.take(c.at) }
	c.list = widget.NewRowList(c.take)
	c.none = widget.NewParagraph("No class is called so. A new class begins with a folder of its own among the data.", widget.Body, theme.Dim, chooserWidth)
	cancel := widget.NewButton(widget.Quiet, "Cancel", "", func() { c.Hide() })
	height := float32(min(chooserRows, max(2, len(all))) * 32)
	list := widget.Fixed(chooserWidth, height, container.NewStack(c.list, c.none))
	c.Dialog = widget.NewPanel(title, widget.Column(12, widget.Fixed(chooserWidth, 36, c.find), list, widget.Row(8, widget.Space(), cancel)))
	c.narrow("")
	return c
}

// ShowOn shows it above a window, ready to type.
func (c *ClassChooser) ShowOn(over fyne.Canvas) {
	c.Dialog.ShowOn(over)
	over.Focus(c.find)
}

// Find types into the field.
func (c *ClassChooser) Find(words string) { c.find.SetText(words) }

// Found returns the names that are listed.
func (c *ClassChooser) Found() (names []string) {
	for _, i := range c.found {
		names = append(names, c.all[i].Name)
	}
	return names
}

func (c *ClassChooser) narrow(words string) {
	words = strings.ToLower(strings.TrimSpace(words))
	c.found, c.at = nil, 0
	for i, choice := range c.all {
		if strings.Contains(strings.ToLower(choice.Name), words) {
			c.found = append(c.found, i)
		}
	}
	show(c.none, len(c.found) == 0)
	c.fill()
	c.list.Reveal(0)
}

func (c *ClassChooser) fill() {
	c.list.Set(len(c.found), func(i int) widget.RowView {
		choice := c.all[c.found[i]]
		return widget.RowView{Words: choice.Name, Count: choice.Note, Icon: theme.IconTune, Selected: i == c.at, Hint: choice.Name}
	})
}

// move goes up or down the list.
func (c *ClassChooser) move(by int) {
	if len(c.found) > 0 {
		c.at = min(max(c.at+by, 0), len(c.found)-1)
		c.fill()
		c.list.Reveal(c.at)
	}
}

// take answers with a row.
func (c *ClassChooser) take(row int) {
	if row >= 0 && row < len(c.found) {
		c.Hide()
		c.chosen(c.found[row])
	}
}

// classFinder is the field above the list, from which arrows move in it.
type classFinder struct {
	widget.Entry
	moved  func(by int)
	closed func()
}

func newClassFinder() *classFinder {
	f := &classFinder{}
	f.ExtendBaseWidget(f)
	f.Scroll = fyne.ScrollNone
	f.SetPlaceHolder("Find a class")
	f.SetIcon(theme.IconSearch.Resource(theme.Faint))
	return f
}

// TypedKey implements fyne.Focusable.
func (f *classFinder) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		f.moved(1)
	case fyne.KeyUp:
		f.moved(-1)
	case fyne.KeyPageDown:
		f.moved(chooserRows)
	case fyne.KeyPageUp:
		f.moved(-chooserRows)
	case fyne.KeyEscape:
		f.closed()
	default:
		f.Entry.TypedKey(e)
	}
}
