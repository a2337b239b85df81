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
	a.multiply("linear", p)
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
	a.multiply("linear_input", p)
	return a.err
}

func (d *device) LinearWeight(dw, db, dy, x gpu.Buffer, rows, out, in int, add bool) error {
	a := d.args("linear weight")
	p := multiplication{m: out, n: in, k: rows}
	p.y.at, p.a, p.b = a.need("dw", dw, out, in), a.matrix("dy", dy, rows, out), a.matrix("x", x, rows, in)
	dbs := a.optional("db", db, out)
	if add {
		p.residual = p.y
	}
	a.multiply("linear_weight", p)
	if db != nil {
		step, n := rowPieces(rows)
		work := a.workspace(4 * n * out)
		a.launch("sum_columns", over(lines(out), n), work, p.a.at, p.a.half, num(rows), num(out), num(step))
		a.sumPieces(dbs, work, n, out, add)
	}
	return a.err
}

// Sides of the square that a block makes of a product, as in kernels/matrix_*.cu.
const (
	smallTile = 64
	largeTile = 128

	// enoughTiles keep a card busy: with fewer large ones small ones are better.
	enoughTiles = 128
)

// multiply queues the product. The order of its sums is the same whatever the tile.
func (a *args) multiply(op string, p multiplication) {
	tile, threads, shared, kernel := smallTile, line, 0, op+"_float32"
	if a.device.matrix == gpu.BFloat16 {
		tile, threads, shared, kernel = bf16Tile(op, p)
	}
	grid := Size{pieces(p.n, tile), pieces(p.m, tile), 1}
	a.launchBlocks(kernel, grid, threads, shared,
		p.y.at, p.y.half, p.a.at, p.a.half, p.b.at, p.b.half, num(p.m), num(p.n), num(p.k), p.bias, flag(p.gelu),
		p.slope.at, p.slope.half, p.factor.at, p.factor.half, p.residual.at, p.residual.half)
}

// bf16Tile is which kernel of kernels/matrix_bf16.cu multiplies, and what it needs.
func bf16Tile(op string, p multiplication) (tile, threads, shared int, kernel string) {
	if pieces(p.m, largeTile)*pieces(p.n, largeTile) < enoughTiles {
		return smallTile, 128, sharedOf(smallTile), op + "_bf16_64"
	}
	return largeTile, 256, sharedOf(largeTile), op + "_bf16_128"
}

// sharedOf is room for three pieces of both operands, padded, and afterwards for the
// sums as float32.
func sharedOf(tile int) int {
	return max(3*2*2*tile*(32+8), 4*tile*(tile+4))
}
