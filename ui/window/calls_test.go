package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/ui/screen"
)

// A callback on Fyne's goroutine may compute for callbackLimit, and wait for as long. A
// busy machine keeps every thread waiting, one that only sleeps too: where that one
// waited for quietMachine, only a wait counts that nobody would take for a busy
// machine, and what the host kept from it is taken off what was computed. What a
// callback may never wait for is a file. Painting is Fyne's: it is reported apart.
const (
	quietMachine = 20 * time.Millisecond
	mostWaiting  = 2 * time.Second
)

// call runs something as Fyne's goroutine would, and remembers the slowest.
func (b *bench) call(f func()) {
	computing, waiting, reads := timed(f)
	if b.stalls == nil {
		b.stalls = watchStalls(b.ctx)
	}
	b.calls++
	b.computing, b.waiting, b.reads = max(b.computing, computing), max(b.waiting, waiting), max(b.reads, reads)
}

// smooth fails where a callback took too long.
func (b *bench) smooth(while string) {
	b.t.Helper()
	painting, _, _ := timed(func() { b.win.Canvas().Capture() })
	stall := b.stalls.worst()
	b.t.Logf("%s: %d callbacks, the slowest computed for %v and waited for %v, a thread that sleeps for %v; painting all takes %v", while, b.calls, b.computing, b.waiting, stall, painting)
	limit, computing := callbackLimit, b.computing
	if stall > quietMachine {
		limit = mostWaiting
		computing -= stall // a processor that the host took away counts as computing
	}
	if computing > callbackLimit || b.waiting > limit {
		b.t.Errorf("%s: a callback on Fyne's goroutine computed for %v or waited for %v", while, b.computing, b.waiting)
	}
	if b.reads > 0 {
		b.t.Errorf("%s: a callback on Fyne's goroutine read from files, %d times", while, b.reads)
	}
	b.calls, b.computing, b.waiting, b.reads = 0, 0, 0, 0
}

// stalls is how much longer than it asked for a thread sleeps, though a processor was
// free: what the machine, or Go, keeps it waiting.
type stalls struct{ most atomic.Int64 }

func watchStalls(ctx context.Context) *stalls {
	const nap = 2 * time.Millisecond
	s := &stalls{}
	go func() {
		for ctx.Err() == nil {
			_, waiting, _ := timed(func() { time.Sleep(nap) })
			s.most.Store(max(s.most.Load(), int64(waiting-nap)))
		}
	}()
	return s
}

// worst returns the longest since it was asked last.
func (s *stalls) worst() time.Duration { return time.Duration(s.most.Swap(0)) }

// A hundred thousand pictures in a thousand folders: what the window does when
// it hears of them, is told a hundred times how far the checking is, and scrolls.
func TestCallbacksWithManyPictures(t *testing.T) {
	b := open(t)
	const n = 100_000
	dir := t.TempDir()
	r := &dataset.Report{Folders: []string{dir}}
	for i := range n {
		r.Files = append(r.Files, dataset.File{Path: filepath.Join(dir, fmt.Sprintf("folder %03d", i%1000), fmt.Sprintf("%06d.jpg", i)), Size: 1e5, Width: 640, Height: 480})
		if i%100 == 0 {
			r.Problems = append(r.Problems, dataset.Problem{Path: filepath.Join(dir, fmt.Sprintf("%06d.png", i)), Reason: "The file is cut off"})
			r.Copies = append(r.Copies, dataset.Copy{Path: filepath.Join(dir, fmt.Sprintf("%06d.gif", i)), Of: r.Files[0].Path})
		}
	}
	slices.SortFunc(r.Files, func(a, b dataset.File) int { return strings.Compare(a.Path, b.Path) })
	a := album.New(r)
	b.data.looked = looked{folders: []string{dir}}
	b.data.screen.Grid().Set(b.data.source())
	b.Go(dataKey)
	b.call(func() {
		b.data.found(dataset.ScanProgress{Met: n, Usable: n, Elapsed: time.Second}, a, album.Pointers(r.Files))
	})
	b.smooth("the pictures come")
	b.call(func() { b.data.scanned(a, nil, false) })
	tell := b.data.tellCloser(b.ctx)
	go tell(dataset.ScanProgress{Checking: true, Done: 1, Total: n, Elapsed: time.Second})
	b.until("that it is told", func() bool { return b.data.closer.last.Total > 0 })
	b.smooth("checking")
	b.call(func() { b.data.scanned(a, nil, true) })
	for i := range 3 {
		b.call(func() { b.data.showFilter(i % 2) })
	}
	b.call(func() { b.data.showFolder(filepath.Join(dir, "folder 007")) })
	b.call(func() { b.data.showFolder(dir) })
	b.smooth("filters and folders")
	for i := range 30 {
		b.call(func() { b.data.screen.Grid().Select(i * 3000); b.data.leaveOut() })
	}
	b.call(func() { b.ctrl(fyne.KeyZ) })
	b.smooth("leaving out and undo")
	for range 50 {
		b.call(func() { test.Scroll(b.win.Canvas(), fyne.NewPos(800, 500), 0, -900) })
		b.settle()
	}
	for _, key := range []fyne.KeyName{fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyHome} {
		b.call(func() { b.data.screen.Grid().TypedKey(&fyne.KeyEvent{Name: key}) })
		b.settle()
	}
	b.smooth("scrolling")
	for _, e := range railEntries {
		b.call(func() { b.Go(e.Key) })
	}
	b.smooth("going from screen to screen")
}

// settle works off what waits in the queue now.
func (b *bench) settle() {
	for {
		select {
		case f := <-b.queue:
			b.call(f)
		default:
			return
		}
	}
}

// A real scan, of real files, in a folder that changes while it is looked at.
func TestCallbacksWhileScanning(t *testing.T) {
	b := open(t)
	dir := t.TempDir()
	write(t, dir, 3000)
	b.drop(dir)
	b.until("the pictures", func() bool { return b.data.checked })
	if v := b.data.screen.View(); v.Title != "3,000 pictures are ready" {
		t.Errorf("got %q", v.Title)
	}
	b.smooth("scanning")
	for range 20 {
		b.call(func() { test.Scroll(b.win.Canvas(), fyne.NewPos(800, 500), 0, -400) })
		b.settle()
	}
	b.until("the thumbnails", func() bool { return b.pending() == 0 })
	b.smooth("scrolling real pictures")
}

// pending is how many tiles in sight have no picture yet.
func (b *bench) pending() int {
	n := 0
	for _, p := range b.data.screen.Grid().Shown() {
		if p == nil {
			n++
		}
	}
	return n
}

// write fills a folder with n small pictures, no two the same.
func write(t *testing.T, dir string, n int) {
	t.Helper()
	for i := range n {
		data := bitmap(i)
		sub := filepath.Join(dir, fmt.Sprintf("%03d", i/1000))
		if i%1000 == 0 {
			if err := os.MkdirAll(sub, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("%06d.bmp", i)), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// bitmap is a BMP file of 8 x 8 pixels that differs for each i.
func bitmap(i int) []byte {
	const head, side = 54, 8
	data := make([]byte, head+side*side*3)
	copy(data, "BM")
	put := func(at, v int) {
		data[at], data[at+1], data[at+2], data[at+3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
	}
	put(2, len(data))
	put(10, head)
	put(14, 40)
	put(18, side)
	put(22, side)
	put(26, 1|24<<16)
	for p := head; p < len(data); p++ {
		data[p] = byte(i>>(p%3*8)) ^ byte(p*7)
	}
	return data
}

// Training, with all that the screen shows of it: curve, samples, replay.
func TestCallbacksWhileTraining(t *testing.T) {
	b := open(t)
	b.train.w.settings.Threads = 1
	dir := b.learn(t, 40, 30)
	b.until("some epochs", func() bool { return len(b.train.state.Validation) > 4 })
	b.call(func() { b.win.Resize(fyne.NewSize(2560, 1440)) })
	b.until("the end", func() bool { return b.train.screen.View().State == screen.TrainDone })
	b.smooth("training")
	for i := range len(b.train.state.Samples) {
		b.call(func() { b.train.sheets.move(i) })
		b.settle()
	}
	for _, on := range []bool{true, false} {
		b.call(func() { b.train.sheets.setRaw(on) })
		b.settle()
	}
	b.smooth("replay")
	if !strings.HasPrefix(dir, b.settings.Runs) {
		t.Errorf("the run lies in %s", dir)
	}
}
