// Package random makes numbers that depend on their keys only, never on what
// was drawn before elsewhere: a picture's mask is a function of the seed, the
// epoch and the picture.
package random

import "math"

// Source is SplitMix64 (Steele, Lea and Flood 2014): a counter whose values are
// mixed. Copying it copies the place in the sequence.
type Source struct{ state uint64 }

// New starts the sequence that belongs to the keys.
func New(keys ...uint64) Source {
	s := Source{golden}
	for _, k := range keys {
		s.state = mix(s.state^mix(k+golden)) + golden
	}
	return s
}

// Key turns a name into a key (FNV-1a).
func Key(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}

const golden = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uint64 returns the next number.
func (s *Source) Uint64() uint64 {
	s.state += golden
	return mix(s.state)
}

// Float64 is uniform in [0, 1), one of 2^53 values.
func (s *Source) Float64() float64 { return float64(s.Uint64()>>11) / (1 << 53) }

// Float32 is uniform in [0, 1), one of 2^24 values.
func (s *Source) Float32() float32 { return float32(s.Uint64()>>40) / (1 << 24) }

// Normal has mean 0 and deviation 1 (Box and Muller 1958; the second of each
// pair is dropped, so that one call takes two numbers always).
func (s *Source) Normal() float64 {
	r := math.Sqrt(-2 * math.Log(1-s.Float64()))
	return r * math.Cos(2*math.Pi*s.Float64())
}
