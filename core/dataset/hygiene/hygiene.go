// Package hygiene finds pictures that can be used and may not be worth it: nearly
// the same as another, blurred, dark, nearly flat, or of an odd shape. Nothing is
// left out for it; a person chooses.
//
// Measure looks at one picture, once it is decoded, and what it returns is small
// enough to be kept for every file. Find judges all of them together.
package hygiene

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Kind is what is found of a picture; its text is also what names it on the
// command line and in run.toml.
type Kind string

// The kinds, in the order in which they are listed.
const (
	Near    Kind = "near"    // nearly the same as another
	Blurred Kind = "blurred" // no sharp edge in it
	Dark    Kind = "dark"
	Flat    Kind = "flat" // nearly of one colour
	Odd     Kind = "odd"  // very long or very high
)

// Kinds lists them all.
var Kinds = []Kind{Near, Blurred, Dark, Flat, Odd}

var titles = map[Kind]string{Near: "Near copies", Blurred: "Blurred", Dark: "Very dark", Flat: "Nearly one colour", Odd: "Oddly shaped"}

// Title names the kind for a person.
func (k Kind) Title() string { return titles[k] }

// Known returns the kinds of these names, or the first name that is none.
func Known(names []string) (kinds []Kind, unknown string) {
	for _, name := range names {
		k := Kind(name)
		if !slices.Contains(Kinds, k) {
			return nil, name
		}
		kinds = append(kinds, k)
	}
	return kinds, ""
}

// Names lists the kinds' names, for a person to choose from.
func Names() string {
	var all []string
	for _, k := range Kinds {
		all = append(all, string(k))
	}
	return strings.Join(all, ", ")
}

// Finding is one thing that was found of one picture.
type Finding struct {
	Kind   Kind   `json:"kind"`
	Path   string `json:"path"`
	Of     string `json:"of,omitempty"` // of a near copy, the picture that is kept
	Reason string `json:"reason"`       // a sentence without its full stop
}

// Subject is a picture that was looked at.
type Subject struct {
	Path          string
	Width, Height int
	Content       string // the same for the same bytes, which are no near copy; "" tells nothing
	Look          Look
}

// The limits. Of 450 photographs of three sources the softest edge was 1.03 px wide;
// blurred by a Gaussian of 2 px and saved anew the least was 1.36, and by one of
// 1.5 px three in four were above 1.3 (TestLimits). Under a microscope all is softer,
// 1.3 px in the middle, so the limit rises with what is usual among the pictures:
// half as much again, up to what is blurred anywhere. Those of light and flatness
// are below what any of those photographs has, but for some of a house by night.
const (
	blurredFrom = 1.3 // px of an edge's width, see Look.Blur
	blurredTo   = 2.6
	usualTimes  = 1.5
	usualOf     = 20 // pictures; what is usual among fewer is not known
	leastSide   = 32 // px; what is smaller shows no edge to judge by
	darkMean    = 20 // of 255
	darkBright  = 64
	flatSpread  = 7
	oddFrom     = 3 // times as long as wide: the middle that validation sees is a third of it
)

// Find returns what is worth a look among pictures, by kind and path. A picture
// may be found more than once; a dark or flat one is not called blurred, for there
// is nothing sharp in it to be seen, and a flat one is no near copy.
func Find(all []Subject) []Finding {
	found, blurred := nearCopies(all), blurredAmong(all)
	for _, s := range all {
		l := s.Look
		if !l.Taken {
			continue
		}
		add := func(k Kind, format string, a ...any) {
			found = append(found, Finding{Kind: k, Path: s.Path, Reason: fmt.Sprintf(format, a...)})
		}
		switch {
		case l.flat():
			add(Flat, "The picture is nearly of one colour")
		case l.dark():
			add(Dark, "The picture is very dark: %.0f of 255 on average", l.Light)
		case l.Blur >= blurred && min(s.Width, s.Height) >= leastSide:
			add(Blurred, "The picture is blurred: its edges are about %.1f px wide", l.Blur)
		}
		if long := aspect(s.Width, s.Height); long >= oddFrom {
			add(Odd, "One side is %.1f times as long as the other", long)
		}
	}
	order := func(k Kind) int { return slices.Index(Kinds, k) }
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order(a.Kind), order(b.Kind)), cmp.Compare(a.Path, b.Path))
	})
	return found
}

// blurredAmong is the width of edges from which on a picture counts as blurred.
func blurredAmong(all []Subject) float32 {
	var widths []float32
	for _, s := range all {
		if s.Look.Blur > 0 && !s.Look.flat() {
			widths = append(widths, s.Look.Blur)
		}
	}
	if len(widths) < usualOf {
		return blurredFrom
	}
	slices.Sort(widths)
	return min(max(blurredFrom, usualTimes*widths[len(widths)/2]), blurredTo)
}

func (l Look) flat() bool { return l.Spread < flatSpread }
func (l Look) dark() bool { return l.Light < darkMean && l.Bright < darkBright }

// aspect is the longer side by the shorter.
func aspect(width, height int) float64 {
	return float64(max(width, height)) / math.Max(1, float64(min(width, height)))
}
