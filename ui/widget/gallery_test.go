package widget

import (
	"image/png"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

// show draws an object on the software canvas in one theme.
func show(t *testing.T, choice theme.Choice, size fyne.Size, build func() fyne.CanvasObject) fyne.Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	w := test.NewTempWindow(t, NewLayer(container.NewStack(NewSurface(theme.Window, theme.None, 0), Pad(16, 16, 16, 16, build()))))
	w.SetPadded(false)
	w.Resize(size)
	return w
}

func TestGalleryTmp(t *testing.T) {
	for _, c := range []theme.Choice{theme.Dark, theme.Light} {
		w := show(t, c, fyne.NewSize(900, 700), func() fyne.CanvasObject {
			dis := NewButton(Primary, "Continue", "", nil)
			dis.Disable("no")
			foc := NewButton(Primary, "Continue", theme.IconPlay, nil)
			foc.focused = true
			ch := NewChip("All 8,386", func() {})
			ch.Select(true)
			ring := NewRing()
			ring.Set(0.4, theme.Accent)
			card := NewCard(NewStat("Speed", "402", "pictures/s"))
			card2 := NewCard(NewStat("Selected card", "35", "min"))
			card2.Select(true)
			return Column(16,
				Row(12, NewButton(Primary, "Continue", "", nil), NewButton(Standard, "Continue", theme.IconFolder, nil), NewButton(Quiet, "Continue", "", nil), NewButton(Danger, "Delete…", "", nil), dis, foc, NewSmallButton(Standard, "Small", theme.IconDice, nil), NewSmallButton(Standard, "", theme.IconMore, nil)),
				Row(12, ch, NewChip("Left out 14", func() {}), NewState("Disk full", theme.IconWarn, true), NewState("Done", theme.IconCheck, false), ring),
				Row(12, NewSegmented([]string{"Dark", "Light", "System"}, 0, nil), Fixed(200, 0, NewToggle("Keep visible", true, nil)), Fixed(200, 0, NewToggle("Keep visible", false, nil))),
				Fixed(300, 0, NewSlider(100, 75, nil, nil)),
				Fixed(300, 0, NewBar(.4, theme.Accent)),
				Row(24, Fixed(212, 0, card), Fixed(212, 0, card2)),
				NewNotice("Heads do not divide the width: 256 ÷ 6.", "Use 4 or 8 heads, or a width of 240 or 264.", NewButton(Primary, "Use 8 heads", "", nil)),
				NewText("28 Display", Display, theme.Text),
				NewText("22 Title", Title, theme.Text),
				NewEllipsis("15 Section that is very long and will be cut somewhere near the end of the line which is very long indeed, is it not, and goes on and on", Section, theme.Text),
				NewText("13 Body", Body, theme.Dim),
			)
		})
		f, _ := os.Create("/tmp/w/gallery-" + string(c) + ".png")
		png.Encode(f, w.Canvas().Capture())
		f.Close()
	}
}
