package augment

import (
	"fmt"
	"strconv"
	"strings"
)

// Policy is how strongly RandAugment (Cubuk et al. 2019) changes a picture.
// The zero value changes nothing.
type Policy struct {
	Layers      int     // operations drawn for a picture
	Probability float64 // that each of them is done
	Magnitude   float64 // 0 to 10: how strong
	Deviation   float64 // of the magnitude, drawn anew for each operation
}

// Published is the policy of the published fine-tuning, rand-m9-mstd0.5-inc1.
var Published = Policy{Layers: 2, Probability: 0.5, Magnitude: 9, Deviation: 0.5}

// strongest is the largest magnitude.
const strongest = 10

// String writes a policy in timm's way; that of nothing is "none".
func (p Policy) String() string {
	if p.Layers == 0 {
		return "none"
	}
	text := fmt.Sprintf("rand-m%v-mstd%v-inc1", p.Magnitude, p.Deviation)
	if p.Layers != Published.Layers {
		text += fmt.Sprintf("-n%d", p.Layers)
	}
	if p.Probability != Published.Probability {
		text += fmt.Sprintf("-p%v", p.Probability)
	}
	return text
}

// ParsePolicy reads what String writes: none, or rand and, after dashes, m (the
// magnitude), mstd (its deviation), n (operations for a picture), p (the probability of
// each) and inc1 (a larger magnitude changes more, in every operation), each with its
// number. What is left out is as in Published, but for mstd, which is then 0.
func ParsePolicy(text string) (Policy, error) {
	if text == "none" || text == "" {
		return Policy{}, nil
	}
	wrong := func(why string) (Policy, error) {
		return Policy{}, fmt.Errorf("%q is no policy of RandAugment: %s. Write none, or %s", text, why, Published)
	}
	parts := strings.Split(text, "-")
	if parts[0] != "rand" {
		return wrong("it does not begin with rand")
	}
	p := Published
	p.Deviation = 0
	for _, part := range parts[1:] {
		name := strings.TrimRight(part, "0123456789.")
		v, err := strconv.ParseFloat(part[len(name):], 64)
		if err != nil {
			return wrong(fmt.Sprintf("%s has no number", part))
		}
		switch name {
		case "m":
			p.Magnitude = v
		case "mstd":
			p.Deviation = v
		case "n":
			p.Layers = int(v)
		case "p":
			p.Probability = v
		case "inc":
			if v != 1 {
				return wrong("only inc1 is there")
			}
		default:
			return wrong(fmt.Sprintf("%s is not known", part))
		}
	}
	switch {
	case p.Magnitude > strongest:
		return wrong("the magnitude is at most 10")
	case p.Probability > 1:
		return wrong("the probability is at most 1")
	case p.Layers < 1 || p.Layers > len(operations):
		return wrong(fmt.Sprintf("1 to %d operations can be drawn", len(operations)))
	}
	return p, nil
}
