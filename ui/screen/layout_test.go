package screen

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

var sizes = []fyne.Size{{Width: 900, Height: 600}, {Width: 1280, Height: 800}, {Width: 2560, Height: 1440}}

// enlarged is what a window of 1280 x 800 has at a scale of 150 %.
var enlarged = fyne.NewSize(853, 533)

// TestNothingIsCut looks at every scene in four window sizes: each visible
// word, picture and line lies inside the window, no part is smaller than it has
// to be, and parts that stand beside each other do not overlap. MAESTUDIO_SCENE, where
// it is set, is how the names of the scenes begin that are looked at.
func TestNothingIsCut(t *testing.T) {
	only := os.Getenv("MAESTUDIO_SCENE")
	for _, s := range scenes {
		if only != "" && !strings.HasPrefix(s.name, only) {
			continue
		}
		for _, size := range append(sizes[:len(sizes):len(sizes)], enlarged) {
			t.Run(fmt.Sprintf("%s/%.0fx%.0f", s.name, size.Width, size.Height), func(t *testing.T) {
				w := stage(t, s, theme.Dark, size)
				for _, f := range flaws(w.Content(), size) {
					t.Error(f)
				}
			})
		}
	}
}

// walker finds parts that are cut, squeezed or overlap.
type walker struct {
	found []string
	path  []string
}

// box is where something lies in the window.
type box struct{ left, top, right, bottom float32 }

func boxOf(at fyne.Position, size fyne.Size) box {
	return box{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
}

func flaws(root fyne.CanvasObject, size fyne.Size) []string {
	w := &walker{}
	w.visit(root, fyne.NewPos(0, 0), box{0, 0, size.Width, size.Height})
	return w.found
}

func (w *walker) report(o fyne.CanvasObject, b box, what string, args ...any) {
	where := strings.Join(w.path, " > ")
	if len(where) > 160 {
		where = "…" + where[len(where)-160:]
	}
	w.found = append(w.found, fmt.Sprintf("%s: %T at %.0f,%.0f to %.0f,%.0f (%s)", fmt.Sprintf(what, args...), o, b.left, b.top, b.right, b.bottom, where))
}

const slack = 1.5 // pixels: strokes and rounding

func (w *walker) visit(o fyne.CanvasObject, at fyne.Position, clip box) {
	if !o.Visible() {
		return
	}
	w.path = append(w.path, nameOf(o))
	defer func() { w.path = w.path[:len(w.path)-1] }()
	b := boxOf(at, o.Size())
	switch o := o.(type) {
	case *container.Scroll:
		w.scroll(o, at, b)
	case *fyne.Container:
		w.apart(o, at)
		for _, c := range o.Objects {
			w.visit(c, at.Add(c.Position()), clip)
		}
	case fyne.Widget:
		w.roomy(o, b)
		for _, c := range test.WidgetRenderer(o).Objects() {
			w.visit(c, at.Add(c.Position()), clip)
		}
	default:
		w.leaf(o, b, clip)
	}
}

// scroll: what scrolls may be higher than its window, never wider.
func (w *walker) scroll(s *container.Scroll, at fyne.Position, b box) {
	inner := b
	inner.top, inner.bottom = -1e6, 1e6
	inner.left, inner.right = inner.left-16, inner.right+16 // a row's ground may reach out
	w.visit(s.Content, at.Add(s.Content.Position()), inner)
}

func (w *walker) leaf(o fyne.CanvasObject, b, clip box) {
	if r, ok := o.(*canvas.Rectangle); ok && r.StrokeWidth == 0 && visible(r) == 0 {
		return
	}
	if b.left < clip.left-slack || b.top < clip.top-slack || b.right > clip.right+slack || b.bottom > clip.bottom+slack {
		w.report(o, b, "lies outside %.0f,%.0f to %.0f,%.0f", clip.left, clip.top, clip.right, clip.bottom)
	}
	if text, ok := o.(*canvas.Text); ok && text.Text != "" && text.MinSize().Width > b.right-b.left+slack {
		w.report(o, b, "the words %q are cut: %.0f px for %.0f", text.Text, b.right-b.left, text.MinSize().Width)
	}
}

func visible(r *canvas.Rectangle) uint32 {
	if r.FillColor == nil {
		return 0
	}
	_, _, _, a := r.FillColor.RGBA()
	return a
}

// roomy checks that a widget has what it needs.
func (w *walker) roomy(o fyne.Widget, b box) {
	least := o.MinSize()
	if _, ok := o.(*widget.Picture); ok {
		least = fyne.NewSize(24, 24)
	}
	if b.right-b.left < least.Width-slack || b.bottom-b.top < least.Height-slack {
		w.report(o, b, "needs %.0f x %.0f", least.Width, least.Height)
	}
}

// apart checks that the visible parts of a row, a column or a page do not
// overlap. Stacks lie on each other on purpose.
func (w *walker) apart(c *fyne.Container, at fyne.Position) {
	name := fmt.Sprintf("%T", c.Layout)
	if !strings.Contains(name, "screen.") && !strings.Contains(name, "lineLayout") || strings.Contains(name, "barLayout") || strings.Contains(name, "chartLayout") {
		return
	}
	for i, a := range c.Objects {
		if _, ground := a.(*widget.Surface); ground || !a.Visible() {
			continue
		}
		for _, b := range c.Objects[i+1:] {
			if _, ground := b.(*widget.Surface); ground || !b.Visible() {
				continue
			}
			x, y := boxOf(at.Add(a.Position()), a.Size()), boxOf(at.Add(b.Position()), b.Size())
			width, height := min(x.right, y.right)-max(x.left, y.left), min(x.bottom, y.bottom)-max(x.top, y.top)
			if width > slack && height > slack {
				w.report(a, x, "overlaps %s at %.0f,%.0f to %.0f,%.0f by %.0f x %.0f", nameOf(b), y.left, y.top, y.right, y.bottom, width, height)
			}
		}
	}
}

func nameOf(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *fyne.Container:
		return strings.TrimPrefix(fmt.Sprintf("%T", o.Layout), "*")
	case *widget.Text:
		return fmt.Sprintf("Text %.20q", o.Words())
	case *widget.Button:
		return fmt.Sprintf("Button %q", o.Label())
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", o), "*")
}

// In a window that is a little lower than the design's nothing of Model is cut, and
// in a wide one neither are all settings.
func TestModelIsNotCut(t *testing.T) {
	var s *Model
	w := open(t, func() fyne.CanvasObject { s = modelScreen(modelView()); return s.Content() })
	cut := func(name string, scroll *container.Scroll) {
		if need := scroll.Content.MinSize().Height; need > scroll.Size().Height {
			t.Errorf("%v: %s need %.0f px and have %.0f", w.Canvas().Size(), name, need, scroll.Size().Height)
		}
	}
	w.Resize(fyne.NewSize(1278, 775))
	cut("the settings", s.scroll)
	w.Resize(fyne.NewSize(2560, 1440))
	cut("the settings", s.scroll)
	cut("all settings", s.expertScroll)
}
