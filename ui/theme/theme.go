// Package theme is the look of the window: colours, type, sizes and icons, as
// one fyne.Theme in dark and light.
package theme

import (
	"image/color"

	"eliasnaur.com/font/roboto/robotomedium"
	"eliasnaur.com/font/roboto/robotoregular"
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Choice is what the person chose in Settings.
type Choice string

const (
	Dark   Choice = "dark"
	Light  Choice = "light"
	System Choice = "system"
)

// Theme is MAE Studio's fyne.Theme.
type Theme struct {
	choice          Choice
	regular, medium fyne.Resource
}

// New returns the theme for a choice; System follows the desktop.
func New(choice Choice) *Theme {
	return &Theme{
		choice:  choice,
		regular: face("Roboto-Regular.ttf", robotoregular.TTF),
		medium:  face("Roboto-Medium.ttf", robotomedium.TTF),
	}
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, desktop fyne.ThemeVariant) color.Color {
	v := t.variant(desktop)
	if c, ok := lookup(name, v); ok {
		return c
	}
	return theme.DefaultTheme().Color(name, v)
}

func (t *Theme) variant(desktop fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.choice {
	case Dark:
		return theme.VariantDark
	case Light:
		return theme.VariantLight
	default:
		return desktop
	}
}

// Font implements fyne.Theme. Bold means medium: the design uses no bold.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Monospace || s.Symbol:
		return theme.DefaultTheme().Font(s)
	case s.Bold:
		return t.medium
	default:
		return t.regular
	}
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := sizes[name]; ok {
		return s
	}
	return theme.DefaultTheme().Size(name)
}

var sizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNameText:               13,
	theme.SizeNameHeadingText:        22,
	theme.SizeNameSubHeadingText:     15,
	theme.SizeNameCaptionText:        11,
	theme.SizeNamePadding:            4,
	theme.SizeNameInnerPadding:       8,
	theme.SizeNameInputRadius:        8,
	theme.SizeNameInputBorder:        0, // a field draws its own
	theme.SizeNameSelectionRadius:    6,
	theme.SizeNameScrollBar:          8,
	theme.SizeNameScrollBarSmall:     4,
	theme.SizeNameScrollBarRadius:    4,
	theme.SizeNameSeparatorThickness: 1,
	theme.SizeNameInlineIcon:         18,
}

// Color returns a colour of the theme now in force. Where that is not ours, which knows
// none of our names, it is the colour of our dark one.
func Color(name fyne.ThemeColorName) color.Color {
	s := fyne.CurrentApp().Settings()
	if ours, is := s.Theme().(*Theme); is {
		return ours.Color(name, s.ThemeVariant())
	}
	return (&Theme{choice: Dark}).Color(name, theme.VariantDark)
}
