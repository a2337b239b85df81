package widget

import (
	"testing"

	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
)

func place[T fyne.CanvasObject](t *testing.T, size fyne.Size, build func() T) (fyne.Window, T) {
	t.Helper()
	w, o := show(t, theme.Dark, size, func() fyne.CanvasObject { return build() })
	return w, o.(T)
}

func press(o fyne.Focusable, names ...fyne.KeyName) {
	for _, n := range names {
		o.TypedKey(&fyne.KeyEvent{Name: n})
	}
}
