package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Lines shows a text of any number of lines, such as a licence or a report. Only
// those in sight exist; they are used again as the text scrolls.
type Lines struct {
	fynewidget.BaseWidget
	text   string
	lines  []string // as they are shown
	width  float32  // that they were wrapped to
	scroll *container.Scroll
	body   *linesBody
	shown  []*canvas.Text
}

// NewLines makes an empty text.
func NewLines() *Lines {
	l := &Lines{}
	l.body = &linesBody{lines: l}
	l.body.ExtendBaseWidget(l.body)
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.show() }
	l.ExtendBaseWidget(l)
	return l
}

// Set shows a text from its beginning.
func (l *Lines) Set(text string) {
	l.text, l.width = text, 0
	l.scroll.Offset = fyne.Position{}
	l.Refresh()
}

// InSight returns the words of the lines that exist.
func (l *Lines) InSight() string {
	var b strings.Builder
	for _, s := range l.shown {
		if !s.Hidden {
			b.WriteString(s.Text + "\n")
		}
	}
	return b.String()
}

// surely is how many signs of a caption fit into a width, whichever they are: to
// measure each of thousands of lines would take longer than a click may.
func surely(width float32) int { return int(width / Caption.Size) }

// wrapTo breaks what is longer than a line.
func (l *Lines) wrapTo(width float32) {
	if width <= 0 || width == l.width {
		return
	}
	l.width, l.lines = width, nil
	measure := func(s string) float32 { return fyne.MeasureText(s, Caption.Size, fyne.TextStyle{}).Width }
	for line := range strings.Lines(l.text) {
		line = strings.ReplaceAll(strings.TrimRight(line, "\r\n "), "\t", "    ")
		if len(line) <= surely(width) || measure(line) <= width {
			l.lines = append(l.lines, line)
		} else {
			l.lines = append(l.lines, wrap(line, width, measure)...)
		}
	}
}

// show fills the lines that are in sight.
func (l *Lines) show() {
	size := l.Size()
	first := max(0, int(l.scroll.Offset.Y/Caption.Line))
	n := max(0, min(len(l.lines)-first, int(size.Height/Caption.Line)+2))
	for len(l.shown) < n {
		l.shown = append(l.shown, canvas.NewText("", nil))
	}
	for i, s := range l.shown {
		s.Hidden = i >= n
		if s.Hidden {
			continue
		}
		s.Text, s.Color, s.TextSize = l.lines[first+i], theme.Color(theme.Text), Caption.Size
		s.Resize(fyne.NewSize(size.Width, Caption.Line))
		s.Move(fyne.NewPos(0, float32(first+i)*Caption.Line))
	}
	l.body.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (l *Lines) CreateRenderer() fyne.WidgetRenderer { return &linesRenderer{l} }

type linesRenderer struct{ lines *Lines }

func (r *linesRenderer) MinSize() fyne.Size { return fyne.NewSize(80, Caption.Line) }

func (r *linesRenderer) Layout(size fyne.Size) {
	r.lines.wrapTo(size.Width - 12) // beside the bar
	r.lines.scroll.Resize(size)
	r.lines.show()
}

func (r *linesRenderer) Refresh() {
	r.lines.wrapTo(r.lines.Size().Width - 12)
	r.lines.scroll.Refresh() // the body's height follows the lines
	r.lines.show()
}
func (r *linesRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.lines.scroll} }
func (r *linesRenderer) Destroy()                     {}

// linesBody is what scrolls: as high as all lines, holding those in sight.
type linesBody struct {
	fynewidget.BaseWidget
	lines *Lines
}

// CreateRenderer implements fyne.Widget.
func (b *linesBody) CreateRenderer() fyne.WidgetRenderer { return linesBodyRenderer{b} }

type linesBodyRenderer struct{ body *linesBody }

func (r linesBodyRenderer) MinSize() fyne.Size {
	return fyne.NewSize(80, float32(len(r.body.lines.lines))*Caption.Line)
}
func (r linesBodyRenderer) Layout(fyne.Size) {}
func (r linesBodyRenderer) Refresh() {
	for _, s := range r.body.lines.shown {
		s.Refresh()
	}
}
func (r linesBodyRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.body.lines.shown))
	for i, s := range r.body.lines.shown {
		objects[i] = s
	}
	return objects
}
func (r linesBodyRenderer) Destroy() {}
