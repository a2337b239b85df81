package window

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"maestudio/ui/screen"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// onDesktop is an app on a desktop that is dark or light.
type onDesktop struct {
	fyne.App
	variant fyne.ThemeVariant
}

func (a *onDesktop) Settings() fyne.Settings { return desktopSettings{a.App.Settings(), a.variant} }

type desktopSettings struct {
	fyne.Settings
	variant fyne.ThemeVariant
}

func (s desktopSettings) ThemeVariant() fyne.ThemeVariant { return s.variant }

// With "system" chosen in Settings the window is as the desktop, and when that
// turns light, what the window has drawn itself is drawn anew, too.
func TestWindowFollowsTheDesktop(t *testing.T) {
	b := open(t)
	desktop := &onDesktop{App: b.app, variant: fynetheme.VariantDark}
	fyne.SetCurrentApp(desktop)
	b.Go(settingsKey)
	b.settle()
	for _, o := range test.LaidOutObjects(b.prefs.screen.Content()) {
		if choice, is := o.(*widget.Segmented); is { // the first is the theme
			choice.Choose(2)
			break
		}
	}
	ground := func() color.Color { return b.win.Canvas().Capture().At(2, 2) }
	rail := func(c theme.Choice) color.Color { return theme.New(c).Color(theme.Rail, 0) }
	if b.settings.Theme != "system" || ground() != rail(theme.Dark) {
		t.Fatalf("the theme is %q, the ground %v, want %v", b.settings.Theme, ground(), rail(theme.Dark))
	}
	b.runs.tiles["a run"] = screen.Sample{}
	desktop.variant = fynetheme.VariantLight
	b.app.Settings().SetTheme(b.app.Settings().Theme()) // what Fyne does when the desktop tells it
	if ground() != rail(theme.Light) || len(b.runs.tiles) != 0 {
		t.Errorf("on a light desktop the ground is %v, want %v; %d tiles are of the dark one", ground(), rail(theme.Light), len(b.runs.tiles))
	}
}
