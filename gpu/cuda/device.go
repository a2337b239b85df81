package cuda

import (
	"errors"
	"fmt"

	"maestudio/gpu"
)

// Options choose how to compute.
type Options struct {
	Matrix gpu.DType // in which matrices are multiplied: Float32, or BFloat16 for mixed precision
}

// device is a card as a gpu.Device.
type device struct {
	driver  Driver // nil when closed
	card    Card
	matrix  gpu.DType
	work    Pointer // shared by the kernels of one operation
	workLen int
	words   []uint64 // of the launch under way
}

// Open starts a device on a card, which it closes in the end.
func Open(d Driver, o Options) (gpu.Device, error) {
	if o.Matrix != gpu.Float32 && o.Matrix != gpu.BFloat16 {
		return nil, errors.New("matrices are multiplied in float32 or bf16; choose one of these precisions")
	}
	card := d.Card()
	if o.Matrix == gpu.BFloat16 && !card.BFloat16 {
		return nil, fmt.Errorf("%s is of a kind (%s) whose tensor cores do not multiply bfloat16; choose the precision float32", card.Name, card.Family)
	}
	return &device{driver: d, card: card, matrix: o.Matrix}, nil
}

func (d *device) Info() gpu.Info {
	return gpu.Info{
		Name:    "cuda",
		Family:  d.card.Family,
		Detail:  d.card.Name,
		Threads: d.card.Processors,
		Matrix:  d.matrix,
	}
}

var errClosed = errors.New("cuda: the device is closed")

// Close gives the card back. Buffers that were not freed are gone with it.
func (d *device) Close() error {
	if d.driver == nil {
		return errClosed
	}
	var err error
	if d.work != 0 {
		err = d.driver.Free(d.work)
	}
	err = errors.Join(err, d.driver.Close())
	d.driver, d.work, d.workLen = nil, 0, 0
	return err
}

// workspace is memory that the kernels of one operation share, at least so many bytes;
// what it holds is undefined. It grows to the largest that was asked for.
func (d *device) workspace(bytes int) (Pointer, error) {
	if bytes <= d.workLen {
		return d.work, nil
	}
	if d.work != 0 {
		if err := d.driver.Free(d.work); err != nil {
			return 0, fmt.Errorf("cuda: working space: %w", err)
		}
	}
	d.work, d.workLen = 0, 0
	work, err := d.driver.Alloc(bytes)
	if err != nil {
		return 0, fmt.Errorf("cuda: working space of %d bytes: %w", bytes, err)
	}
	d.work, d.workLen = work, bytes
	return work, nil
}
