package theme

import (
	"testing"

	"fyne.io/fyne/v2"
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
