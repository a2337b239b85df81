package dataset

import "math/bits"

// A stream of random numbers that is a function of its key: the same sample gets
// the same numbers whoever makes it, and whenever. It is SplitMix64 (Steele, Lea
// and Flood 2014), begun at a hash of the key.
type stream uint64

// What a stream is for; so that equal numbers elsewhere in the key do not give
// equal streams.
const (
	forOrder uint64 = iota + 1
	forCrop
	forReplacement
	forSplit
)

const golden = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio, made odd

func newStream(key ...uint64) stream {
	var s uint64
	for _, k := range key {
		s = mix(s + golden + k)
	}
	return stream(s)
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (s *stream) next() uint64 {
	*s += golden
	return mix(uint64(*s))
}

// float returns a number of [0, 1).
func (s *stream) float() float64 { return float64(s.next()>>11) / (1 << 53) }

// between returns a number of [from, to).
func (s *stream) between(from, to float64) float64 { return from + (to-from)*s.float() }

// below returns one of 0 .. n-1.
func (s *stream) below(n int) int {
	high, _ := bits.Mul64(s.next(), uint64(n))
	return int(high)
}

// shuffle fills order with 0 .. len(order)-1 in the order of an epoch.
func shuffle(order []int, seed, epoch uint64) {
	s := newStream(forOrder, seed, epoch)
	for i := range order {
		j := s.below(i + 1)
		order[i] = order[j]
		order[j] = i
	}
}
