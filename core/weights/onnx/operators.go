// Operators that compute.

package onnx

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// operators are all that this package writes.
var operators = map[string]operator{
	"Add":                {"ff", "", both(func(a, b float32) float32 { return a + b })},
	"Cast":               {"*", "to", cast},
	"Clip":               {"fff", "", clip},
	"Concat":             {"*+", "axis", concat},
	"Conv":               {"fff", "kernel_shape strides", conv},
	"Div":                {"ff", "", both(func(a, b float32) float32 { return a / b })},
	"Erf":                {"f", "", each1(math.Erf)},
	"Expand":             {"*i", "", expand},
	"Gather":             {"*i", "axis", gather},
	"GatherElements":     {"*i", "axis", gatherElements},
	"GreaterOrEqual":     {"ii", "", greaterOrEqual},
	"Identity":           {"*", "", func(c *call) ([]value, error) { return c.in, nil }},
	"LayerNormalization": {"fff", "axis epsilon", layerNorm},
	"MatMul":             {"ff", "", matMul},
	"Mul":                {"ff", "", both(func(a, b float32) float32 { return a * b })},
	"ReduceMean":         {"f", "axes keepdims", reduceMean},
	"Reshape":            {"*i", "", reshape},
	"Round":              {"f", "", each1(math.RoundToEven)},
	"Shape":              {"*", "", shapeOf},
	"Slice":              {"*ii?i", "", slice},
	"Softmax":            {"f", "axis", softmax},
	"Sqrt":               {"f", "", each1(math.Sqrt)},
	"Sub":                {"ff", "", both(func(a, b float32) float32 { return a - b })},
	"TopK":               {"*i", "axis largest sorted", topK},
	"Transpose":          {"*", "perm", transpose},
	"Unsqueeze":          {"*i", "", unsqueeze},
	"Where":              {"bff", "", where},
}

// each1 computes every value by itself.
func each1(f func(float64) float64) func(*call) ([]value, error) {
	return func(c *call) ([]value, error) {
		x := c.in[0].data.([]float32)
		y := make([]float32, len(x))
		for i, v := range x {
			y[i] = float32(f(float64(v)))
		}
		return []value{{c.in[0].shape, y}}, nil
	}
}

// both computes values of two that are repeated to the same shape.
func both(f func(a, b float32) float32) func(*call) ([]value, error) {
	return func(c *call) ([]value, error) {
		shape, err := c.broadcast(c.in[0].shape, c.in[1].shape)
		if err != nil {
			return nil, err
		}
		a, b := c.in[0].over(shape).data.([]float32), c.in[1].over(shape).data.([]float32)
		y := make([]float32, len(a))
		for i := range y {
			y[i] = f(a[i], b[i])
		}
		return []value{{shape, y}}, nil
	}
}

func greaterOrEqual(c *call) ([]value, error) {
	shape, err := c.broadcast(c.in[0].shape, c.in[1].shape)
	if err != nil {
		return nil, err
	}
	a, b := c.in[0].over(shape).data.([]int64), c.in[1].over(shape).data.([]int64)
	y := make([]bool, len(a))
	for i := range y {
		y[i] = a[i] >= b[i]
	}
	return []value{{shape, y}}, nil
}

func where(c *call) ([]value, error) {
	shape, err := c.broadcast(c.in[0].shape, c.in[1].shape, c.in[2].shape)
	if err != nil {
		return nil, err
	}
	is := c.in[0].over(shape).data.([]bool)
	y := slices.Clone(c.in[2].over(shape).data.([]float32))
	for i, v := range c.in[1].over(shape).data.([]float32) {
		if is[i] {
			y[i] = v
		}
	}
	return []value{{shape, y}}, nil
}

func clip(c *call) ([]value, error) {
	low, high := c.in[1].data.([]float32), c.in[2].data.([]float32)
	if len(low) != 1 || len(high) != 1 {
		return nil, fmt.Errorf("its bounds are no single numbers")
	}
	return each1(func(v float64) float64 { return min(max(v, float64(low[0])), float64(high[0])) })(c)
}

func cast(c *call) ([]value, error) {
	x := c.in[0]
	switch d := x.data.(type) {
	case []uint8:
		if c.settings["to"] == typeFloat {
			return []value{{x.shape, converted(d, func(v uint8) float32 { return float32(v) })}}, nil
		}
	case []float32:
		if c.settings["to"] == typeUint8 {
			return []value{{x.shape, converted(d, func(v float32) uint8 { return uint8(int32(v)) })}}, nil
		}
	case []bool:
		if c.settings["to"] == typeFloat {
			return []value{{x.shape, converted(d, func(v bool) float32 { return map[bool]float32{true: 1}[v] })}}, nil
		}
	}
	return nil, fmt.Errorf("%s cannot be turned into type %v here", x.kind(), c.settings["to"])
}

func converted[T, U any](from []T, f func(T) U) []U {
	to := make([]U, len(from))
	for i, v := range from {
		to[i] = f(v)
	}
	return to
}

// conv is a convolution (out, in, rows, columns) on pictures (batch, in, rows, columns)
// without a margin.
func conv(c *call) ([]value, error) {
	x, w, b := c.in[0], c.in[1], c.in[2]
	kernel, _ := c.settings["kernel_shape"].([]int)
	by, _ := c.settings["strides"].([]int)
	if len(x.shape) != 4 || len(w.shape) != 4 || x.shape[1] != w.shape[1] || !slices.Equal(b.shape, w.shape[:1]) ||
		!slices.Equal(kernel, w.shape[2:]) || len(by) != 2 || by[0] < 1 || by[1] < 1 || kernel[0] > x.shape[2] || kernel[1] > x.shape[3] {
		return nil, fmt.Errorf("%s, a kernel %v and steps %v do not go together", kindsOf(c.in), kernel, by)
	}
	rows, columns := (x.shape[2]-kernel[0])/by[0]+1, (x.shape[3]-kernel[1])/by[1]+1
	inside := []int{x.shape[0], rows, columns, x.shape[1], kernel[0], kernel[1]} // what the kernel sees of each place
	if _, err := size(inside, c.most); err != nil {
		return nil, err
	}
	s := steps(x.shape)
	seen := x.pick(inside, walk(0, inside, []int{s[0], by[0] * s[2], by[1] * s[3], s[1], s[2], s[3]}))
	places, out, length := x.shape[0]*rows*columns, w.shape[0], w.shape[1]*kernel[0]*kernel[1]
	shape := []int{x.shape[0], rows, columns, out}
	if _, err := size(shape, c.most); err != nil {
		return nil, err
	}
	y := value{shape, value{[]int{out}, b.data}.over([]int{places, out}).data}
	multiply(seen.data.([]float32), w.data.([]float32), y.data.([]float32), places, length, out, blas.Trans)
	s = steps(shape)
	shape = []int{x.shape[0], out, rows, columns}
	return []value{y.pick(shape, walk(0, shape, []int{s[0], s[3], s[1], s[2]}))}, nil
}

// multiply adds a (m, k) times b to y (m, n). b is (k, n), or transposed (n, k).
func multiply(a, b, y []float32, m, k, n int, transposed blas.Transpose) {
	wide := n
	if transposed == blas.Trans {
		wide = k
	}
	gonum.Implementation{}.Sgemm(blas.NoTrans, transposed, m, n, k, 1, a, k, b, wide, 1, y, n)
}

// matMul multiplies (..., m, k) by (k, n), or by (..., k, n) with as many of them.
func matMul(c *call) ([]value, error) {
	a, b := c.in[0], c.in[1]
	da, db := len(a.shape), len(b.shape)
	if da < 2 || db < 2 || a.shape[da-1] != b.shape[db-2] || db > 2 && !slices.Equal(a.shape[:da-2], b.shape[:db-2]) {
		return nil, fmt.Errorf("%s cannot be multiplied", kindsOf(c.in))
	}
	k, n := b.shape[db-2], b.shape[db-1]
	shape := append(slices.Clone(a.shape[:da-1]), n)
	all, err := size(shape, c.most)
	if err != nil {
		return nil, err
	}
	y, m, times := make([]float32, all), all/n, 1
	if db > 2 {
		m = a.shape[da-2]
		times = all / n / m
	}
	x, w := a.data.([]float32), b.data.([]float32)
	for i := range times {
		multiply(x[i*m*k:][:m*k], w[i*k*n:][:k*n], y[i*m*n:][:m*n], m, k, n, blas.NoTrans)
	}
	return []value{{shape, y}}, nil
}

// rowsOf calls f for each row of the last dimension, which axis must name.
func (c *call) rowsOf(f func(x, y []float32)) ([]value, error) {
	x := c.in[0]
	axis, err := c.axisOf()
	if err != nil {
		return nil, err
	}
	n := x.shape[axis]
	if axis != len(x.shape)-1 {
		return nil, fmt.Errorf("it goes along dimension %d of %v, and only the last is computed here", axis, x.shape)
	}
	from := x.data.([]float32)
	to := make([]float32, len(from))
	for at := 0; at < len(from); at += n {
		f(from[at:at+n], to[at:at+n])
	}
	return []value{{x.shape, to}}, nil
}

func softmax(c *call) ([]value, error) {
	return c.rowsOf(func(x, y []float32) {
		most, sum := float64(slices.Max(x)), 0.0
		for _, v := range x {
			sum += math.Exp(float64(v) - most)
		}
		for i, v := range x {
			y[i] = float32(math.Exp(float64(v)-most) / sum)
		}
	})
}

// layerNorm is (x - mean) / sqrt(variance + epsilon), times a weight, plus a bias.
func layerNorm(c *call) ([]value, error) {
	eps, ok := c.settings["epsilon"].(float32)
	n := 0
	if dims := len(c.in[0].shape); dims > 0 {
		n = c.in[0].shape[dims-1]
	}
	weight, bias := c.in[1].data.([]float32), c.in[2].data.([]float32)
	if !ok || len(weight) != n || len(bias) != n {
		return nil, fmt.Errorf("%s with epsilon %v do not go together", kindsOf(c.in), c.settings["epsilon"])
	}
	return c.rowsOf(func(x, y []float32) {
		mean, variance := 0.0, 0.0
		for _, v := range x {
			mean += float64(v) / float64(n)
		}
		for _, v := range x {
			variance += (float64(v) - mean) * (float64(v) - mean) / float64(n)
		}
		scale := 1 / math.Sqrt(variance+float64(eps))
		for i, v := range x {
			y[i] = float32((float64(v)-mean)*scale*float64(weight[i]) + float64(bias[i]))
		}
	})
}

// reduceMean takes the mean along one dimension, which stays as 1 or is gone.
func reduceMean(c *call) ([]value, error) {
	x := c.in[0]
	axes, _ := c.settings["axes"].([]int)
	keep, isNumber := c.settings["keepdims"].(int)
	if len(axes) != 1 || !isNumber {
		return nil, fmt.Errorf("the mean is taken along one dimension here, and not %v", c.settings["axes"])
	}
	axis, err := c.axis(axes[0], len(x.shape))
	if err != nil {
		return nil, err
	}
	n, by := x.shape[axis], steps(x.shape)
	step := by[axis]
	shape := slices.Clone(x.shape)
	shape[axis] = 1
	from := x.data.([]float32)
	y := make([]float32, len(from)/n)
	for i, at := range walk(0, shape, by) {
		sum := 0.0
		for k := range n {
			sum += float64(from[int(at)+k*step])
		}
		y[i] = float32(sum / float64(n))
	}
	if keep == 0 {
		shape = slices.Delete(shape, axis, axis+1)
	}
	return []value{{shape, y}}, nil
}
