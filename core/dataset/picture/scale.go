package picture

import "math"

// Cut cuts box out of p and scales it to width x height.
func (r *Resampler) Cut(p *Picture, box Box, width, height int) *Picture {
	return r.window(p, box, width, height, Box{0, 0, width, height})
}

// Resize scales all of p.
func (r *Resampler) Resize(p *Picture, width, height int) *Picture {
	return r.Cut(p, p.Whole(), width, height)
}

// CutTo is CutPlanes before it normalises: size x size of 8 bits, to dst, whose memory is
// used again. Scale.Planes then gives what CutPlanes does, bit for bit.
func (r *Resampler) CutTo(dst, p *Picture, box Box, size int, mirrored bool) {
	dst.Width, dst.Height, dst.Pix = size, size, resized(dst.Pix, 3*size*size)
	r.Each(p, box, size, size, Box{0, 0, size, size}, func(y int, values []float32) {
		row := dst.Pix[3*y*size:][:3*size]
		if !mirrored {
			for i, v := range values {
				row[i] = rounded(v)
			}
			return
		}
		for i := 0; i < len(row); i += 3 {
			at := len(row) - 3 - i
			row[at], row[at+1], row[at+2] = rounded(values[i]), rounded(values[i+1]), rounded(values[i+2])
		}
	})
}

// window is Cut for a part of the result.
func (r *Resampler) window(p *Picture, box Box, width, height int, part Box) *Picture {
	q := New(part.Width, part.Height)
	r.Each(p, box, width, height, part, func(y int, values []float32) {
		row := q.Pix[3*y*q.Width:][:len(values)]
		for i, v := range values {
			row[i] = rounded(v)
		}
	})
	return q
}

// rounded is v as 8 bits.
func rounded(v float32) uint8 { return uint8(min(max(v, 0), 255) + 0.5) }

// CenterCrop shows p as validation does in the published code: the short side
// scaled to size*256/224, then the middle size x size. torchvision's Resize and
// CenterCrop.
func (r *Resampler) CenterCrop(p *Picture, size int) *Picture {
	short := size * 256 / 224
	width, height := short, short
	if p.Width > p.Height {
		width = longSide(short, p.Width, p.Height)
	} else {
		height = longSide(short, p.Height, p.Width)
	}
	return r.window(p, p.Whole(), width, height, Box{middle(width, size), middle(height, size), size, size})
}

// longSide and middle round as torchvision does: down, and half to even.
func longSide(short, long, pShort int) int {
	return int(int64(short) * int64(long) / int64(pShort))
}

func middle(side, part int) int { return int(math.RoundToEven(float64(side-part) / 2)) }

// Reduce returns p with a short side of the given length, or p itself where its
// short side is no longer than that. Large pictures are first averaged over
// whole squares of pixels, down to no less than twice the length, because the
// bicubic's cost grows with the source.
func (r *Resampler) Reduce(p *Picture, short int) *Picture {
	if p.Short() <= short {
		return p
	}
	if k := p.Short() / (2 * short); k > 1 {
		p = average(p, k)
	}
	scale := float64(short) / float64(p.Short())
	scaled := func(side int) int { return max(int(math.Round(float64(side)*scale)), short) }
	return r.Resize(p, scaled(p.Width), scaled(p.Height))
}

// average makes one pixel of every k x k; what is left over at the right and
// the bottom is averaged too, over what there is.
func average(p *Picture, k int) *Picture {
	q := New((p.Width+k-1)/k, (p.Height+k-1)/k)
	sums := make([]uint32, 3*q.Width)
	for y := range q.Height {
		clear(sums)
		high := min(k, p.Height-y*k)
		for row := range high {
			addSquares(sums, p.Pix[3*(y*k+row)*p.Width:][:3*p.Width], k)
		}
		for x := range q.Width {
			n := uint32(high * min(k, p.Width-x*k))
			for c := range 3 {
				q.Pix[3*(y*q.Width+x)+c] = uint8((sums[3*x+c] + n/2) / n)
			}
		}
	}
	return q
}

// addSquares adds each k pixels of a row to one sum of three.
func addSquares(sums []uint32, row []uint8, k int) {
	for ; len(sums) >= 3; sums = sums[3:] {
		part := row[:min(3*k, len(row))]
		row = row[len(part):]
		var red, green, blue uint32
		for ; len(part) >= 3; part = part[3:] {
			red += uint32(part[0])
			green += uint32(part[1])
			blue += uint32(part[2])
		}
		sums[0] += red
		sums[1] += green
		sums[2] += blue
	}
}
