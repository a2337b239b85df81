package conformance

import (
	"math"
	"testing"
)

// compare wants got within the argument's tolerance of want. NaN and infinities
// are wanted where the reference has them, and nowhere else.
func (a arg) compare(t testing.TB, got []float32, want []float64) {
	t.Helper()
	rms := rootMeanSquare(want)
	worst, at := 0.0, -1
	for i := range want {
		if same(got[i], want[i]) {
			continue
		}
		// The smallest normal float32 is added so that a device may flush denormals.
		allowed := a.allowed.abs + a.allowed.rel*math.Max(math.Abs(want[i]), rms) + 0x1p-126
		if a.half { // both are rounded, and may be on two sides of a tie
			allowed += 0x1p-7 * math.Abs(want[i])
		}
		excess := math.Abs(float64(got[i])-want[i]) / allowed
		if excess != excess { // NaN or infinite on one side only
			excess = math.Inf(1)
		}
		if excess > 1 && excess > worst {
			worst, at = excess, i
		}
	}
	if at >= 0 {
		t.Errorf("%s[%d] of %d is %v, the reference says %v: off by %.3g times what is allowed (rel %.1g, abs %.1g, rms %.3g: %s)",
			a.name, at, len(want), got[at], want[at], worst, a.allowed.rel, a.allowed.abs, rms, a.allowed.why)
	}
}

// same tells whether got is want rounded to float32, or NaN like it.
func same(got float32, want float64) bool {
	return got == float32(want) || got != got && want != want
}

// rootMeanSquare of the finite values.
func rootMeanSquare(x []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range x {
		if !math.IsInf(v, 0) && v == v {
			sum += v * v
			n++
		}
	}
	return math.Sqrt(sum / math.Max(n, 1))
}

func wantSameBits(t testing.TB, what string, a, b results) {
	t.Helper()
	for name := range a {
		if i := firstDifference(a[name], b[name]); i >= 0 {
			t.Errorf("%s: %s[%d] is %v, then %v; the bits must be the same", what, name, i, a[name][i], b[name][i])
		}
	}
}

func wantUntouched(t testing.TB, what string, before, after []float32) {
	t.Helper()
	if i := firstDifference(before, after); i >= 0 {
		t.Errorf("%s was overwritten: element %d was %v and is %v", what, i, before[i], after[i])
	}
}

// firstDifference is the first place where the bits differ, -1 if none; NaN is
// like NaN whatever its payload, which processors do not promise.
func firstDifference(a, b []float32) int {
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) && (a[i] == a[i] || b[i] == b[i]) {
			return i
		}
	}
	return -1
}
