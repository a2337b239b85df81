package gpu

import "errors"

// ErrNoMemory is under every error of a device that has no room for what was asked.
// Whoever asked for less may try again.
var ErrNoMemory = errors.New("there is no memory")

// DType is the type of a buffer's elements.
type DType uint8

const (
	Float32  DType = iota
	BFloat16       // the upper half of a float32; only matrix products read it
	Int32          // places: which patch, which row
)

// Info tells what a device is. Name and Family go into a run's description:
// the same seed promises the same bits only where they are equal.
type Info struct {
	Name    string // "cpu"
	Family  string // the kernels in use: "avx512", "avx2", "plain", "reference"
	Detail  string // the processor's or card's own name, for a person
	Threads int    // workers that share one operation

	// Matrix is the type in which values that only matrix products read are
	// best stored: Float32, or BFloat16 when the device computes with mixed
	// precision. Everything else is Float32 always.
	Matrix DType
}

// Buffer is memory of a device. A buffer that Slice returned shares memory with
// its parent and is valid as long as it; only what New returned may be freed.
type Buffer interface {
	DType() DType
	Len() int // elements
	Slice(from, to int) Buffer
	Free()
}

// Weight is a matrix (out, in) that stays the same from one change to the
// next, so the device may keep rearranged copies of it. The values live in the
// caller's buffer; the copies are the device's.
type Weight interface {
	Shape() (out, in int)
	Changed() // the values were written: copies made before are stale
	Free()    // gives the copies back; the values' buffer is the caller's
}

// Epilogue is work folded into the end of a matrix product y = x Wᵀ + b.
// With GELU set, y = GELU(x Wᵀ + b) and, when Slope is not nil, Slope (rows, out;
// Float32 or the type of y) receives GELU'(x Wᵀ + b) for the way back, which costs
// little here, where the exponential is at hand.
// Residual (rows, out), when not nil, is added last and may be y itself.
type Epilogue struct {
	GELU     bool
	Slope    Buffer
	Residual Buffer
}

// GradEpilogue is work folded into the end of dx = dy W. Slope (rows, in), when
// not nil, multiplies the result. Add adds to dx instead of overwriting it.
type GradEpilogue struct {
	Slope Buffer
	Add   bool
}

// Device does arithmetic on its buffers. Its methods are called from one
// goroutine at a time. Unless a parameter says otherwise, buffers are Float32,
// outputs are overwritten without being read, and outputs overlap no input.
// "Matrix" buffers may be of Info().Matrix as well as Float32. A buffer that is
// too short or of the wrong type is an error, not a crash.
type Device interface {
	Memory
	MatrixOps
	TokenOps
	RowOps
	LossOps
	OptimizerOps
	Info() Info
	Close() error
}

// Memory makes buffers and moves values between them and the host.
type Memory interface {
	New(t DType, n int) (Buffer, error) // zeroed, aligned to 64 bytes
	NewWeight(values Buffer, out, in int) (Weight, error)

	// Write and Read convert when b is BFloat16 (rounding to nearest even).
	Write(b Buffer, values []float32) error
	Read(values []float32, b Buffer) error
	WriteInt32(b Buffer, values []int32) error

	Zero(b Buffer) error
	Copy(dst, src Buffer) error // any mix of Float32 and BFloat16, equal lengths
	Add(y, x Buffer) error      // y += x
}

// MatrixOps are the three products of a linear layer y = x Wᵀ + b,
// x (rows, in), W (out, in), b (out), y (rows, out).
type MatrixOps interface {
	// Linear: x, y matrix buffers; b may be nil.
	Linear(y, x Buffer, w Weight, b Buffer, rows int, e Epilogue) error
	// LinearInput: dx (rows, in) = dy W; dx, dy matrix buffers.
	LinearInput(dx, dy Buffer, w Weight, rows int, e GradEpilogue) error
	// LinearWeight: dw (out, in) = dyᵀ x and db (out) = the sum of dy's rows;
	// dy, x matrix buffers; db may be nil. add adds to dw and db instead.
	LinearWeight(dw, db, dy, x Buffer, rows, out, in int, add bool) error
}

// TokenOps move patches and tokens about. Every ids buffer is Int32.
type TokenOps interface {
	// GatherPatches cuts patches out of images (B, C, height, width): row b*K+i of
	// y (B*K, C*P*P; matrix buffer) is patch ids[b,i] of image b in the order
	// channel, row, column, which is that of a convolution's weight. Patch 0 is top
	// left, patch 1 to its right. ids (B, K).
	GatherPatches(y, images, ids Buffer, b, c, height, width, p, k int) error
	// ScatterPatches is its adjoint: dimages += the patches dy (B*K, C*P*P).
	ScatterPatches(dimages, dy, ids Buffer, b, c, height, width, p, k int) error
	// PixelTarget: row b*K+i of y (B*K, P*P*C) is patch ids[b,i] in the order row,
	// column, channel; with normalise, less its mean and divided by
	// sqrt(var + 1e-6), var unbiased (He et al. 2021, section 3, "target").
	PixelTarget(y, images, ids Buffer, b, c, height, width, p, k int, normalise bool) error
	// Embed makes the encoder's input y (B, 1+K, D): row 0 is cls (D) + pos[0], row
	// 1+i is x[b,i] + pos[1+ids[b,i]]; x (B, K, D), pos (1+N, D).
	Embed(y, x, cls, pos, ids Buffer, b, k, d int) error
	// EmbedBackward: dx (B, K, D) is dy without its first rows, dcls (D) their sum
	// over B; dpos (1+N, D), which may be nil, gets the rest. addParams adds to dcls
	// and dpos instead of overwriting.
	EmbedBackward(dx, dcls, dpos, dy, ids Buffer, b, k, n, d int, addParams bool) error
	// Unshuffle makes the decoder's input y (B, 1+N, D) from x (B, 1+K, D): row 0 is
	// x[b,0]; row 1+j is x[b, 1+restore[b,j]] where restore[b,j] < K and else mask
	// (D). Every row then gets its pos (1+N, D), which may be nil. restore (B, N).
	Unshuffle(y, x, mask, pos, restore Buffer, b, k, n, d int) error
	// UnshuffleBackward: dx (B, 1+K, D) and dmask (D), the sum over the rows that
	// held the mask token. addMask adds to dmask.
	UnshuffleBackward(dx, dmask, dy, restore Buffer, b, k, n, d int, addMask bool) error
	// GatherRows: y[b,i] = x[b, ids[b,i]]; y (B, K, D), x (B, N, D), ids (B, K).
	GatherRows(y, x, ids Buffer, b, n, k, d int) error
	// ScatterRows: dx[b, ids[b,i]] = dy[b,i] and all other rows 0; ids of one image
	// are distinct. add adds to dx and leaves the other rows as they are.
	ScatterRows(dx, dy, ids Buffer, b, n, k, d int, add bool) error
	// MeanRows: y[b] = the mean of x[b,1] to x[b,N], the tokens of the patches
	// without the first, the class token's; y (B, D), x (B, 1+N, D), N at least 1.
	MeanRows(y, x Buffer, b, n, d int) error
	// MeanRowsBackward: dx[b,0] = 0 and dx[b,1+i] = dy[b] / N. add adds to dx.
	MeanRowsBackward(dx, dy Buffer, b, n, d int, add bool) error
	// ScaleRows: y[b] = residual[b] + scale[b] x[b] on rows (B, N); residual may be
	// nil. It is the way there and, without a residual, the way back of dropping a
	// branch for some pictures (stochastic depth; Huang et al. 2016): scale[b] is 0
	// where it is dropped and else one over the share that is kept.
	ScaleRows(y, x, scale, residual Buffer, b, n int) error
}

// RowOps work on rows of numbers.
type RowOps interface {
	// LayerNorm: y = (x-mean)*rstd*w + b over each row of x (rows, cols), biased
	// variance in two passes, rstd = 1/sqrt(var+eps). y is a matrix buffer; w, b
	// (cols); mean, rstd (rows) are kept for the way back.
	LayerNorm(y, mean, rstd, x, w, b Buffer, rows, cols int, eps float32) error
	// LayerNormBackward: addX adds to dx, addParams to dw and db.
	LayerNormBackward(dx, dw, db, dy, x, w, mean, rstd Buffer, rows, cols int, addX, addParams bool) error
	// GELU is the exact one: x/2 (1 + erf(x/sqrt 2)). n elements.
	GELU(y, x Buffer, n int) error
	GELUBackward(dx, dy, x Buffer, n int) error
	Softmax(y, x Buffer, rows, cols int) error
	SoftmaxBackward(dx, dy, y Buffer, rows, cols int) error
	// Attention: y (B, N, H*D) = softmax(q kᵀ / sqrt D) v for each image and head;
	// qkv (B, N, 3, H, D); lse (B, H, N) keeps the logarithm of each row's sum of
	// exponentials (Dao et al. 2022). y, qkv matrix buffers.
	Attention(y, lse, qkv Buffer, b, n, h, d int) error
	// AttentionBackward: dqkv like qkv, from dy and what the way there kept.
	AttentionBackward(dqkv, dy, y, lse, qkv Buffer, b, n, h, d int) error
}

// LossOps compare.
type LossOps interface {
	// MaskedMSE: loss (1) = the mean over rows with mask 1 of the row's mean of
	// (pred-target)^2; pred, target (rows, cols); mask (rows) may be nil, which
	// counts every row. perRow (rows), which may be nil, receives each row's mean.
	MaskedMSE(loss, perRow, pred, target, mask Buffer, rows, cols int) error
	// MaskedMSEBackward: dpred = scale times the loss's derivative.
	MaskedMSEBackward(dpred, pred, target, mask Buffer, rows, cols int, scale float32) error
	// CrossEntropy: loss (1) = the mean over rows of the row's sum of
	// -target log softmax(logits); logits, target (rows, cols). A row of target is
	// any share of classes: one class, one smoothed (Szegedy et al. 2016), or two
	// mixed (Zhang et al. 2018). perRow (rows), which may be nil, receives each row's.
	CrossEntropy(loss, perRow, logits, target Buffer, rows, cols int) error
	// CrossEntropyBackward: dlogits = scale times the loss's derivative.
	CrossEntropyBackward(dlogits, logits, target Buffer, rows, cols int, scale float32) error
}

// AdamW holds the settings of one step of AdamW (Loshchilov and Hutter 2019,
// algorithm 2): the decay is decoupled and scaled by the rate.
type AdamW struct {
	Rate, Beta1, Beta2, Eps, Decay float64
	Step                           int // from 1; for the bias correction
}

// OptimizerOps change parameters.
type OptimizerOps interface {
	// AdamW moves w by gradient g; m and v are the moments; n elements.
	AdamW(w, g, m, v Buffer, n int, s AdamW) error
	// SumSquares: out (1) = the sum of x's squares, n elements.
	SumSquares(out, x Buffer, n int) error
}
