// The practice set as a folder: classes as sub-folders, pictures in them.
//
//	DIR/
//	  about.txt           what this folder is, and whether it is complete
//	  balloons/balloons-0001.png ...
//	  boats/ ...

package practice

import (
	"context"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"maestudio/core/internal/random"
	"maestudio/core/run/disk"
)

// Side is how many pixels high and wide the pictures of a folder are: enough to
// cut 64 x 64 out of a fifth of one.
const Side = 144

// set is a practice set and where it goes.
type set struct {
	fs    disk.FS
	dir   string
	seed  uint64
	count int
	side  int // of a picture, in pixels
	many  int // pictures drawn at once
}

// WriteFolder draws count pictures into dir, as many of each class as of the
// next, and calls progress (which may be nil) after each. Pictures are whole or
// not there; what an earlier call has drawn of the same set stays, and a set
// that is complete is left as it is. When ctx ends, so does the drawing, and the
// error says so (errors.Is with the cause of ctx).
func WriteFolder(ctx context.Context, dir string, seed uint64, count int, progress func(done, total int)) error {
	return set{disk.System{}, dir, seed, count, Side, runtime.GOMAXPROCS(0)}.write(ctx, func(done int, _ string) {
		if progress != nil {
			progress(done, count)
		}
	})
}

// write calls progress with the number of pictures that are there and the path
// of the last, "" where all were there.
func (s set) write(ctx context.Context, progress func(done int, path string)) error {
	if s.complete() { // also where nothing can be written
		progress(s.count, "")
		return nil
	}
	if err := s.fs.MkdirAll(s.dir); err != nil {
		return s.trouble(err, 0)
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.prepare(); err != nil {
		return err
	}
	done, err := s.draw(ctx, progress)
	if err == nil {
		err = disk.WriteBytes(s.fs, s.about(), []byte(s.text(true)))
	}
	if err != nil {
		return s.trouble(err, done)
	}
	return nil
}

// lock waits while another process draws into the same folder.
func (s set) lock(ctx context.Context) (unlock func() error, err error) {
	f := flock.New(filepath.Join(s.dir, lockName), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o666))
	if _, err := f.TryLockContext(ctx, 100*time.Millisecond); err != nil {
		return nil, s.trouble(err, 0)
	}
	return f.Unlock, nil
}

// draw draws what is missing, many at once, and returns how many pictures are
// there. The first error ends it.
func (s set) draw(ctx context.Context, progress func(done int, path string)) (done int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	drawn := make(chan string)
	var workers sync.WaitGroup
	for range min(s.count, max(1, s.many)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= s.count {
					return
				}
				if err := s.picture(i); err != nil {
					cancel(err)
					return
				}
				drawn <- s.path(i)
			}
		})
	}
	go func() { workers.Wait(); close(drawn) }()
	for path := range drawn {
		done++
		progress(done, path)
	}
	if done < s.count {
		return done, context.Cause(ctx)
	}
	return done, nil
}

// picture draws the picture of a number where it is not there yet.
func (s set) picture(i int) error {
	path := s.path(i)
	if there(path) {
		return nil
	}
	img := Draw(i%len(classes), s.seedOf(i), s.side)
	return disk.WriteFile(s.fs, path, func(w io.Writer) error {
		// What deflate can save beyond this takes as long as the drawing.
		return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, img)
	})
}

// seedOf is a picture's own seed, whatever the number of pictures.
func (s set) seedOf(i int) uint64 {
	r := random.New(s.seed, random.Key("practice folder"), uint64(i))
	return r.Uint64()
}

// path is where a picture is. Classes take turns, so that any count is balanced.
func (s set) path(i int) string {
	name := classes[i%len(classes)].name
	return filepath.Join(s.dir, name, fmt.Sprintf("%s-%04d.png", name, i/len(classes)+1))
}

func there(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
