package autograd

import (
	"math"
	"slices"
	"strings"
	"testing"

	"maestudio/gpu/reference"
)

func nans(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.NaN())
	}
	return x
}

// Memory that is used again gives the same bits as memory of one's own, in the
// first step and in later ones.
func TestSharedMemoryGivesTheSameBits(t *testing.T) {
	shared := newTestModel(t, Options{Train: true})
	own := newTestModelOn(t, reference.Open[float32](), Options{Train: true}, true)
	if shared.tape.Bytes() >= own.tape.Bytes() {
		t.Errorf("shared memory takes %d bytes, memory of one's own %d", shared.tape.Bytes(), own.tape.Bytes())
	}
	loss, gradients := own.step(t, 1, false)
	if !(loss > 0) || slices.ContainsFunc(gradients, func(v float32) bool { return v != v }) {
		t.Fatalf("the loss is %v, or a gradient is not a number", loss)
	}
	inputs := slices.Clone(values(t, shared))
	for step := range 3 {
		l, g := shared.step(t, 1, false)
		if l != loss || !slices.Equal(g, gradients) {
			t.Errorf("step %d: the loss is %v instead of %v, or the gradients differ", step, l, loss)
		}
		must(t, shared.tape.Write(shared.images, inputs)) // its place may have been used for something else
	}
}

func values(t *testing.T, m *testModel) []float32 {
	x := make([]float32, m.images.Rows*m.images.Cols)
	must(t, m.tape.Read(x, m.images))
	return x
}

// The first micro-batch overwrites, the next ones add; scale scales.
func TestAddAndScale(t *testing.T) {
	m := newTestModelOn(t, reference.Open[float32](), Options{Train: true}, true)
	_, once := m.step(t, 1, false)
	_, twice := m.step(t, .5, true)
	_, again := m.step(t, 1, false)
	if !slices.Equal(once, again) {
		t.Error("a step that overwrites depends on what was there")
	}
	for i := range once {
		if d := math.Abs(float64(twice[i] - 1.5*once[i])); d > 1e-6*(1+math.Abs(float64(once[i]))) {
			t.Fatalf("gradient %d is %v after 1 and 0.5 times %v", i, twice[i], once[i])
		}
	}
}

// A tape without training computes the same with less memory.
func TestInference(t *testing.T) {
	train, infer := newTestModel(t, Options{Train: true}), newTestModel(t, Options{})
	must(t, infer.tape.Forward())
	want, _ := train.step(t, 1, false)
	var got [1]float32
	must(t, infer.tape.Read(got[:], infer.loss))
	if got[0] != want {
		t.Errorf("the loss is %v, with training %v", got[0], want)
	}
	if infer.tape.Bytes() > train.tape.Bytes()/2 {
		t.Errorf("%d bytes without training, %d with", infer.tape.Bytes(), train.tape.Bytes())
	}
	if infer.params.gradients != nil {
		t.Error("a tape that does not train made room for gradients")
	}
	if err := infer.tape.Backward(1, false); err == nil {
		t.Error("a tape that does not train went back")
	}
}

// Values that Keep names are whole at the end.
func TestKeep(t *testing.T) {
	dev := reference.Open[float32]()
	read := func(keep bool) (got []float32) {
		m := newTestModel(t, Options{Train: true})
		m.tape = NewTape(dev, m.params, Options{})
		x := m.tape.Input(3, testWidth)
		first := m.tape.Linear(x, "a.proj")
		if keep {
			m.tape.Keep(first)
		}
		y := first
		for _, name := range []string{"b.proj", "a.proj", "b.proj"} {
			y = m.tape.Linear(y, name)
		}
		m.tape.Keep(y)
		must(t, m.tape.Plan())
		must(t, m.tape.Write(x, []float32{5: 1, 3*testWidth - 1: 2}))
		must(t, m.tape.Forward())
		got = make([]float32, 3*testWidth)
		must(t, m.tape.Read(got, first))
		return got
	}
	if slices.Equal(read(true), read(false)) {
		t.Error("a value that nobody kept was still there: this test shows nothing")
	}
}

func TestTimes(t *testing.T) {
	m := newTestModel(t, Options{Train: true})
	m.step(t, 1, false)
	if s := m.tape.Times()[0]; s.Forward != 0 {
		t.Errorf("nobody asked, but there are times: %+v", s)
	}
	m.tape.Measure()
	m.step(t, 1, false)
	names := map[string]bool{}
	for _, s := range m.tape.Times() {
		names[s.Name] = true
		if s.Forward <= 0 || (s.Backward <= 0) != (s.Name == "pixel target") ||
			(s.FLOPs > 0) != (strings.HasPrefix(s.Name, "linear") || strings.HasPrefix(s.Name, "mlp") || strings.Contains(s.Name, "att") || strings.HasPrefix(s.Name, "patch")) {
			t.Errorf("%+v", s)
		}
	}
	for _, name := range []string{"mlp a.mlp", "linear b.qkv", "attention", "loss"} {
		if !names[name] {
			t.Errorf("no time for %q in %v", name, names)
		}
	}
}

// Each mistake while recording becomes one sentence with the shapes in it.
func TestRecordingMistakes(t *testing.T) {
	cases := []struct {
		want   string
		record func(t *Tape, x *Value)
	}{
		{"linear a.mlp.fc2: x is (4, 8), weight wants 24 columns", func(t *Tape, x *Value) { t.Linear(x, "a.mlp.fc2") }},
		{`no matrix named "c.weight"`, func(t *Tape, x *Value) { t.Linear(x, "c") }},
		{`no matrix named "last.weight"`, func(t *Tape, x *Value) { t.Linear(x, "last") }},
		{"mlp a.mlp: the result is (4, 8), what is added to it (2, 8)", func(t *Tape, x *Value) { t.MLP(x, "a.mlp", t.Input(2, 8)) }},
		{"mlp b.mlp.fc1: x is (4, 7), weight wants 8 columns", func(t *Tape, x *Value) { t.MLP(t.Input(4, 7), "b.mlp", nil) }},
		{"layer norm: there is no parameter last.weight of 5 numbers", func(t *Tape, x *Value) { t.LayerNorm(t.Input(4, 5), "last", 1e-6) }},
		{"attention: qkv is (4, 8), wanted are 2 pictures of 2 tokens and 3 x 2 heads", func(t *Tape, x *Value) { t.Attention(x, 2, 2, 2) }},
		{"choosing rows: 5 places cannot be shared among 2 pictures", func(t *Tape, x *Value) { t.GatherRows(x, t.Places(5), 2) }},
		{"choosing rows: x is (4, 8), which cannot be shared among 3 pictures", func(t *Tape, x *Value) { t.GatherRows(x, t.Places(3), 3) }},
		{"the pictures are (4, 8), wanted are 1 of 108", func(t *Tape, x *Value) { t.PatchEmbed(x, t.Places(2), Grid{1, 3, 6, 2}, "patch") }},
		{"embedding: x is (4, 8), there are 6 places for 2", func(t *Tape, x *Value) { t.Embed(x, "cls", "pos", t.Places(6), 2) }},
		{"embedding: there is no table nowhere", func(t *Tape, x *Value) { t.Embed(x, "cls", "nowhere", t.Places(4), 2) }},
		{"unshuffling: x is (4, 8), the positions are 9, wanted are 2 pictures of 5", func(t *Tape, x *Value) { t.Unshuffle(x, "mask", "pos", t.Places(10), 2) }},
		{"positions pos2 cannot be trained", func(t *Tape, x *Value) { t.Unshuffle(x, "mask", "pos2", t.Places(18), 2) }},
		{"loss: the prediction is (4, 8), the target (3, 8)", func(t *Tape, x *Value) { t.MaskedMSE(x, t.Input(3, 8), nil) }},
		{"this would be the second", func(t *Tape, x *Value) { t.MaskedMSE(x, x, nil); t.MaskedMSE(x, x, nil) }},
		{"a.proj.weight is used twice", func(t *Tape, x *Value) { t.Linear(t.Linear(x, "a.proj"), "a.proj") }},
		{"needs a loss", func(t *Tape, x *Value) { t.Linear(x, "a.proj") }},
		{"layer norm last: nothing before it is trained", func(t *Tape, x *Value) { t.MaskedMSE(t.LayerNorm(x, "last", 1e-6), x, nil) }},
		{"attention: its input is read by another operation too", func(t *Tape, x *Value) {
			qkv := t.Linear(x, "a.qkv")
			y := t.Attention(qkv, 2, 2, 2)
			z := t.Linear(qkv, "a.mlp.fc2")
			t.MaskedMSE(t.LinearAdd(y, "a.proj", z), x, nil)
		}},
	}
	for _, c := range cases {
		m := newTestModel(t, Options{})
		tape := NewTape(m.tape.dev, m.params, Options{Train: true})
		c.record(tape, tape.Input(4, 8))
		if err := tape.Plan(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want a sentence with %q", err, c.want)
		}
	}
}

func TestRunningMistakes(t *testing.T) {
	m := newTestModel(t, Options{})
	unplanned := NewTape(m.tape.dev, m.params, Options{})
	unplanned.Linear(unplanned.Input(2, testWidth), "a.proj")
	for want, err := range map[string]error{
		"was not planned":                  unplanned.Forward(),
		"takes 2x108 numbers, given are 3": m.tape.Write(m.images, make([]float32, 3)),
		"takes 8 places, given are 9":      m.tape.WritePlaces(m.kept, make([]int32, 9)),
		"has 1x1 numbers, room is for 0":   m.tape.Read(nil, m.loss),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a sentence with %q", err, want)
		}
	}
	must(t, m.tape.WritePlaces(m.kept, []int32{0, 1, 2, 3, 4, 5, 6, 99}))
	if err := m.tape.Forward(); err == nil || !strings.Contains(err.Error(), "patch embedding patch: ") {
		t.Errorf("a place outside the picture: %v", err)
	}
}
