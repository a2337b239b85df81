package theme

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// Dark and light are what was chosen, whatever the desktop has; "system" has the
// desktop's.
func TestThemeOfTheSystem(t *testing.T) {
	for _, name := range []fyne.ThemeColorName{Window, Card, Text, Accent, Warn, Hidden, theme.ColorNameBackground, theme.ColorNameForeground} {
		dark, light := New(Dark).Color(name, theme.VariantLight), New(Light).Color(name, theme.VariantDark)
		if dark == light {
			t.Errorf("%s is the same in both themes", name)
		}
		for desktop, want := range map[fyne.ThemeVariant]any{theme.VariantDark: dark, theme.VariantLight: light} {
			if got := New(System).Color(name, desktop); got != want {
				t.Errorf("%s is %v on a desktop with %d, want %v", name, got, desktop, want)
			}
		}
	}
}

// A goroutine may ask for a colour while another theme is in force, before ours is set or
// after it was: it gets that of our dark one.
func TestColorUnderAnotherTheme(t *testing.T) {
	dark := New(Dark)
	for name, other := range map[string]fyne.Theme{"the tests'": test.NewTheme(), "Fyne's": theme.DefaultTheme()} {
		test.NewTempApp(t).Settings().SetTheme(other)
		for color := range palette {
			if got, want := Color(color), dark.Color(color, theme.VariantLight); got != want {
				t.Errorf("under %s theme %s is %v, want %v", name, color, got, want)
			}
		}
		if Color(theme.ColorNameForeground) != dark.Color(Text, theme.VariantDark) {
			t.Errorf("under %s theme Fyne's names are not ours", name)
		}
	}
}
