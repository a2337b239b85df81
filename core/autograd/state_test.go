package autograd

import (
	"slices"
	"strings"
	"testing"

	"maestudio/core/weights"
	"maestudio/gpu/reference"
)

var specs = []Spec{
	{Name: "w", Shape: []int{2, 3}},
	{Name: "w.bias", Shape: []int{2}, NoDecay: true},
	{Name: "table", Shape: []int{1, 2, 2}, Fixed: true},
	{Name: "v", Shape: []int{5, 1, 1}},
}

// Values and moments come back in the order of the specs, whatever the order in
// the slab, and groups hold what they should.
func TestStateRoundTrip(t *testing.T) {
	p := newParams(t)
	fillWith(t, p, 0)
	for i, g := range groups(t, p) {
		must(t, p.dev.Write(g.First, ramp(g.N, float32(1000*i))))
		must(t, p.dev.Write(g.Second, ramp(g.N, float32(2000*i))))
	}
	state, moments := state(t, p), must2(p.Moments())(t)
	if want := []string{"w", "w.bias", "table", "v"}; !slices.Equal(state.Names, want) {
		t.Errorf("the names are %v, want %v", state.Names, want)
	}
	want := []string{"exp_avg.w", "exp_avg.w.bias", "exp_avg.v", "exp_avg_sq.w", "exp_avg_sq.w.bias", "exp_avg_sq.v"}
	if !slices.Equal(moments.Names, want) {
		t.Errorf("the names are %v, want %v", moments.Names, want)
	}
	other := newParams(t)
	must(t, other.Load(state))
	must(t, other.LoadMoments(moments))
	sameState(t, must2(other.State())(t), state)
	sameState(t, must2(other.Moments())(t), moments)
}

func TestGroups(t *testing.T) {
	p := newParams(t)
	fillWith(t, p, 1)
	g := groups(t, p)
	if len(g) != 2 || !g[0].Decayed || g[1].Decayed {
		t.Fatalf("the groups are %+v", g)
	}
	for i, want := range []float32{11 * 1, 2 * 1} { // w and v; w.bias; what lies between is zero
		values := make([]float32, g[i].N)
		must(t, p.dev.Read(values, g[i].Value))
		sum := float32(0)
		for _, v := range values {
			sum += v
		}
		if sum != want {
			t.Errorf("group %d holds %v ones, want %v", i, sum, want)
		}
	}
	trained, all := p.Count()
	if trained != 13 || all != 17 {
		t.Errorf("%d of %d parameters are trained, want 13 of 17", trained, all)
	}
}

// Weights of another model are refused and change nothing.
func TestLoadRefuses(t *testing.T) {
	p := newParams(t)
	fillWith(t, p, 1)
	before := state(t, p)
	good := state(t, p)
	for want, s := range map[string]*weights.State{
		`there is no tensor named "v"`:                          without(t, good, "v", nil),
		`the tensor "v" has the shape [5 1], wanted is [5 1 1]`: without(t, good, "v", []int{5, 1}),
		`the tensor "w.bias" has the shape [3], wanted is [2]`:  without(t, good, "w.bias", []int{3}),
	} {
		if err := p.Load(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a sentence with %q", err, want)
		}
	}
	sameState(t, state(t, p), before)
	for want, err := range map[string]error{
		`the model has no parameter "x"`: p.Set("x", nil),
		`"w" has 6 values, given are 5`:  p.Set("w", make([]float32, 5)),
		`no tensor named "exp_avg.w"`:    p.LoadMoments(good),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a sentence with %q", err, want)
		}
	}
	if _, err := NewParams(p.dev, append(specs, specs[0])); err == nil || !strings.Contains(err.Error(), `"w" is described twice`) {
		t.Errorf("got %v", err)
	}
}

// without copies a state with other values under one name: sevens of a shape, or
// nothing.
func without(t *testing.T, s *weights.State, name string, shape []int) *weights.State {
	out := weights.NewState()
	for _, n := range s.Names {
		if n != name {
			must(t, out.Add(n, s.Tensors[n]))
			continue
		}
		if shape != nil {
			sevens := ramp(Spec{Shape: shape}.elements(), 7)
			must(t, out.AddFloat32(n, sevens, shape...))
		}
	}
	return out
}

func newParams(t *testing.T) *Params {
	t.Helper()
	return must2(NewParams(reference.Open[float32](), specs))(t)
}

// fillWith writes ones, or numbers that tell the parameters apart.
func fillWith(t *testing.T, p *Params, ones int) {
	t.Helper()
	for i, s := range p.Specs() {
		x := ramp(s.elements(), float32(100*i))
		for j := range x {
			if ones == 1 {
				x[j] = 1
			}
		}
		must(t, p.Set(s.Name, x))
	}
}

func ramp(n int, from float32) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = from + float32(i)
	}
	return x
}

func groups(t *testing.T, p *Params) []Group { t.Helper(); return must2(p.Groups())(t) }

func state(t *testing.T, p *Params) *weights.State { t.Helper(); return must2(p.State())(t) }

func must2[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return v
	}
}

func sameState(t *testing.T, got, want *weights.State) {
	t.Helper()
	if !slices.Equal(got.Names, want.Names) {
		t.Errorf("the names are %v, want %v", got.Names, want.Names)
		return
	}
	for _, name := range want.Names {
		g, w := got.Tensors[name], want.Tensors[name]
		if !slices.Equal(g.Shape(), w.Shape()) || !slices.Equal(g.Data().([]float32), w.Data().([]float32)) {
			t.Errorf("%s is %v, want %v", name, g, w)
		}
	}
}
