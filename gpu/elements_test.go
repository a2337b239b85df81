package gpu_test

import (
	"math"
	"testing"

	"maestudio/gpu"
)

func TestElements(t *testing.T) {
	for _, c := range []struct {
		shape []int
		want  int
	}{
		{nil, 1}, {[]int{3, 4, 5}, 60}, {[]int{7, 0}, 0}, {[]int{2, -1}, -1},
		{[]int{math.MaxInt, 2}, -1}, {[]int{1 << 31, 1 << 31}, -1},
	} {
		if got := gpu.Elements(c.shape); got != c.want {
			t.Errorf("%v has %d, not %d", c.shape, got, c.want)
		}
	}
}

func TestTypes(t *testing.T) {
	for kind, want := range map[gpu.DType]struct {
		size int
		name string
	}{gpu.Float32: {4, "float32"}, gpu.BFloat16: {2, "bfloat16"}, gpu.Int32: {4, "int32"}, 9: {0, "no type"}} {
		if kind.Size() != want.size || kind.String() != want.name {
			t.Errorf("%d is %s of %d bytes", uint8(kind), kind, kind.Size())
		}
	}
}
