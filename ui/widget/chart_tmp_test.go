package widget

import (
	"image/png"
	"math"
	"math/rand"
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
)

func TestChartTmp(t *testing.T) {
	for _, c := range []theme.Choice{theme.Dark, theme.Light} {
		w := show(t, c, fyne.NewSize(832, 262), func() fyne.CanvasObject {
			ch := NewChart("%.2f")
			k := Curve{}
			for e := 0.0; e <= 38; e += 0.01 {
				v := .60 + .14*math.Exp(-e/45) + .25*math.Exp(-e/1.2)
				k.X, k.Y, k.Raw = append(k.X, e), append(k.Y, v), append(k.Raw, v+(rand.Float64()-.5)*.035)
			}
			ch.Set([]Curve{k}, []Guide{{.99, "leaving patches flat"}, {.86, "smearing what is visible"}}, 100)
			return NewCard(ch)
		})
		f, _ := os.Create("/tmp/w/chart-" + string(c) + ".png")
		png.Encode(f, w.Canvas().Capture())
		f.Close()
	}
}
