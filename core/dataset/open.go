package dataset

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"

	"maestudio/core/dataset/picture"
)

// open opens a regular file for reading. Should a pipe have taken its place since
// the folder was read, O_NONBLOCK keeps the call from waiting for ever.
func open(path string) (*os.File, fs.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, cannotOpen(err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = picture.Errorf(NotAFile, nil, "This is not a file but %s", typeName(info.Mode()))
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// cannotOpen makes a sentence of the system's answer.
func cannotOpen(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return picture.Errorf(picture.Gone, err, "The file is gone")
	case errors.Is(err, fs.ErrPermission):
		return picture.Errorf(picture.Unreadable, err, "The file may not be read: permission is denied")
	}
	return picture.Errorf(picture.Unreadable, err, "The file cannot be opened")
}

func typeName(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// source decodes pictures for several goroutines, the large ones one at a time:
// that bounds the memory, whatever the number of goroutines.
type source struct {
	large sync.Mutex
}

const (
	largeMemory = 256 << 20       // bytes; a plain JPEG of 30 megapixels in the standard library
	patience    = 2 * time.Minute // for one picture; only one that is made to be slow takes this long
)

// decode reads the picture in f, as jpeg does and no shorter than short; see
// picture.Request. It gives up when ctx does, with ctx's error.
func (s *source) decode(ctx context.Context, f io.ReaderAt, size int64, jpeg picture.Decoder, short int) (*Picture, error) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	q := picture.Request{Limits: picture.DefaultLimits, JPEG: jpeg, Short: short, Reserve: s.reserve}
	p, err := q.Decode(cancellable{limited, f}, size)
	return p, givenUp(ctx, err)
}

// reserve waits until no other large picture is decoded.
func (s *source) reserve(bytes int64) (release func()) {
	if bytes <= largeMemory {
		return func() {}
	}
	s.large.Lock()
	runtime.GC() // what the last large one left goes before this one comes
	return s.large.Unlock
}

// givenUp tells a picture that takes too long from a person who does not want to
// wait, whose wish is returned whatever a decoder made of it.
func givenUp(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return picture.Errorf(picture.Damaged, err, "The picture takes too long to decode")
	}
	return err
}

// cancellable is a file whose reading fails once ctx is done.
type cancellable struct {
	ctx context.Context
	io.ReaderAt
}

func (c cancellable) ReadAt(p []byte, off int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.ReaderAt.ReadAt(p, off)
}
