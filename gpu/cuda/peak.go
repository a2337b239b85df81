package cuda

import (
	"errors"
	"time"

	"maestudio/gpu"
)

// What kernels/peak.cu and kernels/peak_bf16.cu do in a round.
const (
	chains  = 16                    // multiply-adds of a thread
	mmas    = 8                     // products of a warp
	mmaFLOP = 2 * 16 * 8 * 16       // of one of them
	enough  = 20 * time.Millisecond // for a launch to be lost in
)

var errNotCUDA = errors.New("cuda: the device is another")

// Wait returns when all that was queued on a device of this package is done.
func Wait(d gpu.Device) error {
	own, ok := d.(*device)
	switch {
	case !ok:
		return errNotCUDA
	case own.driver == nil:
		return errClosed
	}
	return own.driver.Wait()
}

// Peak measures the rate in GFLOP/s at which a card multiplies and adds what is in its registers:
// no program is faster. With bfloat16 that is a bare loop of mma.sync on its tensor cores.
func Peak(d gpu.Device) (float64, error) {
	own, ok := d.(*device)
	if !ok {
		return 0, errNotCUDA
	}
	kernel, flop := "peak", 2.*chains*line
	if own.matrix == gpu.BFloat16 {
		kernel, flop = "peak_bf16", mmas*mmaFLOP*line/warp
	}
	const blocks, most = 8, 1 << 24 // of a multiprocessor; rounds
	grid := Size{blocks * own.card.Processors, 1, 1}
	a := own.args("peak")
	y := a.workspace(4 * line * grid[0])
	best := 0.
	for rounds, tries := 1, 0; tries < 3 && a.err == nil; {
		start := time.Now()
		a.launch(kernel, grid, y, num(rounds))
		if a.err == nil {
			a.err = own.driver.Wait()
		}
		took := time.Since(start)
		if took < enough && rounds < most {
			rounds *= 2
			continue
		}
		tries++
		best = max(best, flop*float64(rounds)*float64(grid[0])/float64(took.Nanoseconds()))
	}
	return best, a.err
}
