// Operations that replace each value by another one: Pillow's ImageOps.

package augment

import "maestudio/core/dataset/picture"

// table is what becomes of each value.
type table [256]uint8

// apply replaces the values of one channel.
func (t *table) apply(p *picture.Picture, channel int) {
	for i := channel; i < len(p.Pix); i += 3 {
		p.Pix[i] = t[p.Pix[i]]
	}
}

// applyAll replaces the values of all channels.
func (t *table) applyAll(p *picture.Picture) {
	for i, v := range p.Pix {
		p.Pix[i] = t[v]
	}
}

// histogram counts the values of one channel.
func histogram(p *picture.Picture, channel int) (h [256]int) {
	for i := channel; i < len(p.Pix); i += 3 {
		h[p.Pix[i]]++
	}
	return h
}

// autoContrast spreads each channel to 0..255.
func autoContrast(p *picture.Picture) {
	for c := range 3 {
		h := histogram(p, c)
		low, high := 0, 255
		for low < 255 && h[low] == 0 {
			low++
		}
		for high > 0 && h[high] == 0 {
			high--
		}
		if high <= low {
			continue
		}
		var t table
		scale := 255 / float64(high-low)
		offset := float64(-float64(low) * scale)
		for v := range t {
			t[v] = uint8(min(max(float64(float64(v)*scale)+offset, 0), 255)) // in two steps: a fused one rounds otherwise
		}
		t.apply(p, c)
	}
}

// equalize gives each channel about as many dark as bright values.
func equalize(p *picture.Picture) {
	for c := range 3 {
		h := histogram(p, c)
		sum, last, kinds := 0, 0, 0
		for _, n := range h {
			if n > 0 {
				sum, last, kinds = sum+n, n, kinds+1
			}
		}
		step := (sum - last) / 255
		if kinds <= 1 || step == 0 {
			continue
		}
		var t table
		n := step / 2
		for v := range t {
			t[v] = uint8(min(n/step, 255))
			n += h[v]
		}
		t.apply(p, c)
	}
}

// posterize keeps the upper bits of each value. Of none everything is black.
func posterize(p *picture.Picture, bits int) {
	mask := uint8(0xff << (8 - bits))
	for i := range p.Pix {
		p.Pix[i] &= mask
	}
}

// solarize inverts the values from threshold on.
func solarize(p *picture.Picture, threshold int) {
	for i, v := range p.Pix {
		if int(v) >= threshold {
			p.Pix[i] = 255 - v
		}
	}
}

// solarizeAdd brightens the dark half of the values.
func solarizeAdd(p *picture.Picture, add int) {
	var t table
	for v := range t {
		t[v] = uint8(v)
		if v < 128 {
			t[v] = uint8(min(v+add, 255))
		}
	}
	t.applyAll(p)
}
