// Package thumbnail makes small pictures of files for a screen, off the screen's
// goroutine. What it made it remembers: the last few hundred in memory, the
// rest on the disk.
package thumbnail

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"
	"time"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
	"maestudio/core/run/disk"
)

const (
	stored     = 160 // the short side that is kept on the disk
	remembered = 600 // thumbnails in memory
)

// Loader makes thumbnails on a few goroutines. The newest request goes first:
// it is what the person looks at now.
type Loader struct {
	dir  string // on the disk, "" for none
	mu   sync.Mutex
	wake *sync.Cond
	// waiting requests, the newest at the end.
	waiting []*request
	recent  *list.List               // of *entry, the newest first
	known   map[string]*list.Element // by key
	closed  bool
	workers sync.WaitGroup
}

type request struct {
	path string
	side int
	done func(image.Image)
	off  bool // cancelled
}

type entry struct {
	key     string
	picture image.Image
}

// Open starts a loader that keeps thumbnails in dir; "" keeps none.
func Open(dir string, workers int) *Loader {
	l := &Loader{dir: dir, recent: list.New(), known: map[string]*list.Element{}}
	l.wake = sync.NewCond(&l.mu)
	for range max(1, workers) {
		l.workers.Go(l.work)
	}
	return l
}

// Dir returns where thumbnails are kept, "" for nowhere.
func (l *Loader) Dir() string { return l.dir }

// Load asks for the picture in path with a short side of at most side px. done
// gets it on a goroutine of the loader, or nil where the file cannot be read;
// it is not called once the function that Load returns was called.
func (l *Loader) Load(path string, side int, done func(image.Image)) (cancel func()) {
	r := &request{path: path, side: side, done: done}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.waiting = append(l.waiting, r)
		l.wake.Signal()
	}
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		r.off = true
	}
}

// Recall returns a thumbnail that is in memory, else nil, without a look at the
// disk: size and changed are what is known of the file.
func (l *Loader) Recall(path string, size int64, changed time.Time, side int) image.Image {
	return l.recall(keyOf(nameOf(path, size, changed), side))
}

// Close ends the goroutines; requests that wait are dropped.
func (l *Loader) Close() {
	l.mu.Lock()
	l.closed, l.waiting = true, nil
	l.wake.Broadcast()
	l.mu.Unlock()
	l.workers.Wait()
}

func (l *Loader) work() {
	for {
		r := l.take()
		if r == nil {
			return
		}
		img := l.find(r.path, r.side)
		l.mu.Lock()
		off := r.off || l.closed
		l.mu.Unlock()
		if !off {
			r.done(img)
		}
	}
}

// take returns the newest request that was not cancelled, nil at the end.
func (l *Loader) take() *request {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		for n := len(l.waiting); n > 0; n = len(l.waiting) {
			r := l.waiting[n-1]
			l.waiting = l.waiting[:n-1]
			if !r.off {
				return r
			}
		}
		if l.closed {
			return nil
		}
		l.wake.Wait()
	}
}

// find returns a thumbnail from memory, from the disk, or from the file.
func (l *Loader) find(path string, side int) image.Image {
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	name := nameOf(path, info.Size(), info.ModTime())
	key := keyOf(name, side)
	if img := l.recall(key); img != nil {
		return img
	}
	p := l.read(path, name, side)
	if p == nil {
		return nil
	}
	img := new(picture.Resampler).Reduce(p, side).Image()
	l.remember(key, img)
	return img
}

// nameOf names a file as it is now, keyOf its thumbnail of a size.
func nameOf(path string, size int64, changed time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%d", path, size, changed.UnixNano()))
	return hex.EncodeToString(sum[:16])
}

func keyOf(name string, side int) string { return fmt.Sprintf("%s/%d", name, side) }

// read returns the stored thumbnail, or makes it where side allows one.
func (l *Loader) read(path, name string, side int) *picture.Picture {
	file := filepath.Join(l.dir, name[:2], name+".jpg")
	if l.dir != "" && side <= stored {
		if p, err := dataset.Decode(file); err == nil {
			return p
		}
	}
	p, err := dataset.DecodeReduced(path, "", max(side, stored)+1) // longer than what is stored where the picture is
	if err != nil {
		return nil
	}
	if l.dir != "" && p.Short() > stored {
		l.store(file, p)
	}
	return p
}

// store keeps a reduced copy. A thumbnail that cannot be kept is made again.
func (l *Loader) store(file string, p *picture.Picture) {
	if os.MkdirAll(filepath.Dir(file), 0o755) != nil {
		return
	}
	small := new(picture.Resampler).Reduce(p, stored)
	var data writer
	if jpeg.Encode(&data, small.Image(), &jpeg.Options{Quality: 88}) == nil {
		_ = disk.WriteBytes(disk.System{}, file, data)
	}
}

type writer []byte

func (w *writer) Write(p []byte) (int, error) {
	*w = append(*w, p...)
	return len(p), nil
}

func (l *Loader) recall(key string) image.Image {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.known[key]
	if e == nil {
		return nil
	}
	l.recent.MoveToFront(e)
	return e.Value.(*entry).picture
}

func (l *Loader) remember(key string, img image.Image) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known[key] = l.recent.PushFront(&entry{key, img})
	for l.recent.Len() > remembered {
		last := l.recent.Back()
		delete(l.known, last.Value.(*entry).key)
		l.recent.Remove(last)
	}
}
