//go:build unix

package emulate_test

import (
	"strings"
	"testing"
	"unsafe"

	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
)

// TestLaunchNotices: what a card would leave to chance is an error here.
func TestLaunchNotices(t *testing.T) {
	d := emulate.New()
	defer d.Close()
	x, err := d.Alloc(4 * 64)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Free(x)
	at := uint64(x)
	one := cuda.Size{1, 1, 1}
	for _, c := range []struct {
		name, kernel, says string
		threads            int
		args               []uint64
	}{
		{"no such kernel", "subtract", "no such kernel", 256, nil},
		{"an argument too few", "add", "3 parameters, the launch 2", 256, []uint64{at, at}},
		{"a large block", "add", "256 threads at most", 512, []uint64{at, at, 0}},
		{"half a warp", "softmax", "fewer than 32 threads", 16, []uint64{at, at, 1, 4}},
		{"as it should be", "add", "", 256, []uint64{at, at, 64}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := d.Launch(c.kernel, one, cuda.Size{c.threads, 1, 1}, 0, c.args)
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("the error is %v, want %q in it", err, c.says)
			}
		})
	}
}

// TestMemory: new memory holds NaN, and what is moved arrives.
func TestMemory(t *testing.T) {
	d := emulate.New()
	defer d.Close()
	x, err := d.Alloc(8)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Free(x)
	var got [2]float32
	read := func() {
		t.Helper()
		if err := d.Download(unsafe.Pointer(&got[0]), x, 8); err != nil {
			t.Fatal(err)
		}
	}
	if read(); got[0] == got[0] {
		t.Errorf("new memory holds %v, want NaN", got)
	}
	want := [2]float32{3, 4}
	if err := d.Upload(x, unsafe.Pointer(&want[0]), 8); err != nil {
		t.Fatal(err)
	}
	if read(); got != want {
		t.Errorf("%v arrived, want %v", got, want)
	}
	if err := d.Clear(x+4, 4); err != nil {
		t.Fatal(err)
	}
	if read(); got != [2]float32{3, 0} {
		t.Errorf("%v is left, want 3 and 0", got)
	}
}
