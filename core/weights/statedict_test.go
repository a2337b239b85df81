package weights

import (
	"slices"
	"testing"

	"maestudio/core/weights/pickle"
)

// A checkpoint that has an averaged model beside the trained one says which was read.
func TestOtherSetsOfWeights(t *testing.T) {
	set := func(values ...any) *pickle.Dict {
		d := &pickle.Dict{}
		for i := 0; i < len(values); i += 2 {
			d.Set(values[i], values[i+1])
		}
		return d
	}
	one := &cut{storage: &storage{dtype: "F32", raw: make([]byte, 4)}, shape: []int64{1}, strides: []int64{1}}
	model, optimizer := set("a", one), set("state", set(int64(0), set("exp_avg", one)))
	s, err := newState(set("optimizer", optimizer, "model_ema", model, "model", model, "epoch", int64(3)), &budget{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Taken != "model" || !slices.Equal(s.Others, []string{"model_ema"}) || len(s.Names) != 1 {
		t.Errorf("%q was taken, others are %q", s.Taken, s.Others)
	}
}
