package predict

import "testing"

// Right counts those pictures that the model was about as sure of.
func TestRight(t *testing.T) {
	var trust Trust
	for i := range 100 { // right from 0.6 on
		trust.checks = append(trust.checks, check{float64(i) / 100, i >= 60})
	}
	for p, want := range map[float64]int{0: 0, .2: 0, .7: 30, .95: 40, 1: 40} {
		if right, of := trust.Right(p); of != nearest || right < want-1 || right > want+1 {
			t.Errorf("at %v %d of %d are right, want about %d", p, right, of, want)
		}
	}
	if low, high, known := trust.Range(1); !known || low != 91 || high != 100 { // Wilson: 40 of 40
		t.Errorf("from %d to %d, %v", low, high, known)
	}
	trust.checks = trust.checks[:leastTrust-1]
	if _, of := trust.Right(.5); of != 0 {
		t.Errorf("%d pictures are enough", of)
	}
	if _, of := (*Trust)(nil).Right(.5); of != 0 {
		t.Error("nothing is known, and it says something")
	}
}
