// The types a file's values may have, and how they come in and go out. Only
// five are kept in memory: the two half-width floats become float32, short whole
// numbers int32, and truths bytes of 0 and 1.

package weights

import (
	"encoding/binary"
	"math"
	"sync"
)

// A dtype moves values between little-endian bytes and a slice.
type dtype struct {
	size int // bytes of a value in a file
	wide int // in memory
	make func(n int) any
	// inPlace returns raw as a slice, nil where it has to be decoded.
	inPlace func(raw []byte) any
	// decode fills slice[at:] from whole values in raw; encode does the reverse.
	decode func(slice any, at int, raw []byte)
	encode func(raw []byte, slice any, at int)
}

var dtypes = map[string]dtype{
	"F64": kept(8, func(b []byte) float64 { return math.Float64frombits(le.Uint64(b)) },
		func(b []byte, v float64) { le.PutUint64(b, math.Float64bits(v)) }),
	"F32": kept(4, func(b []byte) float32 { return math.Float32frombits(le.Uint32(b)) },
		func(b []byte, v float32) { le.PutUint32(b, math.Float32bits(v)) }),
	"I64": kept(8, func(b []byte) int64 { return int64(le.Uint64(b)) },
		func(b []byte, v int64) { le.PutUint64(b, uint64(v)) }),
	"I32": kept(4, func(b []byte) int32 { return int32(le.Uint32(b)) },
		func(b []byte, v int32) { le.PutUint32(b, uint32(v)) }),
	"U8": kept(1, func(b []byte) uint8 { return b[0] },
		func(b []byte, v uint8) { b[0] = v }),
	"I16": widenedInt(2, func(b []byte) int32 { return int32(int16(le.Uint16(b))) }),
	"I8":  widenedInt(1, func(b []byte) int32 { return int32(int8(b[0])) }),
	"BOOL": kept(1, func(b []byte) uint8 { return b[0] },
		func(b []byte, v uint8) { b[0] = v }),
	"BF16": widened(func(h uint16) float32 { return math.Float32frombits(uint32(h) << 16) }),
	"F16":  widened(float16),
}

var le = binary.LittleEndian

// kept builds a dtype from one value's reader and writer.
func kept[T any](size int, get func([]byte) T, put func([]byte, T)) dtype {
	return dtype{
		size: size, wide: size, inPlace: viewOf[T],
		make: func(n int) any { return make([]T, n) },
		decode: func(slice any, at int, raw []byte) {
			to := slice.([]T)[at:]
			if view, ok := viewOf[T](raw).([]T); ok {
				copy(to, view)
				return
			}
			for i := range len(raw) / size {
				to[i] = get(raw[i*size:])
			}
		},
		encode: func(raw []byte, slice any, at int) {
			from := slice.([]T)[at:]
			if view, ok := viewOf[T](raw).([]T); ok {
				copy(view, from)
				return
			}
			for i := range len(raw) / size {
				put(raw[i*size:], from[i])
			}
		},
	}
}

// widenedInt is a short whole number, which is kept as a longer one.
func widenedInt(size int, get func([]byte) int32) dtype {
	t := kept[int32](size, nil, nil)
	t.wide, t.inPlace = 4, func([]byte) any { return nil }
	t.decode = func(slice any, at int, raw []byte) {
		to := slice.([]int32)[at:]
		for i := range len(raw) / size {
			to[i] = get(raw[i*size:])
		}
	}
	return t
}

// widened is a half-width float, which is not kept as it is. There are so few of them
// that each is looked up.
func widened(widen func(uint16) float32) dtype {
	t := kept[float32](2, nil, nil)
	t.wide, t.inPlace = 4, func([]byte) any { return nil }
	table := sync.OnceValue(func() []float32 {
		all := make([]float32, 1<<16)
		for h := range all {
			all[h] = widen(uint16(h))
		}
		return all
	})
	t.decode = func(slice any, at int, raw []byte) {
		to, all := slice.([]float32)[at:], (*[1 << 16]float32)(table())
		for i := range len(raw) / 2 {
			to[i] = all[le.Uint16(raw[2*i:])]
		}
	}
	return t
}

// nameOf returns the dtype in which a slice is written, and its length.
func nameOf(slice any) (name string, n int) {
	switch v := slice.(type) {
	case []float64:
		return "F64", len(v)
	case []float32:
		return "F32", len(v)
	case []int64:
		return "I64", len(v)
	case []int32:
		return "I32", len(v)
	case []uint8:
		return "U8", len(v)
	}
	return "", 0
}

// float16 widens an IEEE 754 half: 1 bit sign, 5 exponent, 10 fraction.
func float16(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10)&31, uint32(h)&1023
	switch exponent {
	case 0: // zero, or a subnormal number of 2^-24
		v := float32(fraction) * (1.0 / (1 << 24))
		return math.Float32frombits(sign | math.Float32bits(v))
	case 31: // infinity or NaN
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}
