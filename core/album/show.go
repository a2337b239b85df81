package album

import (
	"cmp"
	"context"
	"math"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/dataset/hygiene"
)

// tried is how many pictures are looked at to find one to show.
const tried = 24

// Showpieces returns the paths of some pictures, spread over all of them, that show
// well what is done to a picture: well lit, sharp, full of contrast and of a usual
// shape come first. It reads a few files; what cannot be read, and all after ctx has
// ended, is not among them.
func Showpieces(ctx context.Context, files []*dataset.File) (paths []string) {
	type piece struct {
		path  string
		value float64
	}
	var all []piece
	var m hygiene.Measurer
	n := min(tried, len(files))
	for i := range n {
		f := files[(2*i+1)*len(files)/(2*n)] // from the middle of each part
		if ctx.Err() != nil {
			break
		}
		look := f.Look
		if !look.Taken {
			p, err := dataset.DecodeReduced(f.Path, "", hygiene.Side)
			if err != nil {
				continue
			}
			look = m.Measure(p)
		}
		all = append(all, piece{f.Path, showsWell(look, f.Width, f.Height)})
	}
	slices.SortStableFunc(all, func(a, b piece) int { return cmp.Compare(b.value, a.value) })
	for _, p := range all {
		paths = append(paths, p.path)
	}
	return paths
}

// showsWell is from 0 to 1: how well a picture is lit, how sharp it is, how far its
// colours spread and how near to a square it is, multiplied.
func showsWell(l hygiene.Look, width, height int) float64 {
	const middle, wide = 118, 64 // of 255: a grey card in a well-lit photograph, and a full spread
	light := 1 - math.Abs(float64(l.Light)-middle)/middle
	sharp := 1 / math.Max(1, float64(l.Blur))
	spread := math.Min(1, float64(l.Spread)/wide)
	shape := float64(min(width, height)) / math.Max(1, float64(max(width, height)))
	return math.Max(0, light) * sharp * spread * math.Sqrt(shape)
}
