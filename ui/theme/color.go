package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The colours by what they are for. Green means redrawn, going forward, press
// here; orange means look here; nothing else is coloured.
const (
	Window   fyne.ThemeColorName = "window"
	Rail     fyne.ThemeColorName = "rail"
	Card     fyne.ThemeColorName = "card"
	Raised   fyne.ThemeColorName = "raised"
	Press    fyne.ThemeColorName = "press"
	Press2   fyne.ThemeColorName = "press2"
	RailOn   fyne.ThemeColorName = "railOn"
	Line     fyne.ThemeColorName = "line"  // decoration
	Line2    fyne.ThemeColorName = "line2" // strokes that carry meaning
	Fill     fyne.ThemeColorName = "fill"
	Text     fyne.ThemeColorName = "text"
	Dim      fyne.ThemeColorName = "dim"
	Faint    fyne.ThemeColorName = "faint"
	Accent   fyne.ThemeColorName = "accent"
	Accent2  fyne.ThemeColorName = "accent2" // hover of the primary button
	Accent3  fyne.ThemeColorName = "accent3" // the same, pressed
	On       fyne.ThemeColorName = "on"      // text on Accent
	Soft     fyne.ThemeColorName = "soft"
	Warn     fyne.ThemeColorName = "warn"
	WarnSoft fyne.ThemeColorName = "warnSoft"
	WarnLine fyne.ThemeColorName = "warnLine"
	Hidden   fyne.ThemeColorName = "hidden" // a patch the model does not see
	Edge     fyne.ThemeColorName = "edge"   // the line inside every picture
	Knob     fyne.ThemeColorName = "knob"
	None     fyne.ThemeColorName = "none"
)

// pair is one colour in the dark and in the light theme.
type pair struct{ dark, light color.NRGBA }

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

var palette = map[fyne.ThemeColorName]pair{
	Window:   {rgb(0x131619), rgb(0xfbfaf6)},
	Rail:     {rgb(0x0e1013), rgb(0xf3f1ea)},
	Card:     {rgb(0x1a1e23), rgb(0xffffff)},
	Raised:   {rgb(0x242a31), rgb(0xefece4)},
	Press:    {rgb(0x2e353e), rgb(0xe8e4db)},
	Press2:   {rgb(0x39414b), rgb(0xdcd7cb)},
	RailOn:   {rgb(0x242a31), rgb(0xe5e1d6)},
	Line:     {rgb(0x272d34), rgb(0xe6e2d8)},
	Line2:    {rgb(0x68727d), rgb(0x8a867b)},
	Fill:     {rgb(0x5d6772), rgb(0xa19c90)},
	Text:     {rgb(0xeef1f4), rgb(0x1b1f23)},
	Dim:      {rgb(0xa9b2bc), rgb(0x515860)},
	Faint:    {rgb(0x8b95a0), rgb(0x646a71)},
	Accent:   {rgb(0x62d8b4), rgb(0x0b7457)},
	Accent2:  {rgb(0x82e6c9), rgb(0x0a6650)},
	Accent3:  {rgb(0x49bf9b), rgb(0x08573f)},
	On:       {rgb(0x05241b), rgb(0xffffff)},
	Soft:     {rgb(0x18302b), rgb(0xe0f1ea)},
	Warn:     {rgb(0xf2a274), rgb(0xa2450f)},
	WarnSoft: {rgb(0x2e221c), rgb(0xfbeee5)},
	WarnLine: {rgb(0x5c4032), rgb(0xf3d8c7)},
	Hidden:   {rgb(0x2a3138), rgb(0xe2ded4)},
	Edge:     {color.NRGBA{255, 255, 255, 20}, color.NRGBA{0x1b, 0x1f, 0x23, 36}},
	Knob:     {rgb(0xeef1f4), rgb(0xffffff)},
	None:     {},
}

// fyneNames lends Fyne's own parts (entries, scroll bars, menus) our colours.
var fyneNames = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameBackground:          Window,
	theme.ColorNameForeground:          Text,
	theme.ColorNameButton:              Raised,
	theme.ColorNameDisabledButton:      Card,
	theme.ColorNameDisabled:            Faint,
	theme.ColorNamePlaceHolder:         Faint,
	theme.ColorNamePrimary:             Accent,
	theme.ColorNameForegroundOnPrimary: On,
	theme.ColorNameFocus:               Accent,
	theme.ColorNameSelection:           Soft,
	theme.ColorNameHover:               Press,
	theme.ColorNamePressed:             Press2,
	theme.ColorNameInputBackground:     Raised,
	theme.ColorNameInputBorder:         None,
	theme.ColorNameMenuBackground:      Press,
	theme.ColorNameOverlayBackground:   Card,
	theme.ColorNameHeaderBackground:    Card,
	theme.ColorNameSeparator:           Line,
	theme.ColorNameScrollBar:           Line2,
	theme.ColorNameShadow:              None, // surfaces are flat
	theme.ColorNameScrollBarBackground: None,
	theme.ColorNameError:               Warn,
	theme.ColorNameWarning:             Warn,
	theme.ColorNameSuccess:             Accent,
	theme.ColorNameHyperlink:           Accent,
}

// lookup returns the colour of a name in a variant; ok is false where the
// palette does not know it.
func lookup(name fyne.ThemeColorName, v fyne.ThemeVariant) (c color.NRGBA, ok bool) {
	if ours, known := fyneNames[name]; known {
		name = ours
	}
	p, ok := palette[name]
	if v == theme.VariantLight {
		return p.light, ok
	}
	return p.dark, ok
}
