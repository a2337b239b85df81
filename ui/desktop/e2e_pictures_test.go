//go:build !nowindow && linux

package desktop_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// pictures draws n different pictures into a folder with an awkward name.
func (d *desktop) pictures(n int) string {
	d.t.Helper()
	dir := filepath.Join(d.t.TempDir(), "my pictures, 夜")
	if err := os.MkdirAll(filepath.Join(dir, "deeper"), 0o755); err != nil {
		d.t.Fatal(err)
	}
	for i := range n {
		img := image.NewNRGBA(image.Rect(0, 0, 96, 80))
		for y := range 80 {
			for x := range 96 {
				img.Set(x, y, color.NRGBA{uint8(x*2 + i*7), uint8(y*3 + i*13), uint8((x/8 ^ y/8) * 16 * (i%5 + 1)), 255})
			}
		}
		f, err := os.Create(filepath.Join(dir, "deeper", fmt.Sprintf("%03d.png", i)))
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
	return dir
}

// drop drops a file or folder on the window.
func (d *desktop) drop(path string) {
	d.t.Helper()
	d.dropURI((&url.URL{Scheme: "file", Path: path}).String())
}

// dropURI drops anything on the window, as file managers and browsers do it.
func (d *desktop) dropURI(uri string) {
	d.t.Helper()
	if err := exec.Command("/usr/bin/python3", "-c", "import Xlib").Run(); err != nil {
		if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "window") {
			d.t.Fatalf("nothing can be dropped: %v", err)
		}
		d.t.Skip("needs python3-xlib to drop a folder")
	}
	if err := d.command("/usr/bin/python3", "testdata/drop.py", d.window, uri); err != nil {
		d.t.Fatalf("the drop failed: %v", err)
	}
}
