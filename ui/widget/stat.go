package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Stat is a figure: a label over a value with its unit.
type Stat struct {
	fynewidget.BaseWidget
	value, unit *Text
	box         *fyne.Container
}

// NewStat makes a figure.
func NewStat(label, value, unit string) *Stat {
	s := &Stat{value: NewText(value, Title, theme.Text), unit: NewText(unit, Body, theme.Faint)}
	baseline := Pad(4, 0, 0, 0, s.unit) // the unit stands on the value's line
	s.box = Column(0, NewText(label, Caption, theme.Faint), Row(4, s.value, baseline))
	s.ExtendBaseWidget(s)
	return s
}

// Set changes value and unit.
func (s *Stat) Set(value, unit string) {
	s.value.SetWords(value)
	s.unit.SetWords(unit)
	s.box.Refresh()
}

// Value returns the figure and its unit as words.
func (s *Stat) Value() string { return s.value.Words() + " " + s.unit.Words() }

// CreateRenderer implements fyne.Widget.
func (s *Stat) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(s.box) }
