//go:build cuda

package nvidia

/*
#include <cuda.h>
static int allow_shared(void *f, int bytes) {
	return cuFuncSetAttribute((CUfunction)f, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes);
}
*/
import "C"

import (
	"fmt"
	"unsafe"

	"gorgonia.org/cu"

	"maestudio/gpu/cuda"
)

// kernel is one that was launched before.
type kernel struct {
	function cu.Function
	shared   int // bytes of dynamic shared memory that it may have
}

// usual is what every kernel may have.
const usual = 48 << 10

// kernel finds one by its name.
func (d *driver) kernel(name string) (*kernel, error) {
	if k, ok := d.kernels[name]; ok {
		return k, nil
	}
	for _, m := range d.modules {
		f, err := m.Function(name)
		if err == nil {
			k := &kernel{function: f, shared: usual}
			d.kernels[name] = k
			return k, nil
		}
		if code(err) != notFound {
			return nil, explained("the kernel "+name, err)
		}
	}
	return nil, fmt.Errorf("there is no kernel %s", name)
}

func (d *driver) Launch(name string, grid, block cuda.Size, shared int, args []uint64) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer leave()
	k, err := d.kernel(name)
	if err != nil {
		return err
	}
	if shared > k.shared {
		// A Function is one handle of the driver's, which cu keeps to itself.
		if err := result(C.allow_shared(*(*unsafe.Pointer)(unsafe.Pointer(&k.function)), C.int(shared))); err != nil {
			return explained(fmt.Sprintf("%d bytes of shared memory for %s", shared, name), err)
		}
		k.shared = shared
	}
	d.params = d.params[:0]
	for i := range args {
		d.params = append(d.params, unsafe.Pointer(&args[i]))
	}
	return explained(name, k.function.Launch(grid[0], grid[1], grid[2], block[0], block[1], block[2], shared, d.stream, d.params))
}
