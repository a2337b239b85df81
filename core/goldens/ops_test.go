package goldens

import (
	"testing"

	"maestudio/core/internal/devices"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
	"maestudio/gpu/reference"
)

// TestOps: each operation of each device against PyTorch's.
func TestOps(t *testing.T) {
	t.Run("reference", func(t *testing.T) { testOps(t, reference.Open[float32]()) })
	for _, family := range cpu.Families() {
		t.Run(family.Name, func(t *testing.T) {
			if !family.Available {
				t.Skip(family.Why)
			}
			d, err := cpu.Open(cpu.Options{Family: family.Name})
			if err != nil {
				t.Fatal(err)
			}
			testOps(t, d)
		})
	}
}

// TestOpsOfCard: the kernels of a card, on an emulated one.
func TestOpsOfCard(t *testing.T) {
	d, err := cuda.Open(emulate.New(), cuda.Options{})
	if err != nil {
		t.Fatal(err)
	}
	testOps(t, d)
	devices.Card(t, gpu.Float32, runOps)
}

func testOps(t *testing.T, d gpu.Device) {
	defer d.Close()
	runOps(t, d)
}

func runOps(t *testing.T, d gpu.Device) {
	for op, test := range ops {
		t.Run(op, func(t *testing.T) { test(newBench(t, d, op)) })
	}
}

var ops = map[string]func(b *bench){
	"linear":               testLinear,
	"layernorm":            testLayerNorm,
	"layernorm_small":      testLayerNorm,
	"gelu":                 testGELU,
	"gelu_far":             testGELU,
	"softmax":              testSoftmax,
	"attention":            testAttention,
	"gather":               testGather,
	"unshuffle":            testUnshuffle,
	"patchify":             testPatchify,
	"patch_embed":          testPatchEmbed,
	"masked_mse":           testMaskedMSE,
	"cross_entropy_smooth": testSmoothEntropy,
	"cross_entropy_soft":   testSoftEntropy,
	"drop_path":            testDropPath,
	"adamw":                testAdamW,
	"adamw_nodecay":        testAdamW,
}

func testLinear(b *bench) {
	rows, in, out := b.shape("x")[0], b.shape("x")[1], b.shape("w")[0]
	w := b.weight("w", out, in)
	y, dx := b.empty(rows*out), b.empty(rows*in)
	dw, db := b.empty(out*in), b.empty(out)
	b.must(b.d.Linear(y, b.buffer("x"), w, b.buffer("b"), rows, gpu.Epilogue{}))
	b.must(b.d.LinearInput(dx, b.buffer("dy"), w, rows, gpu.GradEpilogue{}))
	b.must(b.d.LinearWeight(dw, db, b.buffer("dy"), b.buffer("x"), rows, out, in, false))
	b.compare(results{"y": y, "dx": dx, "dw": dw, "db": db})
}

func testLayerNorm(b *bench) {
	rows, cols := b.shape("x")[0], b.shape("x")[1]
	x, w, dy := b.buffer("x"), b.buffer("w"), b.buffer("dy")
	y, mean, rstd := b.empty(rows*cols), b.empty(rows), b.empty(rows)
	dx, dw, db := b.empty(rows*cols), b.empty(cols), b.empty(cols)
	b.must(b.d.LayerNorm(y, mean, rstd, x, w, b.buffer("b"), rows, cols, 1e-6))
	b.must(b.d.LayerNormBackward(dx, dw, db, dy, x, w, mean, rstd, rows, cols, false, false))
	b.compare(results{"y": y, "dx": dx, "dw": dw, "db": db})
}

func testGELU(b *bench) {
	n := b.shape("x")[0]
	y, dx := b.empty(n), b.empty(n)
	b.must(b.d.GELU(y, b.buffer("x"), n))
	b.must(b.d.GELUBackward(dx, b.buffer("dy"), b.buffer("x"), n))
	b.compare(results{"y": y, "dx": dx})
}

func testSoftmax(b *bench) {
	rows, cols := b.shape("x")[0], b.shape("x")[1]
	y, dx := b.empty(rows*cols), b.empty(rows*cols)
	b.must(b.d.Softmax(y, b.buffer("x"), rows, cols))
	b.must(b.d.SoftmaxBackward(dx, b.buffer("dy"), y, rows, cols))
	b.compare(results{"y": y, "dx": dx})
}

func testAttention(b *bench) {
	const batch, n, heads, d = 2, 7, 3, 5
	y, lse, dqkv := b.empty(batch*n*heads*d), b.empty(batch*heads*n), b.empty(batch*n*3*heads*d)
	b.must(b.d.Attention(y, lse, b.buffer("qkv"), batch, n, heads, d))
	b.must(b.d.AttentionBackward(dqkv, b.buffer("dy"), y, lse, b.buffer("qkv"), batch, n, heads, d))
	b.compare(results{"y": y, "dqkv": dqkv})
}

func testGather(b *bench) {
	batch, n, d, k := b.shape("x")[0], b.shape("x")[1], b.shape("x")[2], b.shape("y")[1]
	y, dx := b.empty(batch*k*d), b.empty(batch*n*d)
	b.must(b.d.GatherRows(y, b.buffer("x"), b.places("ids"), batch, n, k, d))
	b.must(b.d.ScatterRows(dx, b.buffer("dy"), b.places("ids"), batch, n, k, d, false))
	b.compare(results{"y": y, "dx": dx})
}

func testUnshuffle(b *bench) {
	batch, k, d, n := b.shape("x")[0], b.shape("x")[1]-1, b.shape("x")[2], b.shape("y")[1]-1
	restore := b.places("ids_restore")
	y, dx, dmask := b.empty(batch*(1+n)*d), b.empty(batch*(1+k)*d), b.empty(d)
	b.must(b.d.Unshuffle(y, b.buffer("x"), b.buffer("mask_token"), nil, restore, batch, k, n, d))
	b.must(b.d.UnshuffleBackward(dx, dmask, b.buffer("dy"), restore, batch, k, n, d, false))
	b.compare(results{"y": y, "dx": dx, "dmask_token": dmask})
}

// testPatchify: the way back has no operation of its own. ScatterPatches wants
// the channel first, so the test turns dy's patches round.
func testPatchify(b *bench) {
	const batch, channels, height, width, p, n = 2, 3, 8, 12, 4, 6
	y, dimages := b.empty(batch*n*p*p*channels), b.empty(batch*channels*height*width)
	b.must(b.d.PixelTarget(y, b.buffer("images"), b.all(batch, n), batch, channels, height, width, p, n, false))

	dy := b.golden.Float32("patchify.dy")
	turned := make([]float32, len(dy))
	for patch := range batch * n {
		for pixel := range p * p {
			for c := range channels {
				turned[(patch*channels+c)*p*p+pixel] = dy[(patch*p*p+pixel)*channels+c]
			}
		}
	}
	b.must(b.d.Zero(dimages))
	b.must(b.d.ScatterPatches(dimages, b.fill(turned), b.all(batch, n), batch, channels, height, width, p, n))
	b.compare(results{"y": y, "dimages": dimages})
}

func testPatchEmbed(b *bench) {
	const batch, channels, height, width, p, n, out = 2, 3, 8, 12, 4, 6, 7
	const rows, in = batch * n, channels * p * p
	patches, dpatches, dimages := b.empty(rows*in), b.empty(rows*in), b.empty(batch*channels*height*width)
	y, dw, db := b.empty(rows*out), b.empty(out*in), b.empty(out)
	w := b.weight("w", out, in)
	b.must(b.d.GatherPatches(patches, b.buffer("images"), b.all(batch, n), batch, channels, height, width, p, n))
	b.must(b.d.Linear(y, patches, w, b.buffer("b"), rows, gpu.Epilogue{}))
	b.must(b.d.LinearInput(dpatches, b.buffer("dy"), w, rows, gpu.GradEpilogue{}))
	b.must(b.d.LinearWeight(dw, db, b.buffer("dy"), patches, rows, out, in, false))
	b.must(b.d.Zero(dimages))
	b.must(b.d.ScatterPatches(dimages, dpatches, b.all(batch, n), batch, channels, height, width, p, n))
	b.compare(results{"y": y, "dw": dw, "db": db, "dimages": dimages})
}

func testMaskedMSE(b *bench) {
	rows, cols := b.shape("pred")[0]*b.shape("pred")[1], b.shape("pred")[2]
	pred, target, mask := b.buffer("pred"), b.buffer("target"), b.buffer("mask")
	y, dpred := b.empty(1), b.empty(rows*cols)
	b.must(b.d.MaskedMSE(y, nil, pred, target, mask, rows, cols))
	b.must(b.d.MaskedMSEBackward(dpred, pred, target, mask, rows, cols, 1))
	b.compare(results{"y": y, "dpred": dpred})
}

func testSoftEntropy(b *bench) { testEntropy(b, b.buffer("target")) }

// testSmoothEntropy: smoothing by 0.1 is a soft target.
func testSmoothEntropy(b *bench) {
	rows, cols := b.shape("logits")[0], b.shape("logits")[1]
	target := make([]float32, rows*cols)
	for r, label := range b.golden.Int32(b.op + ".labels") {
		for c := range cols {
			target[r*cols+c] = float32(.1 / float64(cols))
		}
		target[r*cols+int(label)] = float32(.9 + .1/float64(cols))
	}
	testEntropy(b, b.fill(target))
}

func testEntropy(b *bench, target gpu.Buffer) {
	rows, cols := b.shape("logits")[0], b.shape("logits")[1]
	y, dlogits := b.empty(1), b.empty(rows*cols)
	b.must(b.d.CrossEntropy(y, nil, b.buffer("logits"), target, rows, cols))
	b.must(b.d.CrossEntropyBackward(dlogits, b.buffer("logits"), target, rows, cols, 1))
	b.compare(results{"y": y, "dlogits": dlogits})
}

func testDropPath(b *bench) {
	images, n := b.shape("x")[0], b.shape("x")[1]*b.shape("x")[2]
	scale := b.golden.Float32(b.op + ".keep")
	for i := range scale {
		scale[i] /= .8
	}
	y, dx := b.empty(images*n), b.empty(images*n)
	b.must(b.d.ScaleRows(y, b.buffer("x"), b.fill(scale), nil, images, n))
	b.must(b.d.ScaleRows(dx, b.buffer("dy"), b.fill(scale), nil, images, n))
	b.compare(results{"y": y, "dx": dx})
}

func testAdamW(b *bench) {
	w, m, v := b.buffer("param"), b.buffer("exp_avg"), b.buffer("exp_avg_sq")
	b.must(b.d.AdamW(w, b.buffer("grad"), m, v, w.Len(), gpu.AdamW{
		Rate: b.number("lr"), Beta1: .9, Beta2: .95, Eps: 1e-8, Decay: b.number("weight_decay"), Step: 4,
	}))
	b.compare(results{"param_after": w, "exp_avg_after": m, "exp_avg_sq_after": v})
}
