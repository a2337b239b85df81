package conformance

import (
	"fmt"
	"hash/fnv"
	"math"
	"strings"
	"testing"

	"maestudio/gpu"
)

// A testCase names an operation, its sizes in the order of the operation's own
// arguments, and flags: which variant ("add", "no bias"), which values ("large",
// see random). The operation's builder turns it into a problem.
type testCase struct {
	op    string
	dims  dims
	flags string
}

type dims []int

func (c testCase) String() string {
	name := c.op + " " + strings.Trim(fmt.Sprint([]int(c.dims)), "[]")
	if c.flags != "" {
		name += ", " + c.flags
	}
	return name
}

// has tells whether a flag is among the case's flags, which commas separate.
func (c testCase) has(flag string) bool {
	for _, f := range strings.Split(c.flags, ", ") {
		if f == flag {
			return true
		}
	}
	return false
}

// problem is the case with its values, the same whenever it is made.
func (c testCase) problem() problem {
	h := fnv.New64a()
	h.Write([]byte(c.String()))
	p := builders[c.op](c, newRandom(h.Sum64(), c))
	p.name = c.String()
	return p
}

// builders make the problem of a case, by the name of the operation.
var builders = map[string]func(c testCase, r random) problem{
	"linear":                 linear,
	"linear input":           linearInput,
	"linear weight":          linearWeight,
	"gather patches":         gatherPatches,
	"scatter patches":        scatterPatches,
	"pixel target":           pixelTarget,
	"embed":                  embed,
	"embed backward":         embedBackward,
	"unshuffle":              unshuffle,
	"unshuffle backward":     unshuffleBackward,
	"gather rows":            gatherRows,
	"scatter rows":           scatterRows,
	"mean rows":              meanRows,
	"mean rows backward":     meanRowsBackward,
	"scale rows":             scaleRows,
	"layer norm":             layerNorm,
	"layer norm backward":    layerNormBackward,
	"gelu":                   gelu,
	"gelu backward":          geluBackward,
	"softmax":                softmax,
	"softmax backward":       softmaxBackward,
	"attention":              attention,
	"attention backward":     attentionBackward,
	"masked mse":             maskedMSE,
	"masked mse backward":    maskedMSEBackward,
	"cross entropy":          crossEntropy,
	"cross entropy backward": crossEntropyBackward,
	"adamw":                  adamW,
	"sum squares":            sumSquares,
	"add":                    add,
}

// A problem is one call: its arguments by name, and how to make it. An optional
// buffer that is not among the arguments is nil in the call.
type problem struct {
	name string
	args []arg
	call func(d gpu.Device, b buffers) error
}

type buffers map[string]gpu.Buffer

// An arg is one buffer of a call.
type arg struct {
	name     string
	values   []float32 // what it holds before, nil for an output
	places   []int32   // instead of values: an Int32 buffer
	n        int
	output   bool
	allowed  tolerance // of an output
	optional bool      // may be nil
	matrix   bool      // may be BFloat16 where the device multiplies such
	half     bool      // is
	open     bool      // the call cannot tell how long it must be
}

// reads is an input.
func reads(name string, values []float32) arg {
	return arg{name: name, values: values, n: len(values)}
}

// ids is an input of places.
func ids(name string, places []int32) arg { return arg{name: name, places: places, n: len(places)} }

// writes is an output, whatever it held before.
func writes(name string, n int, allowed tolerance) arg {
	return arg{name: name, n: n, output: true, allowed: allowed}
}

// updates is an output that is also read.
func updates(name string, values []float32, allowed tolerance) arg {
	return arg{name: name, values: values, n: len(values), output: true, allowed: allowed}
}

// writesOrAdds is updates where the call adds, else writes.
func writesOrAdds(adds bool, name string, r random, n int, allowed tolerance) arg {
	if adds {
		return updates(name, r.normal(n), allowed)
	}
	return writes(name, n, allowed)
}

func (a arg) asOptional() arg { a.optional = true; return a }
func (a arg) asMatrix() arg   { a.matrix = true; return a }
func (a arg) asOpen() arg     { a.open = true; return a }

// A tolerance allows |got - want| <= abs + rel max(|want|, rms), where rms is the
// root mean square of all wanted values: the size that a sum's rounding errors
// are measured by when the sum itself happens to be near zero.
type tolerance struct {
	abs, rel float64
	why      string
}

// exact is for values that are moved, or rounded once.
var exact = tolerance{why: "values are moved, or rounded once"}

// sumOf is for sums of so many float32 terms in any order: their rounding errors
// grow like the root of their number. The families of gpu/cpu were seen to need
// half of it, a tenth as a rule.
func sumOf(terms int) tolerance {
	rel := 5e-7 + 3e-7*math.Sqrt(float64(terms))
	return tolerance{rel: rel, why: fmt.Sprintf("a sum of %d float32 terms", terms)}
}

// plus allows a little more, however small the values are.
func (a tolerance) plus(abs float64, why string) tolerance {
	a.abs, a.why = a.abs+abs, a.why+", "+why
	return a
}

// times is the tolerance for values that amplify the errors of their inputs.
func (a tolerance) times(factor float64, why string) tolerance {
	return tolerance{abs: a.abs * factor, rel: a.rel * factor, why: a.why + ", " + why}
}

// check compares the device with the yardstick and with itself.
func (c testCase) check(t testing.TB, d, yardstick gpu.Device) {
	for _, p := range c.stored(d.Info().Matrix) {
		got := p.run(t, d, layouts[0])
		again := p.run(t, d, layouts[1])
		want := p.expect(t, yardstick)
		if t.Failed() {
			return
		}
		for _, a := range p.args {
			if a.output {
				a.compare(t, got[a.name], want[a.name])
			}
		}
		wantSameBits(t, p.name+", called twice", got, again)
	}
}
