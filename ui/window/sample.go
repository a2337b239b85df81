package window

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"runtime"
	"time"

	"maestudio/core/dataset"
	"maestudio/core/practice"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// sample is the built-in sample: one click draws its pictures and learns from
// them. It is drawn ahead while a person looks at Welcome.
type sample struct {
	w    *Window
	stop context.CancelFunc // ends the drawing
	busy bool               // a person waits for it
	last string             // the run that was followed before
}

// sampleEpochs is how long the sample's run is: it learns for as long as a
// person may want to watch, and can be stopped.
const sampleEpochs = 60

// sampleWait is how long a person looks at Welcome before it is drawn ahead.
const sampleWait = 3 * time.Second

func newSample(w *Window) *sample { return &sample{w: w, stop: func() {}} }

// sample is what the other screens call.
func (d *data) sample() { d.w.sample.begin() }

// idle is told whether the person only looks at Welcome: then the pictures are
// drawn, one at a time, so that the one click need not wait for them.
func (s *sample) idle(looking bool) {
	if s.busy {
		return
	}
	s.stop()
	if !looking {
		return
	}
	ctx, stop := context.WithCancel(s.w.ctx)
	s.stop = stop
	s.w.start(func(context.Context) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(sampleWait):
		}
		// An error is told when the sample is asked for.
		_ = practice.WriteSample(ctx, practice.SampleDir(cacheDir()), 1, func(int, string) {})
	})
}

// begin draws what is missing and starts to learn; a second click changes nothing.
func (s *sample) begin() {
	if s.busy {
		return
	}
	w := s.w
	s.stop()
	ctx, stop := context.WithCancel(w.ctx)
	s.busy, s.stop, s.last = true, stop, w.train.dir
	w.train.leave()
	w.Go(trainKey)
	d := easel{w: w, begin: w.now(), first: -1}
	s.prepare(screen.PretrainView{Title: "Drawing the sample", Epoch: "Getting ready"}, true)
	w.train.screen.SetSamples(nil, 0, 0, "")
	dir := practice.SampleDir(cacheDir())
	w.start(func(context.Context) {
		err := practice.WriteSample(ctx, dir, runtime.GOMAXPROCS(0), func(done int, path string) { d.drawn(ctx, done, path) })
		w.show(w.ctx, func() { s.drawnAll(dir, err) })
	})
}

// drawnAll goes on from drawing to learning, or says why not.
func (s *sample) drawnAll(dir string, err error) {
	switch {
	case errors.Is(err, context.Canceled):
		s.end()
	case err != nil:
		s.busy = false
		s.w.train.refuse(err, s.begin)
	default:
		s.learn(dir)
	}
}

// cancel ends the drawing; what is drawn stays.
func (s *sample) cancel() { s.stop() }

// end goes back to what was there before.
func (s *sample) end() {
	s.busy = false
	s.w.ring()
	s.w.train.show()
	if s.last != "" {
		s.w.train.open(s.last, func() {})
	}
}

// learn starts the sample's run at quick.
func (s *sample) learn(dir string) {
	c, err := run.Preset("quick")
	if err != nil {
		s.busy = false
		s.w.train.refuse(err, s.begin)
		return
	}
	s.prepare(screen.PretrainView{Title: "Getting ready to learn", Epoch: "Getting ready", Left: "looking through the pictures"}, false)
	c.Data.Folders = []string{dir}
	c.Training.Epochs = sampleEpochs
	s.w.launch("sample", c, run.CreateOptions{}, func(err error) {
		s.busy = false
		if err != nil {
			s.w.train.refuse(err, s.begin)
		}
	})
}

// prepare shows that the sample's run is being made, and whether that can still
// be called off.
func (s *sample) prepare(v screen.PretrainView, free bool) {
	v.State, v.LastEpoch = screen.TrainWaiting, sampleEpochs
	v.Below = "Nothing is downloaded: the program draws the pictures itself, once."
	v.CanCancel = free
	s.w.train.screen.Set(v)
	s.w.rail.SetProgress(trainKey, v.Share, false)
}

// easel shows the pictures as they are drawn. It is used by one goroutine.
type easel struct {
	w     *Window
	begin time.Time
	first int // how many were there at the beginning, -1 before the first call
	last  time.Time
	tiles []screen.Sample
	count int // of tiles that were shown
}

// drawnEvery is the time between two pictures that are shown.
const drawnEvery = 200 * time.Millisecond

func (d *easel) drawn(ctx context.Context, done int, path string) {
	now := d.w.now()
	if d.first < 0 {
		d.first, d.begin = done-1, now
	}
	if now.Sub(d.last) < drawnEvery {
		return
	}
	d.last = now
	paths := []string{path}
	if path == "" { // all were there: one of each class
		paths, _ = filepath.Glob(filepath.Join(practice.SampleDir(cacheDir()), "*", "*-0001.png"))
	}
	for _, path := range paths {
		if p, err := dataset.CenterCrop(path, tileSide); err == nil {
			d.add(p.Image())
		}
	}
	tiles := append([]screen.Sample(nil), d.tiles...)
	share := float64(done) / practice.SampleCount
	v := screen.PretrainView{Title: "Drawing the sample", Share: share, Epoch: fmt.Sprintf("%s of %s pictures", number(done), number(practice.SampleCount))}
	if new := done - d.first; new > 20 {
		v.Left = span(now.Sub(d.begin)*time.Duration(practice.SampleCount-done)/time.Duration(new)) + " left to draw"
	}
	d.w.show(ctx, func() {
		d.w.sample.prepare(v, true)
		d.w.train.screen.SetSamples(tiles, 0, 0, "")
	})
}

// add puts a picture into the row, and after the row is full over the oldest.
func (d *easel) add(img image.Image) {
	const row, grid = 8, 8
	d.count++
	t := screen.Sample{Picture: img, Hidden: hide(img, grid, drawMask(uint64(d.count), grid*grid, grid*grid/4), tileSide, 0)}
	if len(d.tiles) < row {
		d.tiles = append(d.tiles, t)
		return
	}
	d.tiles = append(d.tiles[1:], t)
}
