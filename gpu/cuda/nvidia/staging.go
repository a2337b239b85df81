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

// staging is how values come to the card while it computes: into memory of the host that the
// card reads by itself, from there on a stream of their own into memory of the card, and from
// there to their place on the stream of all other work. Both memories have two sides. One is
// filled until it is full, then the other, and each is written again when
//
//	the host's   has been read: the host waits for that, if it has to
//	the card's   has been moved on: the stream of copies waits for that
//
// and what is moved on has arrived: the stream of all other work waits for that.
type staging struct {
	stream cu.Stream // of the copies
	host   []byte    // both sides
	card   cu.DevicePtr
	most   int // bytes of a side, at most
	size   int // now
	now    int // the side in use
	used   int // bytes of it
	side   [2]struct {
		arrived cu.Event // the last copy into it
		moved   cu.Event // all that was in it when it was left
		left    bool     // it was filled once
	}
}

// A side has room for the largest that came, with a quarter more for what comes with it: so
// a batch fits into one, and none waits for the one before. More than the most comes in pieces.
const (
	leastSide = 64 << 10
	mostSide  = 256 << 20
)

func (s *staging) open() error {
	s.most = mostSide
	var err error
	if s.stream, err = cu.MakeStream(nonBlocking); err != nil {
		return explained("a copy to the card", err)
	}
	for i := range s.side {
		for _, event := range []*cu.Event{&s.side[i].arrived, &s.side[i].moved} {
			const noTiming = 2 // CU_EVENT_DISABLE_TIMING
			if *event, err = cu.MakeEvent(noTiming); err != nil {
				return explained("a copy to the card", err)
			}
		}
	}
	return nil
}

// upload queues a copy of values that may change when it returns.
func (d *driver) upload(dst cu.DevicePtr, from []byte) error {
	s := &d.staging
	if len(from) > s.size && s.size < s.most {
		if err := d.widenStaging(len(from)); err != nil {
			return err
		}
	}
	for len(from) > 0 {
		if s.used == s.size {
			if err := s.turn(d.stream); err != nil {
				return explained("a copy to the card", err)
			}
		}
		n := min(len(from), s.size-s.used)
		if err := s.bring(d.stream, dst, from[:n]); err != nil {
			return explained("a copy to the card", err)
		}
		from, dst = from[n:], dst+cu.DevicePtr(n)
		s.used = min(s.size, (s.used+n+63)/64*64)
	}
	return nil
}

// bring queues a copy of what the side in use has room for.
func (s *staging) bring(work cu.Stream, dst cu.DevicePtr, from []byte) error {
	at, n := s.now*s.size+s.used, int64(len(from))
	copy(s.host[at:], from)
	arrived := s.side[s.now].arrived
	if err := cu.MemcpyHtoDAsync(s.card+cu.DevicePtr(at), unsafe.Pointer(&s.host[at]), n, s.stream); err != nil {
		return err
	}
	if err := arrived.Record(s.stream); err != nil {
		return err
	}
	if err := work.Wait(arrived, 0); err != nil {
		return err
	}
	return cu.MemcpyDtoDAsync(dst, s.card+cu.DevicePtr(at), n, work)
}

// turn goes on in the other side.
func (s *staging) turn(work cu.Stream) error {
	if err := s.side[s.now].moved.Record(work); err != nil {
		return err
	}
	s.side[s.now].left = true
	s.now, s.used = 1-s.now, 0
	next := &s.side[s.now]
	if !next.left {
		return nil
	}
	if err := next.arrived.Synchronize(); err != nil {
		return err
	}
	return s.stream.Wait(next.moved, 0)
}

// widenStaging makes room for so many bytes at once. It waits for all that is queued.
func (d *driver) widenStaging(bytes int) error {
	s := &d.staging
	if err := d.stream.Synchronize(); err != nil {
		return explained("the card", err)
	}
	s.free()
	if s.card != 0 {
		if err := d.release(s.card); err != nil {
			return err
		}
		s.card, s.size = 0, 0
	}
	size := min(s.most, max(leastSide, (bytes+bytes/4+leastSide-1)/leastSide*leastSide))
	card, err := d.Alloc(2 * size)
	if err != nil {
		return err
	}
	s.card = cu.DevicePtr(card)
	var at unsafe.Pointer
	if err := result(C.host_alloc(&at, C.size_t(2*size))); err != nil {
		return explained("memory of the host that the card reads", err)
	}
	s.host, s.size, s.now, s.used = unsafe.Slice((*byte)(at), 2*size), size, 0, 0
	s.side[0].left, s.side[1].left = false, false
	return nil
}

// free gives the host's memory back; nothing reads it any more.
func (s *staging) free() {
	if s.host != nil {
		C.host_free(unsafe.Pointer(&s.host[0]))
		s.host = nil
	}
}
