//go:build cuda

package nvidia

/*
#include <cuda.h>
static int host_alloc(void **at, size_t bytes) { return cuMemHostAlloc(at, bytes, 0); }
static int host_free(void *at) { return cuMemFreeHost(at); }
*/
import "C"

import (
	"unsafe"

	"gorgonia.org/cu"
)

// half is the bytes of each half of the staging memory.
const half = 16 << 20

// staging is memory of the host that the card reads by itself, so that an upload need
// not wait for it: values are put into one half until that is full and then into the
// other, which is waited for if the card has not read it yet.
type staging struct {
	memory []byte // both halves
	read   [2]cu.Event
	queued [2]bool // read was recorded
	now    int     // the half in use
	used   int     // bytes of it
}

func (s *staging) open() error {
	var at unsafe.Pointer
	if err := result(C.host_alloc(&at, 2*half)); err != nil {
		return explained("staging memory", err)
	}
	s.memory = unsafe.Slice((*byte)(at), 2*half)
	for i := range s.read {
		const noTiming = 2 // CU_EVENT_DISABLE_TIMING
		event, err := cu.MakeEvent(noTiming)
		if err != nil {
			return explained("staging memory", err)
		}
		s.read[i] = event
	}
	return nil
}

func (s *staging) upload(stream cu.Stream, dst cu.DevicePtr, from []byte) error {
	for len(from) > 0 {
		if s.used == half {
			if err := s.turn(stream); err != nil {
				return err
			}
		}
		room := s.memory[s.now*half+s.used : (s.now+1)*half]
		n := copy(room, from)
		if err := cu.MemcpyHtoDAsync(dst, unsafe.Pointer(&room[0]), int64(n), stream); err != nil {
			return explained("a copy to the card", err)
		}
		from, dst = from[n:], dst+cu.DevicePtr(n)
		s.used = min(half, (s.used+n+63)/64*64)
	}
	return nil
}

// turn goes on in the other half.
func (s *staging) turn(stream cu.Stream) error {
	if err := s.read[s.now].Record(stream); err != nil {
		return explained("a copy to the card", err)
	}
	s.queued[s.now] = true
	s.now, s.used = 1-s.now, 0
	if !s.queued[s.now] {
		return nil
	}
	return explained("a copy to the card", s.read[s.now].Synchronize())
}

// close gives the memory back; nothing reads it any more.
func (s *staging) close() {
	if s.memory != nil {
		C.host_free(unsafe.Pointer(&s.memory[0]))
		s.memory = nil
	}
}
