// Pictures that the model is looked at with, always the same.

package run

import (
	"context"
	"runtime"
	"sync"

	"gorgonia.org/tensor"
)

// gallery is a fixed set of pictures, cut from their middles, that the model is
// looked at with: always the same pixels under the same masks. It keeps them as
// bytes, so that hundreds of pictures take little room.
type gallery struct {
	index  []int    // the pictures' numbers in their part
	pixels [][]byte // S*S*3 of each: row, column, colour
}

// openGallery reads some pictures of a part. One that cannot be read is left
// out; lost is why, for the first of them.
func openGallery(ctx context.Context, part []Picture, numbers []int, read func(Picture) ([]byte, error)) (g *gallery, lost error, err error) {
	pixels, errs := make([][]byte, len(numbers)), make([]error, len(numbers))
	each(len(numbers), func(i int) {
		if errs[i] = ctx.Err(); errs[i] == nil {
			pixels[i], errs[i] = read(part[numbers[i]])
		}
	})
	g = &gallery{}
	for i, e := range errs {
		switch {
		case e == nil:
			g.index, g.pixels = append(g.index, numbers[i]), append(g.pixels, pixels[i])
		case lost == nil:
			lost = e
		}
	}
	return g, lost, ctx.Err()
}

// each calls do for 0 to n-1, several at a time.
func each(n int, do func(i int)) {
	numbers := make(chan int)
	var running sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		running.Go(func() {
			for i := range numbers {
				do(i)
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	running.Wait()
}

// batch writes pictures from, from+1 ... into images (B, 3, S, S), normalised
// with mean and deviation, and returns their numbers. Where there are no more
// pictures the last stands again, since a model is recorded for whole batches.
func (g *gallery) batch(images *tensor.Dense, from int, mean, std [3]float64) (numbers []int) {
	shape, out := images.Shape(), images.Data().([]float32)
	plane := shape[2] * shape[3]
	for b := range shape[0] {
		i := min(from+b, len(g.index)-1)
		numbers = append(numbers, g.index[i])
		for at, v := range g.pixels[i] {
			c := at % 3
			out[(3*b+c)*plane+at/3] = float32((float64(v)/255 - mean[c]) / std[c])
		}
	}
	return numbers
}

func newImages(n, side int) *tensor.Dense {
	return tensor.New(tensor.WithShape(n, 3, side, side), tensor.WithBacking(make([]float32, n*3*side*side)))
}
