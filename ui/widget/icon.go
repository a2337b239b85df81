package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Icon is a drawing in a colour that follows the theme.
type Icon struct {
	fynewidget.BaseWidget
	icon  theme.Icon
	color fyne.ThemeColorName
	size  float32
}

// NewIcon makes an icon of size x size px.
func NewIcon(icon theme.Icon, color fyne.ThemeColorName, size float32) *Icon {
	i := &Icon{icon: icon, color: color, size: size}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes drawing and colour.
func (i *Icon) Set(icon theme.Icon, color fyne.ThemeColorName) {
	i.icon, i.color = icon, color
	i.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	r := &iconRenderer{i, canvas.NewImageFromResource(nil)}
	r.Refresh()
	return r
}

type iconRenderer struct {
	icon  *Icon
	image *canvas.Image
}

func (r *iconRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(r.icon.size) }
func (r *iconRenderer) Layout(size fyne.Size) {
	side := r.icon.size
	r.image.Resize(fyne.NewSquareSize(side))
	r.image.Move(fyne.NewPos((size.Width-side)/2, (size.Height-side)/2))
}
func (r *iconRenderer) Refresh() {
	now := r.icon.icon.Resource(r.icon.color)
	if before := r.image.Resource; before != nil && before.Name() == now.Name() {
		return // its name says drawing and colour
	}
	r.image.Resource = now
	r.image.Refresh()
}
func (r *iconRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.image} }
func (r *iconRenderer) Destroy()                     {}
