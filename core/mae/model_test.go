package mae

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// lossWatch is the float64 device; it keeps the last loss in full precision.
type lossWatch struct {
	gpu.Device
	loss float64
}

func (d *lossWatch) MaskedMSE(loss, perRow, pred, target, mask gpu.Buffer, rows, cols int) error {
	err := d.Device.MaskedMSE(loss, perRow, pred, target, mask, rows, cols)
	d.loss = reference.Data[float64](loss)[0]
	return err
}

// The whole model's gradient against finite differences in float64, in one
// random direction of all its parameters.
func TestGradientOfModel(t *testing.T) {
	for _, npix := range []bool{true, false} {
		dev := &lossWatch{Device: reference.Open[float64]()}
		c := micro
		c.NormPix = npix
		m := initialised(t, dev, c)
		x, noise := randomBatch(c, 2, 5)
		_, err := m.Backward(x, noise, 1, false)
		must(t, err)
		groups, err := m.params.Groups()
		must(t, err)
		got := 0.0
		var w, v []*[]float64
		r := rand.New(rand.NewPCG(7, 8))
		for _, g := range groups {
			values, direction := reference.Data[float64](g.Value), make([]float64, g.N)
			for i, d := range reference.Data[float64](g.Gradient) {
				direction[i] = r.NormFloat64()
				got += d * direction[i]
			}
			w, v = append(w, &values), append(v, &direction)
		}
		at := func(h float64) float64 { // the loss of parameters moved by h
			move(w, v, h)
			_, err := m.Evaluate(x, noise)
			must(t, err)
			move(w, v, -h)
			return dev.loss
		}
		const h = 3e-5
		want := (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
		t.Logf("npix %v: %.10g, finite differences %.10g", npix, got, want)
		if math.Abs(got-want) > 1e-7*math.Abs(want) || want == 0 {
			t.Errorf("npix %v: the derivative in a random direction is %.10g, finite differences give %.10g", npix, got, want)
		}
	}
}

func move(w, v []*[]float64, h float64) {
	for i := range w {
		for j := range *w[i] {
			(*w[i])[j] += h * (*v[i])[j]
		}
	}
}

// The batch's loss is the mean of its images' losses, each of which is the same
// in any company; other numbers of images come and go.
func TestBatchesOfAnySize(t *testing.T) {
	m := initialised(t, reference.Open[float32](), micro)
	x, noise := randomBatch(micro, 5, 2)
	all, err := m.Evaluate(x, noise)
	must(t, err)
	loss, err := m.Backward(x, noise, 1, false)
	must(t, err)
	if math.Abs(loss-mean(all)) > 1e-6*loss {
		t.Errorf("the batch's loss is %v, the mean of its images' %v", loss, mean(all))
	}
	for i, want := range all {
		one, n := part(x, noise, i, i+1)
		got, err := m.Evaluate(one, n)
		must(t, err)
		if len(got) != 1 || math.Abs(got[0]-want) > 1e-6*want {
			t.Errorf("image %d alone has the loss %v, in the batch %v", i, got, want)
		}
	}
	first, n := part(x, noise, 0, 2)
	_, err = m.Backward(first, n, 1, false)
	must(t, err)
	if again, err := m.Backward(x, noise, 1, false); err != nil || again != loss {
		t.Errorf("after a smaller batch the loss is %v (%v), before it was %v", again, err, loss)
	}
}

// What Redraw predicts has the loss that Evaluate finds, another way round.
func TestRedrawAgreesWithLoss(t *testing.T) {
	c := micro
	c.NormPix = false
	m := initialised(t, reference.Open[float32](), c)
	x, noise := randomBatch(c, 3, 3)
	out, err := m.Redraw(x, noise)
	must(t, err)
	losses, err := m.Evaluate(x, noise)
	must(t, err)
	pred, mask, p := values(out.Pred), values(out.Mask), c.patchValues()
	for image, want := range losses {
		sum, hidden := 0.0, 0.0
		for patch := range c.Patches() {
			row := image*c.Patches() + patch
			for i := range p {
				d := float64(pred[row*p+i] - pixelOf(c, values(x), image, patch, i))
				sum += float64(mask[row]) * d * d / float64(p)
			}
			hidden += float64(mask[row])
		}
		if got := sum / hidden; math.Abs(got-want) > 1e-5*want || hidden != float64(c.Patches()-c.Keep()) {
			t.Errorf("image %d: the prediction is off by %v, the loss is %v", image, got, want)
		}
	}
}

// pixelOf is number i of a patch, in the order row, column, channel.
func pixelOf(c Config, images []float32, image, patch, i int) float32 {
	row := patch/c.grid()*c.PatchSize + i/channels/c.PatchSize
	column := patch%c.grid()*c.PatchSize + i/channels%c.PatchSize
	return images[((image*channels+i%channels)*c.ImageSize+row)*c.ImageSize+column]
}

// What lies in visible patches of one image does not change what is predicted
// for another, and what lies in hidden ones changes no prediction at all.
func TestHiddenIsHidden(t *testing.T) {
	m := initialised(t, reference.Open[float32](), micro)
	x, noise := randomBatch(micro, 2, 4)
	before, err := m.Redraw(x, noise)
	must(t, err)
	mask := values(before.Mask)
	changed := tensorOf(slices.Clone(values(x)), x.Shape())
	for image := range 2 {
		for patch := range micro.Patches() {
			if mask[image*micro.Patches()+patch] == 1 || image == 1 {
				paint(micro, values(changed), image, patch)
			}
		}
	}
	after, err := m.Redraw(changed, noise)
	must(t, err)
	half := len(values(before.Pred)) / 2
	if !slices.Equal(values(before.Pred)[:half], values(after.Pred)[:half]) {
		t.Error("hidden pixels, or another image, changed a prediction")
	}
	if slices.Equal(values(before.Pred)[half:], values(after.Pred)[half:]) {
		t.Error("visible pixels changed no prediction")
	}
}

func paint(c Config, images []float32, image, patch int) {
	for channel := range channels {
		for y := range c.PatchSize {
			for x := range c.PatchSize {
				row, column := patch/c.grid()*c.PatchSize+y, patch%c.grid()*c.PatchSize+x
				images[((image*channels+channel)*c.ImageSize+row)*c.ImageSize+column] = 9
			}
		}
	}
}

func TestMistakes(t *testing.T) {
	m := initialised(t, reference.Open[float32](), micro)
	_, noise := randomBatch(micro, 2, 1)
	for want, x := range map[string]*tensor.Dense{
		"the pictures are [2 3 24], the model wants (any, 3, 24, 24)":    zeros(2, 3, 24),
		"the pictures are [2 1 24 24], the model wants":                  zeros(2, 1, 24, 24),
		"18 numbers of noise for 3 pictures of 9 patches, wanted are 27": zeros(3, 3, 24, 24),
		"the pictures hold float64, the model wants float32":             tensor.New(tensor.WithShape(2, 3, 24, 24), tensor.WithBacking(make([]float64, 2*3*24*24))),
	} {
		if _, err := m.Evaluate(x, noise); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a sentence with %q", err, want)
		}
	}
}

// Noise depends on its three keys and nothing else, and stays what it is.
func TestNoise(t *testing.T) {
	draw := func(seed uint64, epoch, index int) []float32 {
		x := make([]float32, 64)
		Noise(seed, epoch, index, len(x), x)
		return x
	}
	if !slices.Equal(draw(1, 2, 3), draw(1, 2, 3)) {
		t.Error("the same picture in the same epoch has other noise")
	}
	seen := map[float32]bool{}
	for _, x := range [][]float32{draw(1, 2, 3), draw(2, 2, 3), draw(1, 3, 3), draw(1, 2, 4), draw(1, 3, 2)} {
		if seen[x[0]] {
			t.Error("two pictures, epochs or seeds share their noise")
		}
		seen[x[0]] = true
	}
	if x := draw(1, 2, 3)[:2]; !slices.Equal(x, []float32{0.9132274, 0.8057088}) {
		t.Errorf("the noise starts with %v, it was other: runs of older programs would change", x)
	}
}

// Of equal noise the first patch comes first.
func TestTiesAreStable(t *testing.T) {
	const n = 196
	noise := make([]float32, n)
	for i := range noise {
		noise[i] = float32(i % 3)
	}
	m := newMasking(1, n, n/4)
	m.hide(noise)
	order := slices.Concat(m.kept, m.hidden)
	for i := range order[1:] {
		a, b := order[i], order[i+1]
		if noise[a] == noise[b] && a > b {
			t.Fatalf("patches %d and %d have equal noise and changed places", a, b)
		}
	}
}

func initialised(t testing.TB, dev gpu.Device, c Config) *Model {
	t.Helper()
	m, err := New(dev, c)
	must(t, err)
	t.Cleanup(m.Free)
	must(t, m.Init(1))
	return m
}

func randomBatch(c Config, images int, seed uint64) (*tensor.Dense, []float32) {
	r := rand.New(rand.NewPCG(seed, 0))
	x, noise := zeros(images, channels, c.ImageSize, c.ImageSize), make([]float32, images*c.Patches())
	for i := range values(x) {
		values(x)[i] = float32(r.NormFloat64())
	}
	for i := range images {
		Noise(seed, 0, i, c.Patches(), noise[i*c.Patches():])
	}
	return x, noise
}

// part copies images from to to, and their noise.
func part(x *tensor.Dense, noise []float32, from, to int) (*tensor.Dense, []float32) {
	s := slices.Clone(x.Shape())
	size, n := len(values(x))/s[0], len(noise)/s[0]
	s[0] = to - from
	return tensorOf(slices.Clone(values(x)[from*size:to*size]), s), noise[from*n : to*n]
}

func tensorOf(x []float32, shape tensor.Shape) *tensor.Dense {
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(x))
}
