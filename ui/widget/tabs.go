package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Tabs are words in a row, of which one is chosen, over a thin line.
type Tabs struct {
	fynewidget.BaseWidget
	tabs    []*tab
	chosen  int
	changed func(index int)
	row     *fyne.Container
	line    *Surface
}

const tabHeight, tabGap = 36, 24

// NewTabs makes tabs with the first one chosen.
func NewTabs(words []string, changed func(index int)) *Tabs {
	t := &Tabs{changed: changed, row: Row(tabGap), line: NewSurface(theme.Line, theme.None, 0)}
	for i, w := range words {
		one := &tab{text: NewText(w, Control, theme.Dim)}
		one.tapped = func() { t.Choose(i) }
		one.extend(one)
		t.tabs = append(t.tabs, one)
		t.row.Add(one)
	}
	t.mark()
	t.ExtendBaseWidget(t)
	return t
}

// SetHints gives each tab a sentence that hovering shows.
func (t *Tabs) SetHints(sentences ...string) {
	for i, one := range t.tabs[:min(len(sentences), len(t.tabs))] {
		one.SetHint(sentences[i])
	}
}

// Chosen returns the index of the chosen tab.
func (t *Tabs) Chosen() int { return t.chosen }

// Choose takes a tab and calls back.
func (t *Tabs) Choose(index int) {
	if index == t.chosen {
		return
	}
	t.chosen = index
	t.mark()
	if t.changed != nil {
		t.changed(index)
	}
}

func (t *Tabs) mark() {
	for i, one := range t.tabs {
		one.on = i == t.chosen
		one.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer { return &tabsRenderer{t} }

type tabsRenderer struct{ tabs *Tabs }

func (r *tabsRenderer) MinSize() fyne.Size { return fyne.NewSize(200, tabHeight) }

// Layout moves the tabs closer where there is little width.
func (r *tabsRenderer) Layout(size fyne.Size) {
	words := float32(0)
	for _, one := range r.tabs.tabs {
		words += one.MinSize().Width
	}
	gap := min(tabGap, max(8, (size.Width-words)/float32(max(1, len(r.tabs.tabs)-1))))
	r.tabs.row.Layout.(*lineLayout).gap = float32(int(gap))
	r.tabs.row.Resize(fyne.NewSize(size.Width, tabHeight))
	r.tabs.row.Refresh()
	r.tabs.line.Move(fyne.NewPos(0, tabHeight-1))
	r.tabs.line.Resize(fyne.NewSize(size.Width, 1))
}

func (r *tabsRenderer) Refresh() { r.Layout(r.tabs.Size()) }
func (r *tabsRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.tabs.line, r.tabs.row}
}
func (r *tabsRenderer) Destroy() {}

// tab is one of them.
type tab struct {
	control
	text *Text
	on   bool
}

// CreateRenderer implements fyne.Widget.
func (t *tab) CreateRenderer() fyne.WidgetRenderer {
	r := &tabRenderer{t, canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type tabRenderer struct {
	tab         *tab
	focus, line *canvas.Rectangle
}

func (r *tabRenderer) MinSize() fyne.Size {
	return fyne.NewSize(float32(int(r.tab.text.Wanted()+0.99)), tabHeight)
}

func (r *tabRenderer) Layout(size fyne.Size) {
	r.tab.ring(r.focus, size.SubtractWidthHeight(0, 8), 6)
	r.tab.text.Resize(fyne.NewSize(size.Width, Control.Line))
	r.tab.text.Move(fyne.NewPos(0, (size.Height-Control.Line)/2-1))
	r.line.Move(fyne.NewPos(0, size.Height-2))
	r.line.Resize(fyne.NewSize(size.Width, 2))
}

func (r *tabRenderer) Refresh() {
	color := theme.Dim
	if r.tab.on || r.tab.hovered {
		color = theme.Text
	}
	r.tab.text.SetColor(color)
	r.line.FillColor, r.line.Hidden = theme.Color(theme.Accent), !r.tab.on
	r.Layout(r.tab.Size())
	r.line.Refresh()
	r.focus.Refresh()
}

func (r *tabRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.line, r.tab.text}
}
func (r *tabRenderer) Destroy() {}
