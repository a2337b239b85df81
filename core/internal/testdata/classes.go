package testdata

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// Classes fills a folder with n pictures of each of three classes, 16 pixels wide,
// which differ in where they are bright.
func Classes(t testing.TB, dir string, n int) {
	t.Helper()
	for class, bright := range map[string]image.Rectangle{
		"left": image.Rect(0, 0, 8, 16), "right": image.Rect(8, 0, 16, 16), "top": image.Rect(0, 0, 16, 8)} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			r := rand.New(rand.NewPCG(uint64(i), uint64(bright.Min.X*100+bright.Dy())))
			m := image.NewGray(image.Rect(0, 0, 16, 16))
			for y := range 16 {
				for x := range 16 {
					v := 60 + r.IntN(60)
					if image.Pt(x, y).In(bright) {
						v += 100
					}
					m.SetGray(x, y, color.Gray{Y: uint8(v)})
				}
			}
			f, err := os.Create(filepath.Join(dir, class, fmt.Sprintf("%02d.png", i)))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, m); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
