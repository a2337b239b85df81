package picture

import "testing"

func BenchmarkCut(b *testing.B) {
	for _, c := range []struct {
		name             string
		side, part, size int
	}{
		{"quick_96", 96, 75, 64},
		{"quick_167", 167, 130, 64},
		{"tiny_583", 583, 450, 224},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := New(c.side, c.side)
			var r Resampler
			dst := make([]float32, 3*c.size*c.size)
			for b.Loop() {
				r.CutPlanes(dst, p, Box{3, 5, c.part, c.part}, c.size, false, ImageNet)
			}
		})
	}
}

func BenchmarkReduce(b *testing.B) {
	p := New(4000, 3000)
	var r Resampler
	for b.Loop() {
		r.Reduce(p, 167)
	}
}
