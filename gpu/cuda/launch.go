package cuda

import (
	"fmt"
	"math"

	"maestudio/gpu"
)

// launch queues a kernel on blocks of 256 threads, unless something is wrong already.
func (a *args) launch(kernel string, grid Size, words ...uint64) {
	a.launchBlocks(kernel, grid, line, 0, words...)
}

// launchBlocks is launch with so many threads in a block and bytes of dynamic shared
// memory. Where the grid has no blocks there is nothing to do.
func (a *args) launchBlocks(kernel string, grid Size, threads, shared int, words ...uint64) {
	if a.err != nil || grid[0] == 0 || grid[1] == 0 || grid[2] == 0 {
		return
	}
	if grid[0] > mostAcross || grid[1] > mostDown || grid[2] > mostDown {
		a.err = fmt.Errorf("cuda: %s: %w: it takes more blocks than a card counts (%dx%dx%d); a smaller batch takes fewer", a.op, gpu.ErrNoMemory, grid[0], grid[1], grid[2])
		return
	}
	d := a.device
	d.words = append(d.words[:0], words...) // words itself then needs no heap
	if err := d.driver.Launch(kernel, grid, Size{threads, 1, 1}, shared, d.words); err != nil {
		a.err = fmt.Errorf("cuda: %s: %w", a.op, err)
	}
}

const (
	line = 256 // threads of a block that takes an element each, as in kernels/reals.h
	warp = 32

	mostAcross, mostDown = math.MaxInt32, 65_535 // blocks of a grid, on every card
)

// lines is a grid of a thread for each of n elements.
func lines(n int) Size { return Size{pieces(n, line), 1, 1} }

// warps is a grid of a warp for each of n rows.
func warps(n int) Size { return Size{pieces(n, line/warp), 1, 1} }

// over is a grid as often as there are pieces.
func over(grid Size, n int) Size { return Size{grid[0], n, 1} }

func pieces(n, size int) int { return (n + size - 1) / size }

// num and real are arguments of a launch, as is a Pointer.
func num(n int) uint64      { return uint64(n) }
func real(v float32) uint64 { return uint64(math.Float32bits(v)) }

func flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// rowPieces is how rows are cut where they are summed: into n pieces of step rows. It
// depends on the shape only, as the order of the sum does.
func rowPieces(rows int) (step, n int) {
	step = max(16, pieces(rows, 128))
	return step, max(1, pieces(rows, step))
}

// sumPieces: y (n) = the sum of n rows of working space; add adds to y.
func (a *args) sumPieces(y, work uint64, rows, n int, add bool) {
	a.launch("sum_pieces", lines(n), y, work, num(rows), num(n), flag(add))
}

// workspace is that of the device.
func (a *args) workspace(bytes int) uint64 {
	if a.err != nil {
		return 0
	}
	work, err := a.device.workspace(bytes)
	a.err = err
	return uint64(work)
}

// clear queues zeros.
func (a *args) clear(at uint64, bytes int) {
	if a.err != nil || bytes == 0 {
		return
	}
	if err := a.device.driver.Clear(Pointer(at), bytes); err != nil {
		a.err = fmt.Errorf("cuda: %s: %w", a.op, err)
	}
}
