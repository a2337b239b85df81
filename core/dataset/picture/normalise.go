package picture

// Scale turns bytes into what a model reads: (v/255 - Mean) / Std, for red, green
// and blue.
type Scale struct{ Mean, Std [3]float32 }

// ImageNet is the scale of the published code.
var ImageNet = Scale{
	Mean: [3]float32{0.485, 0.456, 0.406},
	Std:  [3]float32{0.229, 0.224, 0.225},
}

// Planes writes p as (3, height, width).
func (s Scale) Planes(dst []float32, p *Picture) {
	n := p.Width * p.Height
	for c := range 3 {
		var of [256]float32 // two divisions for each value there can be, not for each there is
		for v := range of {
			of[v] = (float32(v)/255 - s.Mean[c]) / s.Std[c]
		}
		for i := range n {
			dst[c*n+i] = of[p.Pix[3*i+c]]
		}
	}
}
