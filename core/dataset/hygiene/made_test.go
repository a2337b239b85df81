// Pictures that are spoilt on purpose.

package hygiene

import (
	"bytes"
	"image/jpeg"
	"math"
	"testing"

	"maestudio/core/dataset/picture"
)

// blurred is p after a Gaussian of a deviation in px, its edges repeated.
func blurred(p *picture.Picture, deviation float64) *picture.Picture {
	reach := int(math.Ceil(3 * deviation))
	weights := make([]float64, 2*reach+1)
	sum := 0.0
	for i := range weights {
		weights[i] = math.Exp(-float64((i-reach)*(i-reach)) / (2 * deviation * deviation))
		sum += weights[i]
	}
	pass := func(p *picture.Picture, dx, dy int) *picture.Picture {
		q := picture.New(p.Width, p.Height)
		for y := range p.Height {
			for x := range p.Width {
				for c := range 3 {
					v := 0.0
					for i, w := range weights {
						nx := min(max(x+dx*(i-reach), 0), p.Width-1)
						ny := min(max(y+dy*(i-reach), 0), p.Height-1)
						v += w / sum * float64(p.Pix[3*(ny*p.Width+nx)+c])
					}
					q.Pix[3*(y*p.Width+x)+c] = uint8(v + 0.5)
				}
			}
		}
		return q
	}
	return pass(pass(p, 1, 0), 0, 1)
}

// saved is p as a JPEG of some quality shows it.
func saved(t testing.TB, p *picture.Picture, quality int) *picture.Picture {
	t.Helper()
	var file bytes.Buffer
	if err := jpeg.Encode(&file, p.Image(), &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	q, err := picture.Decode(bytes.NewReader(file.Bytes()), int64(file.Len()), picture.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// cropped is p without a share of each side, scaled to a share of its size.
func cropped(p *picture.Picture, off, size float64) *picture.Picture {
	x, y := int(math.Round(float64(p.Width)*off)), int(math.Round(float64(p.Height)*off))
	box := picture.Box{X: x, Y: y, Width: p.Width - 2*x, Height: p.Height - 2*y}
	return new(picture.Resampler).Cut(p, box, int(float64(box.Width)*size), int(float64(box.Height)*size))
}

// lit is p with each value multiplied.
func lit(p *picture.Picture, factor float64) *picture.Picture {
	q := picture.New(p.Width, p.Height)
	for i, v := range p.Pix {
		q.Pix[i] = uint8(min(255, float64(v)*factor+0.5))
	}
	return q
}
