package gpu

import "math/bits"

// Size is the bytes of one element, 0 for what is no type.
func (t DType) Size() int {
	switch t {
	case Float32, Int32:
		return 4
	case BFloat16:
		return 2
	}
	return 0
}

func (t DType) String() string {
	switch t {
	case Float32:
		return "float32"
	case BFloat16:
		return "bfloat16"
	case Int32:
		return "int32"
	}
	return "no type"
}

// Elements is how many a shape has, -1 where no buffer can have it.
func Elements(shape []int) int {
	n := uint64(1)
	for _, size := range shape {
		if size < 0 {
			return -1
		}
		high, low := bits.Mul64(n, uint64(size))
		if high != 0 || low > 1<<60 {
			return -1
		}
		n = low
	}
	return int(n)
}
