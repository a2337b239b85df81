// Where a patch is: sines and cosines of its column and row.

package vit

import "math"

// Table returns the fixed positions (1+grid*grid, dim) of He et al. 2021,
// appendix A: row 0, the class token's, is zero; a patch's is
// [sin(x w) | cos(x w) | sin(y w) | cos(y w)] with x its column, y its row and
// w_k = 10000^(-k/(dim/4)). dim is a multiple of 4.
func Table(dim, grid int) []float32 {
	table := make([]float32, (1+grid*grid)*dim)
	quarter := dim / 4
	for k := range quarter {
		w := 1 / math.Pow(10000, float64(k)/float64(quarter))
		for patch := range grid * grid {
			row := table[(1+patch)*dim:]
			x, y := float64(patch%grid), float64(patch/grid)
			row[k] = float32(math.Sin(x * w))
			row[quarter+k] = float32(math.Cos(x * w))
			row[2*quarter+k] = float32(math.Sin(y * w))
			row[3*quarter+k] = float32(math.Cos(y * w))
		}
	}
	return table
}
