package cuda

import (
	"unsafe"

	"maestudio/gpu"
)

func (d *device) Write(b gpu.Buffer, values []float32) error {
	a := d.args("write")
	own := a.floating("the buffer", b, len(values))
	if a.err != nil || len(values) == 0 {
		return a.err
	}
	if own.dtype == gpu.Float32 {
		return d.driver.Upload(own.at, unsafe.Pointer(&values[0]), 4*len(values))
	}
	work := a.workspace(4 * len(values))
	if a.err == nil {
		a.err = d.driver.Upload(Pointer(work), unsafe.Pointer(&values[0]), 4*len(values))
	}
	a.convert(own.reals(), reals{at: work}, len(values))
	return a.err
}

func (d *device) Read(values []float32, b gpu.Buffer) error {
	a := d.args("read")
	own := a.floating("the buffer", b, len(values))
	if a.err != nil || len(values) == 0 {
		return a.err
	}
	from := uint64(own.at)
	if own.dtype == gpu.BFloat16 {
		from = a.workspace(4 * len(values))
		a.convert(reals{at: from}, own.reals(), len(values))
	}
	if a.err != nil {
		return a.err
	}
	return d.driver.Download(unsafe.Pointer(&values[0]), Pointer(from), 4*len(values))
}

func (d *device) WriteInt32(b gpu.Buffer, values []int32) error {
	a := d.args("write")
	own := a.buffer("the buffer", b, gpu.Int32, []int{len(values)})
	if a.err != nil || len(values) == 0 {
		return a.err
	}
	copy(own.places, values)
	return d.driver.Upload(own.at, unsafe.Pointer(&values[0]), 4*len(values))
}

func (d *device) Zero(b gpu.Buffer) error {
	a := d.args("zero")
	t := gpu.Float32
	if own, ok := b.(*buffer); ok && own != nil {
		t = own.dtype
	}
	own := a.buffer("the buffer", b, t, []int{0})
	if a.err != nil || own.len == 0 {
		return a.err
	}
	clear(own.places)
	return d.driver.Clear(own.at, own.bytes())
}

func (d *device) Copy(dst, src gpu.Buffer) error {
	a := d.args("copy")
	n := a.sameLength(dst, src)
	to, from := a.floating("the target", dst, n), a.floating("the source", src, n)
	if a.err != nil || n == 0 {
		return a.err
	}
	if to.dtype == from.dtype {
		return d.driver.Copy(to.at, from.at, to.bytes())
	}
	a.convert(to.reals(), from.reals(), n)
	return a.err
}

func (d *device) Add(y, x gpu.Buffer) error {
	a := d.args("add")
	n := a.sameLength(y, x)
	to, from := a.need("y", y, n), a.need("x", x, n)
	a.launch("add", lines(n), to, from, num(n))
	return a.err
}

// convert copies between float32 and bfloat16, both ways.
func (a *args) convert(y, x reals, n int) {
	a.launch("convert", lines(n), y.at, y.half, x.at, x.half, num(n))
}

func (b *buffer) reals() reals { return reals{at: uint64(b.at), half: flag(b.dtype == gpu.BFloat16)} }

// floating is a buffer of at least n numbers, Float32 or BFloat16.
func (a *args) floating(name string, b gpu.Buffer, n int) *buffer {
	if own, ok := b.(*buffer); ok && own != nil && own.dtype == gpu.BFloat16 {
		return a.buffer(name, b, gpu.BFloat16, []int{n})
	}
	return a.buffer(name, b, gpu.Float32, []int{n})
}

func (a *args) sameLength(x, y gpu.Buffer) int {
	if x == nil || y == nil {
		return 0 // which of them is missing is said elsewhere
	}
	if x.Len() != y.Len() {
		a.fail("the buffers hold %d and %d numbers", x.Len(), y.Len())
	}
	return x.Len()
}
