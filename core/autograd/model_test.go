package autograd

import (
	"math/rand/v2"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// testModel is a small model that uses every operation: patches, embedding, two
// blocks, unshuffling, chosen rows, target and loss.
type testModel struct {
	params *Params
	tape   *Tape

	images                   *Value
	kept, restore, ids, rows *Places
	loss                     *Value
}

const (
	testImages, testSide, testPatch, testWidth, testHeads = 2, 6, 2, 8, 2
	testN, testKept                                       = 9, 4
)

func testSpecs() []Spec {
	d := testWidth
	specs := []Spec{{Name: "cls", Shape: []int{1, 1, d}}, {Name: "mask", Shape: []int{1, 1, d}},
		{Name: "pos", Shape: []int{1, 1 + testN, d}, Fixed: true}, {Name: "pos2", Shape: []int{1, 1 + testN, d}}}
	linear := func(name string, out, in int) {
		specs = append(specs, Spec{Name: name + ".weight", Shape: []int{out, in}}, Spec{Name: name + ".bias", Shape: []int{out}, NoDecay: true})
	}
	norm := func(name string) {
		specs = append(specs, Spec{Name: name + ".weight", Shape: []int{d}, NoDecay: true}, Spec{Name: name + ".bias", Shape: []int{d}, NoDecay: true})
	}
	linear("patch", d, 3*testPatch*testPatch)
	for _, b := range []string{"a", "b"} {
		norm(b + ".norm1")
		linear(b+".qkv", 3*d, d)
		linear(b+".proj", d, d)
		norm(b + ".norm2")
		linear(b+".mlp.fc1", 3*d, d)
		linear(b+".mlp.fc2", d, 3*d)
	}
	norm("last")
	linear("pred", 3*testPatch*testPatch, d)
	return specs
}

func newTestModel(t *testing.T, o Options) *testModel {
	return newTestModelOn(t, reference.Open[float32](), o, false)
}

// newTestModelOn lays every block out by itself when apart is set.
func newTestModelOn(t *testing.T, dev gpu.Device, o Options, apart bool) *testModel {
	t.Helper()
	p, err := NewParams(dev, testSpecs())
	must(t, err)
	r := rand.New(rand.NewPCG(3, 4))
	for _, s := range p.Specs() {
		must(t, p.Set(s.Name, randoms(r, s.elements())))
	}
	m := &testModel{params: p, tape: NewTape(dev, p, o)}
	m.tape.apart = apart
	m.record()
	must(t, m.tape.Plan())
	for _, a := range m.tape.arenas {
		must(t, dev.Write(a.buf, nans(a.size))) // nothing may be read before it is written
	}
	m.fill(t, r)
	return m
}

func (m *testModel) record() {
	t, g := m.tape, Grid{Images: testImages, Channels: 3, Side: testSide, Patch: testPatch}
	m.images = t.Input(testImages, g.pixels())
	m.kept, m.restore = t.Places(testImages*testKept), t.Places(testImages*testN)
	hidden := testImages * (testN - testKept)
	m.ids, m.rows = t.Places(hidden), t.Places(hidden)
	x := t.Embed(t.PatchEmbed(m.images, m.kept, g, "patch"), "cls", "pos2", m.kept, testImages)
	x = testBlock(t, x, "a")
	x = testBlock(t, t.Unshuffle(x, "mask", "pos", m.restore, testImages), "b")
	x = t.LayerNorm(t.GatherRows(x, m.rows, testImages), "last", 1e-6)
	m.loss, _ = t.MaskedMSE(t.Linear(x, "pred"), t.PixelTarget(m.images, m.ids, g, true), nil)
}

func testBlock(t *Tape, x *Value, name string) *Value {
	a := t.Attention(t.Linear(t.LayerNorm(x, name+".norm1", 1e-6), name+".qkv"), testImages, x.Rows/testImages, testHeads)
	x = t.LinearAdd(a, name+".proj", x)
	return t.MLP(t.LayerNorm(x, name+".norm2", 1e-6), name+".mlp", x)
}

func (m *testModel) fill(t *testing.T, r *rand.Rand) {
	t.Helper()
	must(t, m.tape.Write(m.images, randoms(r, m.images.Rows*m.images.Cols)))
	var kept, restore, ids, rows []int32
	for range testImages {
		order := r.Perm(testN)
		back := make([]int32, testN)
		for i, patch := range order {
			back[patch] = int32(i)
			if i < testKept {
				kept = append(kept, int32(patch))
			} else {
				ids, rows = append(ids, int32(patch)), append(rows, int32(1+patch))
			}
		}
		restore = append(restore, back...)
	}
	must(t, m.tape.WritePlaces(m.kept, kept))
	must(t, m.tape.WritePlaces(m.restore, restore))
	must(t, m.tape.WritePlaces(m.ids, ids))
	must(t, m.tape.WritePlaces(m.rows, rows))
}

// step runs there and back and returns the loss and all gradients.
func (m *testModel) step(t *testing.T, scale float32, add bool) (loss float32, gradients []float32) {
	t.Helper()
	must(t, m.tape.Forward())
	must(t, m.tape.Backward(scale, add))
	var l [1]float32
	must(t, m.tape.Read(l[:], m.loss))
	gradients = make([]float32, m.params.trained)
	must(t, m.tape.dev.Read(gradients, m.params.gradients))
	return l[0], gradients
}

func randoms(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64()) / 2
	}
	return x
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
