package theme

import (
	"bytes"
	"embed"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
)

//go:embed icons/*.svg logo/*.svg
var files embed.FS

// Icon names a drawing in icons/. They are strokes on a 20 x 20 ground.
type Icon string

const (
	IconArrow   Icon = "arrow"
	IconBrush   Icon = "brush"
	IconCheck   Icon = "check"
	IconChevron Icon = "chev"
	IconChip    Icon = "chip"
	IconCopy    Icon = "copy"
	IconData    Icon = "data"
	IconDice    Icon = "dice"
	IconDisk    Icon = "disk"
	IconDown    Icon = "down"
	IconEraser  Icon = "eraser"
	IconFolder  Icon = "folder"
	IconGear    Icon = "gear"
	IconModel   Icon = "model"
	IconMore    Icon = "more"
	IconPause   Icon = "pause"
	IconPlay    Icon = "play"
	IconPlus    Icon = "plus"
	IconPredict Icon = "predict"
	IconRecon   Icon = "recon"
	IconRuns    Icon = "runs"
	IconSave    Icon = "save"
	IconSearch  Icon = "search"
	IconStop    Icon = "stop"
	IconTrain   Icon = "train"
	IconTune    Icon = "tune"
	IconUndo    Icon = "undo"
	IconWarn    Icon = "warn"
	IconClose   Icon = "x"
)

// Resource returns the icon in a colour of the theme now in force. Fyne
// recolours fills only, so the strokes are rewritten here; a new name for each
// colour keeps Fyne's picture cache right.
func (i Icon) Resource(name fyne.ThemeColorName) fyne.Resource {
	svg, err := files.ReadFile("icons/" + string(i) + ".svg")
	if err != nil {
		return fyne.NewStaticResource(string(i)+".svg", nil)
	}
	hex := hexOf(Color(name))
	svg = bytes.ReplaceAll(svg, []byte("currentColor"), []byte(hex))
	svg = bytes.ReplaceAll(svg, []byte("#000000"), []byte(hex))
	return fyne.NewStaticResource(string(i)+hex[1:]+".svg", svg)
}

// Mark returns the logo without ground, for the rail.
func Mark() fyne.Resource {
	name := "mark-dark"
	if r, _, _, _ := Color(Window).RGBA(); r > 0x7fff {
		name = "mark-light"
	}
	return logo(name)
}

// AppIcon returns the logo on its ground, for the desktop.
func AppIcon() fyne.Resource { return logo("app") }

func logo(name string) fyne.Resource {
	svg, err := files.ReadFile("logo/" + name + ".svg")
	if err != nil {
		return fyne.NewStaticResource(name+".svg", nil)
	}
	return fyne.NewStaticResource(name+".svg", svg)
}

func hexOf(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", n.R, n.G, n.B)
}
