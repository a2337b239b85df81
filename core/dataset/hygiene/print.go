// Fingerprints: a picture in a few bits that stay when it is saved anew, in another
// size, or with a little cut off.

package hygiene

import (
	"encoding/base64"
	"errors"
	"math"
	"slices"

	"maestudio/core/dataset/picture"
)

const (
	printSide = 32 // px of the square that the prints are taken from
	printBand = 8  // lowest frequencies of each direction
	tileSide  = 4  // tiles of a side
)

// Tiles is the mean red, green and blue of 4 x 4 parts of a picture.
type Tiles [3 * tileSide * tileSide]uint8

// MarshalText writes the tiles in base64.
func (t Tiles) MarshalText() ([]byte, error) {
	return base64.StdEncoding.AppendEncode(nil, t[:]), nil
}

// UnmarshalText reads what MarshalText wrote.
func (t *Tiles) UnmarshalText(text []byte) error {
	b, err := base64.StdEncoding.DecodeString(string(text))
	if err == nil && len(b) != len(t) {
		err = errors.New("the tiles are too few or too many")
	}
	copy(t[:], b)
	return err
}

// print takes the fingerprints: Shape, where the 8 x 8 lowest frequencies of a
// cosine transform lie above their median (Zauner 2010, "pHash"), is what near copies
// are looked for by; Slopes, where 8 x 8 places are darker than their right
// neighbours ("dHash"), and the colours must agree.
func (m *Measurer) print(l *Look, p *picture.Picture) {
	square := m.scale.Resize(p, printSide, printSide)
	l.Shape = shapeOf(lumaOf(nil, square))
	small := lumaOf(nil, m.scale.Resize(square, printBand+1, printBand))
	for y := range printBand {
		for x := range printBand {
			if at := y*(printBand+1) + x; small[at] < small[at+1] {
				l.Slopes |= 1 << (y*printBand + x)
			}
		}
	}
	copy(l.Tiles[:], m.scale.Resize(square, tileSide, tileSide).Pix)
}

// cosines are the rows of the transform: cosines[u][x] = cos((2x+1) u pi / 2n).
var cosines = func() (rows [printBand][printSide]float64) {
	for u := range rows {
		for x := range rows[u] {
			rows[u][x] = math.Cos(float64(2*x+1) * float64(u) * math.Pi / (2 * printSide))
		}
	}
	return rows
}()

// shapeOf transforms printSide x printSide values. The mean, at bit 0, is left out.
func shapeOf(luma []float32) (bits uint64) {
	var across [printSide][printBand]float64
	for y := range across {
		for u := range printBand {
			for x := range printSide {
				across[y][u] += float64(luma[y*printSide+x]) * cosines[u][x]
			}
		}
	}
	var all [printBand * printBand]float64
	for v := range printBand {
		for u := range printBand {
			for y := range printSide {
				all[v*printBand+u] += across[y][u] * cosines[v][y]
			}
		}
	}
	sorted := slices.Sorted(slices.Values(all[1:]))
	median := sorted[len(sorted)/2]
	for i, v := range all[1:] {
		if v > median {
			bits |= 1 << (i + 1)
		}
	}
	return bits
}
