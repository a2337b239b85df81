package reference

import "maestudio/gpu"

func (d *device[F]) Write(b gpu.Buffer, values []float32) error {
	a := args[F]{op: "write"}
	to := a.matrix("the buffer", b, len(values))
	if a.err != nil {
		return a.err
	}
	for i, v := range values {
		to[i] = F(v)
	}
	round[F](b)
	return nil
}

func (d *device[F]) Read(values []float32, b gpu.Buffer) error {
	a := args[F]{op: "read"}
	from := a.matrix("the buffer", b, len(values))
	for i, v := range from {
		values[i] = float32(v)
	}
	return a.err
}

func (d *device[F]) WriteInt32(b gpu.Buffer, values []int32) error {
	a := args[F]{op: "write"}
	own := a.buffer("the buffer", b, []int{len(values)})
	if own != nil && own.dtype != gpu.Int32 {
		a.fail("the buffer does not hold integers")
	}
	if a.err != nil {
		return a.err
	}
	copy(own.places, values)
	return nil
}

func (d *device[F]) Zero(b gpu.Buffer) error {
	a := args[F]{op: "zero"}
	own := a.buffer("the buffer", b, nil)
	if a.err != nil {
		return a.err
	}
	clear(own.values)
	clear(own.places)
	return nil
}

func (d *device[F]) Copy(dst, src gpu.Buffer) error {
	a := args[F]{op: "copy"}
	n := a.sameLength(dst, src)
	to, from := a.matrix("the target", dst, n), a.matrix("the source", src, n)
	if a.err != nil {
		return a.err
	}
	copy(to, from)
	round[F](dst)
	return nil
}

func (d *device[F]) Add(y, x gpu.Buffer) error {
	a := args[F]{op: "add"}
	n := a.sameLength(y, x)
	to, from := a.floats("y", y, n), a.floats("x", x, n)
	if a.err != nil {
		return a.err
	}
	addAll(to, from)
	return nil
}

func (a *args[F]) sameLength(x, y gpu.Buffer) int {
	if x == nil || y == nil {
		return 0 // which of them is missing is said elsewhere
	}
	if x.Len() != y.Len() {
		a.fail("the buffers hold %d and %d numbers", x.Len(), y.Len())
	}
	return x.Len()
}
