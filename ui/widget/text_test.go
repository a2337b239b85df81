package widget

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

func TestEllipsisNeverCutsARune(t *testing.T) {
	measure := func(s string) float32 { return float32(utf8.RuneCountInString(s)) }
	for _, words := range []string{"", "a", "a few words", "夜の建物 2023年", "é́́ combining", "\xff broken"} {
		for width := float32(0); width < 20; width++ {
			cut := ellipsis(words, width, measure)
			if utf8.ValidString(words) && !utf8.ValidString(cut) {
				t.Errorf("%q at %.0f: %q is no text", words, width, cut)
			}
			if cut != words && !strings.HasSuffix(cut, "…") {
				t.Errorf("%q at %.0f: %q does not say that it is cut", words, width, cut)
			}
			if width >= 1 && measure(cut) > max(width, 1)+0.5 {
				t.Errorf("%q at %.0f: %q is too wide", words, width, cut)
			}
		}
	}
}

func TestWrapHeight(t *testing.T) {
	_, p := place(t, fyne.NewSize(120, 200), func() *Text { return NewParagraph(strings.Repeat("word ", 30), Body, theme.Text, 120) })
	narrow := p.MinSize().Height
	p.Resize(fyne.NewSize(400, 0))
	if got := p.MinSize().Height; got >= narrow || math.Mod(float64(got), 18) != 0 {
		t.Errorf("%v px high at 120, %v at 400", narrow, got)
	}
	for _, line := range wrap("a verylongwordwithoutanyspace b", 5, func(s string) float32 { return float32(len([]rune(s))) }) {
		if len([]rune(line)) > 5 {
			t.Errorf("line %q is too wide", line)
		}
	}
}

// Words that begin in another script stand on the same line as ours, uncut.
func TestEveryScriptStandsOnTheLine(t *testing.T) {
	bottom := func(words string) (y int) {
		w := test.NewTempWindow(t, NewText(words, Title, theme.Text))
		w.SetPadded(false)
		w.Resize(fyne.NewSize(120, 40))
		img := w.Canvas().Capture()
		b := img.Bounds()
		for y := b.Max.Y - 1; y > b.Min.Y; y-- {
			for x := b.Min.X; x < b.Max.X; x++ {
				if r, _, _, _ := img.At(x, y).RGBA(); r > 0x9000 {
					return y
				}
			}
		}
		return 0
	}
	ours, theirs := bottom("gg"), bottom("夜gg")
	if ours == 0 || ours != theirs {
		t.Errorf("g ends at line %d, and after a Japanese letter at %d", ours, theirs)
	}
}

// The words of every size are as wide as the font has them, and the tails of their
// letters are whole: Fyne measures a size that is no whole number as the next that is.
func TestTextIsDrawnAsTheFontHasIt(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Dark))
	const tail = 430.0 / 2048 // of a g, below the line
	for _, r := range []Role{Display, Title, Section, Lead, Body, Control, Caption, Small} {
		style := fyne.TextStyle{Bold: r.Medium}
		size, baseline := fyne.CurrentApp().Driver().RenderedTextSize("going", r.Size, style, nil)
		if below := math.Round(float64(size.Height)) - math.Ceil(float64(baseline)); below < tail*float64(r.Size) {
			t.Errorf("size %v: %v px below the line, a g takes %.1f", r.Size, below, tail*r.Size)
		}
		large, _ := fyne.CurrentApp().Driver().RenderedTextSize("going", 4*r.Size, style, nil)
		if share := size.Width * 4 / large.Width; share < 0.99 || share > 1.01 {
			t.Errorf("size %v: words are %.2f times as wide as the font has them", r.Size, share)
		}
	}
}

// A paragraph of other words measures none but these, and few lines; where it breaks is
// where the lines measured whole would break.
func TestWrapMeasuresWords(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Dark))
	text := strings.Repeat("A bar for each range of certainty, as high as the share of its answers that were right. Where AV bars Te end, To. ", 4)
	whole := func(s string) float32 { return fyne.MeasureText(s, Body.Size, fyne.TextStyle{}).Width }
	for width := float32(120); width < 500; width += 7 {
		var want []string
		line := ""
		for _, word := range strings.Fields(text) {
			if next := strings.TrimSpace(line + " " + word); line == "" || whole(next) <= width {
				line = next
			} else {
				want, line = append(want, line), word
			}
		}
		want = append(want, line)
		measured := map[string]bool{}
		got := wrap(text, width, func(s string) float32 { measured[s] = true; return whole(s) })
		if !slices.Equal(got, want) {
			t.Errorf("at %.0f px it breaks into %q, want %q", width, got, want)
		}
		words := map[string]bool{" ": true}
		for _, w := range strings.Fields(text) {
			words[w] = true
		}
		if lines := len(measured) - len(words); lines > 2*len(want) {
			t.Errorf("at %.0f px %d lines were measured for %d", width, lines, len(want))
		}
	}
}

// A long title is written smaller before it is cut, and only then.
func TestTitleShrinksBeforeItIsCut(t *testing.T) {
	_, title := place(t, fyne.NewSize(300, 40), func() *Text { return NewTitle("Short", Title) })
	line := func() *canvas.Text { return test.WidgetRenderer(title).Objects()[0].(*canvas.Text) }
	if line().TextSize != Title.Size {
		t.Errorf("a short title is written at %v", line().TextSize)
	}
	for words, want := range map[string]struct {
		size float32
		cut  bool
	}{"Longer than the other title": {22, false}, "Longer than the other titles are": {18, false},
		"What should be different from “balloons”?": {15, false}, strings.Repeat("Very long indeed ", 9): {13, true}} {
		title.SetWords(words)
		if got := line(); got.TextSize != want.size || strings.HasSuffix(got.Text, "…") != want.cut {
			t.Errorf("%q is written at %v as %q", words, got.TextSize, got.Text)
		}
		if h := title.MinSize().Height; h != Title.Line {
			t.Errorf("%q is %v px high", words, h)
		}
	}
}
