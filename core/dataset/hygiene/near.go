package hygiene

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// What two pictures may differ by and still be near copies. Of pictures saved anew
// in a smaller size all are found so, of those with 2 % cut off each side also about
// nine in ten. Of 26 pairs found so among 1,744 photographs of things, many of them
// alike on white, 2 are of two things (TestNearCopiesOfThings).
const (
	shapeMost  = 8   // of 63 bits
	slopesMost = 8   // of 64 bits
	tilesMost  = 7   // of 255, on average
	aspectMost = 0.1 // of the logarithm
)

// nearCopies finds pictures that are nearly the same as one that is kept. The
// largest of those that are alike is kept, and among equals the first by path; a
// picture is held against kept ones only, so that a chain of small differences does
// not make one of what is unlike.
func nearCopies(all []Subject) (found []Finding) {
	order := make([]int, 0, len(all))
	for i, s := range all {
		if s.Look.Taken && !s.Look.flat() {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(all[b].Width*all[b].Height, all[a].Width*all[a].Height), cmp.Compare(all[a].Path, all[b].Path))
	})
	kept := newIndex(all)
	for _, i := range order {
		of := kept.nearest(i)
		switch {
		case of < 0:
			kept.add(i)
		case all[of].Content == "" || all[of].Content != all[i].Content:
			found = append(found, Finding{Near, all[i].Path, all[of].Path, fmt.Sprintf("Nearly the same as %s", all[of].Path)})
		}
	}
	return found
}

// unlike tells how far apart near copies are; no is true of others.
func unlike(a, b *Subject) (far int, no bool) {
	shape, slopes := bits.OnesCount64(a.Look.Shape^b.Look.Shape), bits.OnesCount64(a.Look.Slopes^b.Look.Slopes)
	if shape > shapeMost || slopes > slopesMost ||
		math.Abs(math.Log(float64(a.Width*b.Height)/float64(a.Height*b.Width))) > aspectMost {
		return 0, true
	}
	tiles := 0
	for i, v := range a.Look.Tiles {
		tiles += max(int(v), int(b.Look.Tiles[i])) - min(int(v), int(b.Look.Tiles[i]))
	}
	return shape + slopes, tiles > tilesMost*len(a.Look.Tiles)
}

// An index finds shapes that differ in at most shapeMost bits without comparing
// all (Norouzi et al. 2012, "multi-index hashing"): of five bands of bits one at
// least differs in no more than a fifth of them, so it is enough to look where a
// band is the same but for bandMost bits.
type index struct {
	all   []Subject
	bands [bandCount][1 << bandBits][]entry
}

type entry struct {
	shape uint64
	at    int
}

const (
	bandCount = 5
	bandBits  = (64 + bandCount - 1) / bandCount
	bandMost  = shapeMost / bandCount
)

func newIndex(all []Subject) *index { return &index{all: all} }

func band(shape uint64, b int) uint64 { return shape >> (b * bandBits) & (1<<bandBits - 1) }

func (x *index) add(i int) {
	shape := x.all[i].Look.Shape
	for b := range x.bands {
		bucket := &x.bands[b][band(shape, b)]
		*bucket = append(*bucket, entry{shape, i})
	}
}

// nearest returns the picture in the index that is most like picture i, the
// first of all where two are; -1 where none is alike.
func (x *index) nearest(i int) int {
	best, least := -1, math.MaxInt
	s := &x.all[i]
	for b := range x.bands {
		key := band(s.Look.Shape, b)
		for _, flip := range flips {
			for _, e := range x.bands[b][key^flip] {
				if bits.OnesCount64(e.shape^s.Look.Shape) > shapeMost {
					continue
				}
				far, no := unlike(s, &x.all[e.at])
				if !no && (far < least || far == least && e.at < best) {
					best, least = e.at, far
				}
			}
		}
	}
	return best
}

// flips are all changes of a band in at most bandMost bits.
var flips = func() (all []uint64) {
	for v := range uint64(1 << bandBits) {
		if bits.OnesCount64(v) <= bandMost {
			all = append(all, v)
		}
	}
	return all
}()
