package picture

// #cgo CFLAGS: -O3
// #include "resample.h"
import "C"

import (
	"math"
	"unsafe"
)

// Box is a part of a picture: Width x Height pixels from column X and row Y on.
type Box struct{ X, Y, Width, Height int }

// Whole returns the box of all of p.
func (p *Picture) Whole() Box { return Box{0, 0, p.Width, p.Height} }

// Resampler scales pictures by bicubic resampling with antialiasing, as Pillow
// and torchvision do it: the cubic of Keys (1981) with a = -0.5, stretched by the
// scale when the picture shrinks, its weights cut at the edge and made to sum
// to 1. Pixels outside of the box that is cut out do not count.
//
// Rows are blended first, then columns; a source row is kept only while a row of
// the result needs it, so memory does not depend on the picture's height, and
// only the rows and columns of the box are touched. The inner loops are C.
//
// A Resampler keeps its memory from one picture to the next and belongs to one
// goroutine.
type Resampler struct {
	across, down    filter
	ring, line, out []float32
}

// rowsPerCall spreads the cost of calling C over some rows.
const rowsPerCall = 16

// Each cuts box out of p, scales it to width x height, and calls emit for each
// row of the window of that result, top down. values holds red, green and blue of
// each pixel, unrounded, possibly outside of 0 to 255; it is valid during the call.
func (r *Resampler) Each(p *Picture, box Box, width, height int, window Box, emit func(y int, values []float32)) {
	a, d := &r.across, &r.down
	a.set(box.Width, width, window.X, window.Width)
	d.set(box.Height, height, window.Y, window.Height)
	from, columns := a.shift()
	at := 3 * (box.Y*p.Width + box.X + from)
	stride := (3*columns + 15) / 16 * 16
	r.ring = resized(r.ring, d.taps*stride)
	r.line = resized(r.line, stride+1)
	r.out = resized(r.out, rowsPerCall*3*window.Width+1)
	var next C.int
	for y0 := 0; y0 < window.Height; y0 += rowsPerCall {
		rows := min(rowsPerCall, window.Height-y0)
		next = C.resample_rows(floats(r.out), (*C.uint8_t)(unsafe.Pointer(&p.Pix[at])), C.int64_t(3*p.Width), C.int(columns),
			ints(a.first), ints(a.count), floats(a.weights), C.int(a.taps), C.int(window.Width),
			ints(d.first), ints(d.count), floats(d.weights), C.int(d.taps),
			C.int(y0), C.int(rows), floats(r.ring), next, floats(r.line))
		for y := range rows {
			emit(y0+y, r.out[3*y*window.Width:][:3*window.Width])
		}
	}
}

// CutPlanes cuts box out of p, scales it to size x size, rounds to 8 bits, mirrors
// it from left to right if asked to, normalises and writes (3, size, size).
func (r *Resampler) CutPlanes(dst []float32, p *Picture, box Box, size int, mirrored bool, s Scale) {
	n, mirror := size*size, C.int(0)
	if mirrored {
		mirror = 1
	}
	dst = dst[:3*n]
	r.Each(p, box, size, size, Box{0, 0, size, size}, func(y int, values []float32) {
		C.normalise_row(floats(dst[y*size:]), C.int64_t(n), floats(values), C.int(size), mirror,
			floats(s.Mean[:]), floats(s.Std[:]))
	})
}

func floats(s []float32) *C.float { return (*C.float)(unsafe.Pointer(&s[0])) }
func ints(s []int32) *C.int32_t   { return (*C.int32_t)(unsafe.Pointer(&s[0])) }

// filter holds, for each place of the result in one direction, which source
// places count and how much.
type filter struct {
	taps         int // the most that count for one place
	first, count []int32
	weights      []float32 // taps for each place
}

// set computes the places from..from+n of out places made of in source places.
func (f *filter) set(in, out, from, n int) {
	scale := float64(in) / float64(out)
	stretch := max(scale, 1)
	const support = 2
	reach := support * stretch
	f.taps = min(int(math.Ceil(reach))*2+1, in)
	f.first, f.count = resized(f.first, n), resized(f.count, n)
	f.weights = resized(f.weights, n*f.taps)
	for i := range n {
		centre := (float64(from+i) + 0.5) * scale
		first := max(int(centre-reach+0.5), 0)
		count := min(int(centre+reach+0.5), in) - first
		f.first[i], f.count[i] = int32(first), int32(count)
		weigh(f.weights[i*f.taps:][:count], float64(first)-centre+0.5, stretch)
	}
}

// shift makes first count from the first source place that matters, and returns
// that place and how many there are from it to the last.
func (f *filter) shift() (from, n int) {
	last, start := len(f.first)-1, f.first[0]
	n = int(f.first[last] + f.count[last] - start)
	for i := range f.first {
		f.first[i] -= start
	}
	return int(start), n
}

// weigh fills w with the cubic at start, start+1 ... and makes its sum 1.
func weigh(w []float32, start, stretch float64) {
	var sum float64
	for k := range w {
		sum += cubic((start + float64(k)) / stretch)
	}
	for k := range w {
		w[k] = float32(cubic((start+float64(k))/stretch) / sum)
	}
}

// cubic is the kernel of Keys with a = -0.5.
func cubic(x float64) float64 {
	const a = -0.5
	x = math.Abs(x)
	switch {
	case x < 1:
		return ((a+2)*x-(a+3))*x*x + 1
	case x < 2:
		return (((x-5)*x+8)*x - 4) * a
	}
	return 0
}

// resized returns a slice of n elements, s itself where it is large enough.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
