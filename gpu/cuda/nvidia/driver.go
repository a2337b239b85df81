//go:build cuda

package nvidia

/*
#include <cuda.h>

enum { shared_optin = CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN };
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"gorgonia.org/cu"

	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/card"
	"maestudio/gpu/cuda/ptx"
)

// BuiltIn tells whether this program can use a card.
const BuiltIn = true

const nonBlocking = 1 // CU_STREAM_NON_BLOCKING: no order with the default stream, which is not used

// driver is a card that was opened.
type driver struct {
	device  cu.Device
	found   card.Card
	context cu.CUContext
	stream  cu.Stream // of all work but the copies of staging
	shared  int       // bytes that one block can have
	kernels map[string]*kernel
	modules []cu.Module
	params  []unsafe.Pointer // of the launch under way
	pool    pool
	staging staging
	closed  bool
}

// Open starts the card of that number.
func Open(index int) (cuda.Driver, error) {
	report := card.Find()
	if index < 0 || index >= len(report.Cards) {
		if report.Why != "" {
			return nil, errors.New(report.Why)
		}
		return nil, fmt.Errorf("There is no card %d here, but %d of them.", index, len(report.Cards))
	}
	d := &driver{found: report.Cards[index], kernels: map[string]*kernel{}, pool: newPool()}
	if d.found.Why != "" {
		return nil, errors.New(d.found.Why)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := d.start(index); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *driver) start(index int) (err error) {
	if d.device, err = cu.GetDevice(index); err != nil {
		return explained("the card", err)
	}
	if d.context, err = d.device.MakeContext(cu.SchedBlockingSync); err != nil {
		return explained("the card", err)
	}
	if d.shared, err = d.device.Attribute(cu.DeviceAttribute(C.shared_optin)); err != nil {
		return explained("the card", err)
	}
	if d.stream, err = cu.MakeStream(nonBlocking); err != nil {
		return explained("the card", err)
	}
	if err := d.load(); err != nil {
		return err
	}
	return d.staging.open()
}

// load lets the driver make the card's code of the kernels, of those that it can run.
func (d *driver) load() error {
	all, err := ptx.Modules()
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.Oldest > d.found.Capability {
			continue
		}
		module, err := cu.LoadData(m.Text)
		if err != nil {
			return explained("the kernels "+m.Name, err)
		}
		d.modules = append(d.modules, module)
	}
	return nil
}

func (d *driver) Card() cuda.Card {
	return cuda.Card{Name: d.found.Name, Family: d.found.Family(), Processors: d.found.Processors, BFloat16: d.found.BFloat16(), Shared: d.shared}
}

// enter makes the card the one of this thread; leave follows it.
func (d *driver) enter() error {
	if d.closed {
		return errors.New("the card is closed")
	}
	runtime.LockOSThread()
	if err := cu.SetCurrentContext(d.context); err != nil {
		runtime.UnlockOSThread()
		return explained("the card", err)
	}
	return nil
}

func leave() { runtime.UnlockOSThread() }

func (d *driver) Wait() error {
	if err := d.enter(); err != nil {
		return err
	}
	defer leave()
	return explained("the card", d.stream.Synchronize())
}

// Close gives everything back; what is queued is not waited for.
func (d *driver) Close() error {
	if d.closed || d.context == (cu.CUContext{}) {
		d.closed = true
		return nil
	}
	if err := d.enter(); err != nil {
		d.closed = true
		return err
	}
	defer leave()
	d.closed = true
	_ = d.stream.Synchronize() // what goes wrong was said, or goes wrong again
	_ = d.staging.stream.Synchronize()
	d.staging.free()
	// The context takes memory, modules and the stream with it.
	return explained("the card", d.context.Destroy())
}
