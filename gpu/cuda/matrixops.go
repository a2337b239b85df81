package cuda

import "maestudio/gpu"

// multiplication is a matrix product as the kernels see it, y (m, n) = a bᵀ summed over k, and
// what follows it; kernels/matrix.h says what.
type multiplication struct {
	y, a, b                 reals
	m, n, k                 int
	bias                    uint64
	gelu                    bool
	slope, factor, residual reals
}

func (d *device) Linear(y, x gpu.Buffer, w gpu.Weight, b gpu.Buffer, rows int, e gpu.Epilogue) error {
	a := d.args("linear")
	own, out, in := a.weight(w)
	p := multiplication{m: rows, n: out, k: in, gelu: e.GELU}
	p.y, p.a, p.bias = a.matrix("y", y, rows, out), a.matrix("x", x, rows, in), a.optional("b", b, out)
	p.slope = a.optionalMatrix("the slope", e.Slope, rows, out)
	p.residual = a.optionalMatrix("the residual", e.Residual, rows, out)
	p.b = a.factor(own)
	a.multiply(linear, p)
	return a.err
}

func (d *device) LinearInput(dx, dy gpu.Buffer, w gpu.Weight, rows int, e gpu.GradEpilogue) error {
	a := d.args("linear input")
	own, out, in := a.weight(w)
	p := multiplication{m: rows, n: in, k: out}
	p.y, p.a = a.matrix("dx", dx, rows, in), a.matrix("dy", dy, rows, out)
	p.factor = a.optionalMatrix("the slope", e.Slope, rows, in)
	if e.Add {
		p.residual = p.y
	}
	p.b = a.factor(own)
	a.multiply(linearInput, p)
	return a.err
}

func (d *device) LinearWeight(dw, db, dy, x gpu.Buffer, rows, out, in int, add bool) error {
	a := d.args("linear weight")
	p := multiplication{m: out, n: in, k: rows}
	p.y.at, p.a, p.b = a.need("dw", dw, out, in), a.matrix("dy", dy, rows, out), a.matrix("x", x, rows, in)
	dbs := a.optional("db", db, out)
	a.multiplyInPieces(linearWeight, p, add)
	if db != nil {
		step, n := rowPieces(rows)
		work := a.workspace(4 * n * out)
		a.launch("sum_columns", over(lines(out), n), work, p.a.at, p.a.half, num(rows), num(out), num(step))
		a.sumPieces(dbs, work, n, out, add)
	}
	return a.err
}

// productKernels are the kernels of one of the products: in bfloat16 with small tiles
// and with large ones.
type productKernels struct {
	float32 string
	bf16    [2]string
}

var (
	linear       = productKernels{"linear_float32", [2]string{"linear_bf16_64", "linear_bf16_128"}}
	linearInput  = productKernels{"linear_input_float32", [2]string{"linear_input_bf16_64", "linear_input_bf16_128"}}
	linearWeight = productKernels{"linear_weight_float32", [2]string{"linear_weight_bf16_64", "linear_weight_bf16_128"}}
)

// Sides of the square that a block makes of a product, as in kernels/matrix_*.cu.
const (
	smallTile = 64
	largeTile = 128

	// enoughTiles keep a card busy: with fewer large ones small ones are better.
	enoughTiles = 128
)

// multiply queues the product. The order of its sums is the same whatever the tile.
func (a *args) multiply(op productKernels, p multiplication) {
	a.launchProduct(op, p, a.tileOf(p, 1), p.k, 1)
}

// multiplyInPieces is for a small y and a long way to sum: several blocks make a part
// of each sum, and these are added. Each part is at least leastPiece long.
func (a *args) multiplyInPieces(op productKernels, p multiplication, add bool) {
	most := max(1, p.k/leastPiece)
	tile := a.tileOf(p, most)
	step := max(depth, pieces(p.k, min(most, max(1, 2*enoughTiles/max(1, p.tiles(tile))))))
	step = pieces(step, depth) * depth
	n := max(1, pieces(p.k, step))
	if n == 1 {
		if add {
			p.residual = p.y
		}
		a.launchProduct(op, p, tile, step, 1)
		return
	}
	y := p.y.at
	p.y.at = a.workspace(4 * n * p.m * p.n)
	a.launchProduct(op, p, tile, step, n)
	a.sumPieces(y, p.y.at, n, p.m*p.n, add)
}

const (
	depth      = 32 // numbers along k that a block takes at a time
	leastPiece = 256
)

func (p multiplication) tiles(side int) int { return pieces(p.m, side) * pieces(p.n, side) }

// tileOf is the side of the squares that suits a product cut into so many pieces.
func (a *args) tileOf(p multiplication, most int) int {
	if a.device.matrix == gpu.BFloat16 && p.tiles(largeTile)*most >= enoughTiles {
		return largeTile
	}
	return smallTile
}

func (a *args) launchProduct(op productKernels, p multiplication, tile, step, n int) {
	kernel, threads, shared := op.float32, line, 0
	if a.device.matrix == gpu.BFloat16 {
		kernel, threads, shared = op.bf16[tile/largeTile], 2*tile, sharedOf(tile)
	}
	grid := Size{pieces(p.n, tile), pieces(p.m, tile), n}
	a.launchBlocks(kernel, grid, threads, shared,
		p.y.at, p.y.half, p.a.at, p.a.half, p.b.at, p.b.half, num(p.m), num(p.n), num(p.k), num(step), p.bias, flag(p.gelu),
		p.slope.at, p.slope.half, p.factor.at, p.factor.half, p.residual.at, p.residual.half)
}

// sharedOf is room for three pieces of both operands, padded, and afterwards for the
// sums as float32.
func sharedOf(tile int) int {
	return max(3*2*2*tile*(depth+8), 4*tile*(tile+4))
}
