//go:build !nowindow && linux

package desktop_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// click presses the mouse at a place of the window.
func (d *desktop) click(x, y int) {
	_ = d.command("xdotool", "mousemove", "--window", d.window, fmt.Sprint(x), fmt.Sprint(y), "click", "1")
}

// Places in a window of 1280 x 800.
var (
	fineTune = [2]int{88, 250}  // in the rail
	start    = [2]int{1165, 50} // the primary button of the head
)

// classes draws a folder of two classes, bright on the left and on the right.
func (d *desktop) classes(n int) string {
	d.t.Helper()
	dir := filepath.Join(d.t.TempDir(), "left or right, 夜")
	for class, from := range map[string]int{"left": 0, "right": 16} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o755); err != nil {
			d.t.Fatal(err)
		}
		for i := range n {
			img := image.NewGray(image.Rect(0, 0, 32, 32))
			for p := range 32 * 32 {
				x, y := p%32, p/32
				v := 40 + (i*37+x*11+y*7)%60
				if x >= from && x < from+16 {
					v += 120
				}
				img.SetGray(x, y, color.Gray{Y: uint8(v)})
			}
			f, err := os.Create(filepath.Join(dir, class, fmt.Sprintf("%02d.png", i)))
			if err != nil {
				d.t.Fatal(err)
			}
			if err := png.Encode(f, img); err != nil {
				d.t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	return dir
}

// TestFinetuneByMouse goes from a pre-trained run to a classifier: Fine-tune in the
// rail, a folder of classes dropped on it, Start, and how good it is in words; closed
// and opened again the window has it still.
func TestFinetuneByMouse(t *testing.T) {
	d := newDesktop(t)
	d.learned("encoder")
	d.open()
	d.act("Fine-tune", func() { d.click(fineTune[0], fineTune[1]) }, func() bool { return d.title() == "MAE Studio" })
	d.drop(d.classes(12))
	d.waitTitle("Which things should it tell apart?")
	d.act("the start", func() { d.click(start[0], start[1]) }, func() bool { return len(d.runs()) == 2 })
	d.waitTitle("new pictures (")
	words := d.title()
	d.closeWindow()
	d.open()
	d.act("the result again", func() { d.click(fineTune[0], fineTune[1]) }, func() bool { return d.title() == words })
}
