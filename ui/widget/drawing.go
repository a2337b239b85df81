package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"maestudio/ui/theme"
)

// drawing is what a renderer draws of lines and words.
type drawing struct{ objects []fyne.CanvasObject }

func (d *drawing) line(a, b fyne.Position, name fyne.ThemeColorName, width float32) {
	l := canvas.NewLine(theme.Color(name))
	l.StrokeWidth, l.Position1, l.Position2 = width, a, b
	d.objects = append(d.objects, l)
}

// text is a caption.
func (d *drawing) text(words string, at fyne.Position, width float32, align fyne.TextAlign) {
	t := NewEllipsis(words, Caption, theme.Faint)
	t.align = align
	d.place(t, at, width)
}

func (d *drawing) place(t *Text, at fyne.Position, width float32) {
	t.Resize(fyne.NewSize(width, t.role.Line))
	t.Move(fyne.NewPos(float32(int(at.X)), float32(int(at.Y))))
	d.objects = append(d.objects, t)
}

// Objects and Destroy are half of a fyne.WidgetRenderer.
func (d *drawing) Objects() []fyne.CanvasObject { return d.objects }
func (d *drawing) Destroy()                     {}
