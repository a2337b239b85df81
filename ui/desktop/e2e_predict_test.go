//go:build !nowindow && linux

package desktop_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// What Ctrl and a number open.
const (
	predictKeys = "ctrl+6"
	runsKeys    = "ctrl+7"
)

// redAndBlue draws n pictures each of two classes.
func (d *desktop) redAndBlue(n int) string {
	d.t.Helper()
	dir := filepath.Join(d.t.TempDir(), "colours")
	for class, c := range map[string]color.NRGBA{"red": {220, 40, 30, 255}, "blue": {30, 60, 220, 255}} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o755); err != nil {
			d.t.Fatal(err)
		}
		for i := range n {
			img := image.NewNRGBA(image.Rect(0, 0, 32, 32))
			for p := range 32 * 32 {
				shade := uint8((p%32*i + p/32*7) % 30)
				img.SetNRGBA(p%32, p/32, color.NRGBA{c.R - shade, c.G + shade, c.B - shade, 255})
			}
			f, err := os.Create(filepath.Join(dir, class, fmt.Sprintf("%s-%02d.png", class, i)))
			if err != nil {
				d.t.Fatal(err)
			}
			if err := png.Encode(f, img); err != nil {
				d.t.Fatal(err)
			}
			_ = f.Close()
		}
	}
	return dir
}

// A classifier of two colours, made on the command line, names a dropped picture and a
// dropped folder.
func TestPredictWhatIsDropped(t *testing.T) {
	d := newDesktop(t)
	colours := d.redAndBlue(16)
	encoder := d.learned("encoder")
	c := exec.Command(filepath.Join(d.bin, "maestudio-cli"), "finetune", "--data", colours, "--from", encoder, "--out", filepath.Join(d.home, "MAE Studio", "colours"),
		"--epochs", "8", "--batch", "4", "--blr", "0.3", "--layer-decay", "1")
	c.Env = d.env
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	d.open()
	d.act("Predict", func() { d.key(predictKeys) }, func() bool { return d.shows("What is in your pictures?") })
	d.drop(filepath.Join(colours, "blue", "blue-03.png"))
	d.waitTitle("Blue, ")
	d.drop(filepath.Join(colours, "red", "red-05.png"))
	d.waitTitle("Red, ")
	d.drop(colours)
	d.waitTitle("Blue, ") // the first of the folder
}
