// What in a picture mattered, by occlusion.

package predict

import (
	"context"
	"math"

	"maestudio/core/dataset/picture"
)

// Heat is what each patch of a picture did for a class.
type Heat struct {
	Grid int // patches along a side
	// Drop is by how much the class's log-odds fall on average over the covers that a
	// patch lies under (Grid*Grid, row by row). Below 0 speaks against the class.
	Drop []float64
}

// Weight is each patch's share of what mattered most, from 0 to 1: 0 too for what
// spoke against the class.
func (h Heat) Weight() []float64 {
	most, weight := 0.0, make([]float64, len(h.Drop))
	for _, d := range h.Drop {
		most = max(most, d)
	}
	for i, d := range h.Drop {
		if most > 0 {
			weight[i] = max(0, d) / most
		}
	}
	return weight
}

// Heat covers one part of the picture in path after the other with the mean colour
// and looks how much less sure the model is of the class (Zeiler and Fergus 2014).
// A cover is a square of a quarter of the grid's side, since one patch alone is
// seldom missed; covers overlap by half. How sure it is are log-odds (Robnik-Sikonja
// and Kononenko 2008): probabilities hardly move where they are near 1.
func (m *Model) Heat(ctx context.Context, path string, class int) (Heat, error) {
	n := 3 * m.size * m.size
	plain := make([]float32, n)
	if err := m.picture(plain, path, new(picture.Resampler)); err != nil {
		return Heat{}, err
	}
	span, covers := coversOf(m.grid)
	covers = append(covers, [2]int{-span, -span}) // last, the picture as it is
	odds := make([]float64, 0, len(covers))
	images := m.newTensor(min(m.batch, len(covers)))
	pixels := images.Data().([]float32)
	for from := 0; from < len(covers); from += images.Shape()[0] {
		if err := ctx.Err(); err != nil {
			return Heat{}, err
		}
		part := covers[from:min(from+images.Shape()[0], len(covers))]
		for i, at := range part {
			one := pixels[i*n:][:n]
			copy(one, plain)
			m.cover(one, at, span)
		}
		probabilities, _, err := m.ask(images)
		if err != nil {
			return Heat{}, err
		}
		for i := range part {
			odds = append(odds, logOdds(probabilities[i*len(m.Classes):][:len(m.Classes)], class))
		}
	}
	return heatOf(m.grid, span, covers[:len(covers)-1], odds), nil
}

// coversOf are the upper left patches of the squares of span x span that are covered.
func coversOf(grid int) (span int, at [][2]int) {
	span = max(1, int(math.Round(float64(grid)/4)))
	var places []int
	for i := 0; i < grid-span; i += max(1, span/2) {
		places = append(places, i)
	}
	places = append(places, grid-span)
	for _, y := range places {
		for _, x := range places {
			at = append(at, [2]int{x, y})
		}
	}
	return span, at
}

// cover sets span x span patches of a picture (3, S, S) to 0, which is the mean colour
// of what the model was made for.
func (m *Model) cover(pixels []float32, at [2]int, span int) {
	patch := m.size / m.grid
	from := func(k int) int { return min(max(0, at[k]), m.grid) * patch }
	to := func(k int) int { return min(max(0, at[k]+span), m.grid) * patch }
	for c := range 3 {
		for y := from(1); y < to(1); y++ {
			clear(pixels[(c*m.size+y)*m.size:][from(0):to(0)])
		}
	}
}

// logOdds compares a class with all others together. What softmax gives as 0 counts
// as the least that float32 holds.
func logOdds(probabilities []float32, class int) float64 {
	others := 0.0
	for c, p := range probabilities {
		if c != class {
			others += float64(p)
		}
	}
	const least = math.SmallestNonzeroFloat32
	return math.Log(max(float64(probabilities[class]), least)) - math.Log(max(others, least))
}

// heatOf shares the drops of all covers, after which stands the picture as it is,
// among the patches.
func heatOf(grid, span int, covers [][2]int, odds []float64) Heat {
	h := Heat{Grid: grid, Drop: make([]float64, grid*grid)}
	times := make([]float64, grid*grid)
	plain := odds[len(covers)]
	for i, at := range covers {
		for y := at[1]; y < at[1]+span; y++ {
			for x := at[0]; x < at[0]+span; x++ {
				h.Drop[y*grid+x] += plain - odds[i]
				times[y*grid+x]++
			}
		}
	}
	for i, n := range times {
		h.Drop[i] /= n
	}
	return h
}
