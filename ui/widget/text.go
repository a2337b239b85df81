package widget

import (
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Role is one of the design's text sizes with its line height.
type Role struct {
	Size, Line float32
	Medium     bool
}

var (
	Display = Role{28, 36, true}
	Title   = Role{22, 28, true}
	Section = Role{15, 20, true}
	Lead    = Role{15, 22, false}
	Body    = Role{13, 18, false}
	Control = Role{13, 18, true}
	Caption = Role{11, 16, false}
	Small   = Role{11, 16, true}
)

// Text is a run of words in one role and colour. It ends in an ellipsis where
// it does not fit, or wraps when Wrap is set.
type Text struct {
	fynewidget.BaseWidget
	role  Role
	color fyne.ThemeColorName
	words string
	align fyne.TextAlign
	wrap  bool
	fixed color.Color // instead of color: on pictures, the same in both themes
	// min is the least width asked for; 0 asks for the width of all words.
	min float32
	// smaller are the roles that the words are written in, one after another, before
	// they are cut.
	smaller []Role
}

// NewText makes a text that asks for its full width.
func NewText(words string, role Role, color fyne.ThemeColorName) *Text {
	t := &Text{role: role, color: color, words: words}
	t.ExtendBaseWidget(t)
	return t
}

// NewEllipsis makes a text that gives way: it asks for little and is cut.
func NewEllipsis(words string, role Role, color fyne.ThemeColorName) *Text {
	t := NewText(words, role, color)
	t.min = 24
	return t
}

// NewTitle makes a text that is cut only where smaller letters do not help.
func NewTitle(words string, role Role) *Text {
	t := NewEllipsis(words, role, theme.Text)
	t.smaller = []Role{{18, 24, true}, Section, {13, 18, true}}
	return t
}

// NewParagraph makes a text that wraps at the width it is given; it asks for
// the height its words take at width.
func NewParagraph(words string, role Role, color fyne.ThemeColorName, width float32) *Text {
	t := NewText(words, role, color)
	t.wrap, t.min = true, width
	return t
}

// Right aligns the words to the right and returns the text.
func (t *Text) Right() *Text { t.align = fyne.TextAlignTrailing; return t }

// Center centres the words and returns the text.
func (t *Text) Center() *Text { t.align = fyne.TextAlignCenter; return t }

// Words returns what the text says in full.
func (t *Text) Words() string { return t.words }

// Wanted returns the width that all words take.
func (t *Text) Wanted() float32 { return t.width(t.words) }

// SetWords changes what the text says.
func (t *Text) SetWords(words string) {
	if t.words != words {
		t.words = words
		t.Refresh()
	}
}

// SetColor changes the colour.
func (t *Text) SetColor(color fyne.ThemeColorName) {
	if t.color != color {
		t.color = color
		t.Refresh()
	}
}

// setWrap changes whether the text wraps or is cut.
func (t *Text) setWrap(on bool) {
	if t.wrap != on {
		t.wrap = on
		t.Refresh()
	}
}

func (t *Text) width(words string) float32 { return t.widthIn(t.role, words) }

func (t *Text) widthIn(r Role, words string) float32 {
	return fyne.MeasureText(words, r.Size, fyne.TextStyle{Bold: r.Medium}).Width
}

// written is the role that the words are written in at a width; its line is the first
// role's.
func (t *Text) written(width float32) Role {
	r := t.role
	for _, next := range t.smaller {
		if width > 0 && next.Size < r.Size && t.widthIn(r, t.words) > width+0.5 {
			r = next
		}
	}
	return r
}

// lines returns the words cut or wrapped to a width.
func (t *Text) lines(width float32) []string {
	if width <= 0 { // not laid out yet: cutting to nothing measures much for nothing
		return []string{t.words}
	}
	if !t.wrap {
		r := t.written(width)
		return []string{ellipsis(t.words, width, func(words string) float32 { return t.widthIn(r, words) })}
	}
	return wrap(t.words, width, t.width)
}

// ellipsis cuts words to a width, in the middle of a rune never.
func ellipsis(words string, width float32, measure func(string) float32) string {
	if measure(words) <= width+0.5 {
		return words
	}
	runes := []rune(words)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if measure(strings.TrimRight(string(runes[:mid]), " ")+"…") <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + "…"
}

// wrap breaks words into lines of a width. Words come again, in other lines and other
// texts, and Fyne remembers what it measured; lines do not. So a line is measured as the
// sum of its words, and as a whole only where that comes near the width.
func wrap(words string, width float32, measure func(string) float32) []string {
	const near = 16
	var lines []string
	line, wide := "", float32(0)
	space := measure(" ")
	for _, word := range strings.Fields(words) {
		if line != "" {
			next, sum := line+" "+word, wide+space+measure(word)
			if sum > width-near && sum < width+near {
				sum = measure(next)
			}
			if sum <= width {
				line, wide = next, sum
				continue
			}
			lines = append(lines, line)
		}
		line = ellipsis(word, width, measure)
		wide = measure(line)
	}
	return append(lines, line)
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{text: t}
	r.build(t.Size().Width)
	return r
}

type textRenderer struct {
	text  *Text
	lines []fyne.CanvasObject
}

func (r *textRenderer) build(width float32) {
	words, role := r.text.lines(width), r.text.written(width)
	for len(r.lines) < len(words) {
		r.lines = append(r.lines, canvas.NewText("", nil))
	}
	r.lines = r.lines[:len(words)]
	for i, w := range words {
		line := r.lines[i].(*canvas.Text)
		line.Text, line.Color = onTheLine(w), theme.Color(r.text.color)
		if r.text.fixed != nil {
			line.Color = r.text.fixed
		}
		line.TextSize, line.TextStyle, line.Alignment = role.Size, fyne.TextStyle{Bold: role.Medium}, r.text.align
	}
}

// rightToLeft is a mark that nothing is drawn of; our own font has it.
const rightToLeft = "\u200f"

// onTheLine makes words stand on the line of our own font. Fyne puts all of them on
// that of the first letter's: those that begin in Japanese would stand some pixels
// lower than others and be cut off below. A mark of the other direction is a part of
// its own before them, in our font.
func onTheLine(words string) string {
	if first, _ := utf8.DecodeRuneInString(words); unicode.IsLetter(first) && first > unicode.MaxLatin1 {
		return rightToLeft + words
	}
	return words
}

func (r *textRenderer) Layout(size fyne.Size) {
	r.build(size.Width)
	height := r.text.role.Line
	for i, line := range r.lines {
		natural := line.MinSize().Height
		line.Resize(fyne.NewSize(size.Width, natural))
		// Roboto's box has more room above than below: half a pixel up centres it.
		line.Move(fyne.NewPos(0, float32(i)*height+(height-natural)/2-0.5))
	}
}

func (r *textRenderer) MinSize() fyne.Size {
	t := r.text
	width := t.min
	if width == 0 {
		width = t.width(t.words)
	} else if !t.wrap { // short words need not even that
		width = min(width, t.width(t.words))
	}
	return fyne.NewSize(width, float32(len(t.lines(max(width, t.Size().Width))))*t.role.Line)
}

func (r *textRenderer) Refresh() {
	r.Layout(r.text.Size())
	for _, line := range r.lines {
		line.Refresh()
	}
}

func (r *textRenderer) Objects() []fyne.CanvasObject { return r.lines }
func (r *textRenderer) Destroy()                     {}
