package dataset

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"gorgonia.org/tensor"

	"maestudio/core/dataset/augment"
	"maestudio/core/dataset/picture"
)

// LoaderConfig says what batches are made of. Zero values mean what is named as
// the default.
type LoaderConfig struct {
	Size      int             // side of a crop, pixels
	Batch     int             // pictures; more than there are: all of them
	CropScale [2]float64      // share of a picture's area, from and to; default 0.2 to 1
	Flip      bool            // mirror every other picture, by chance
	Augment   augment.Policy  // what else is done to a crop, before it is normalised; default nothing
	Erase     augment.Erasing // and after it; default nothing
	Mean, Std [3]float32      // of red, green and blue in 0..1; default ImageNet's
	Seed      uint64

	JPEG picture.Decoder // who reads JPEG; default the best

	Workers int // goroutines that make batches; default one for each processor, at most 8
	Ahead   int // batches made before they are asked for; default one more than workers

	// CacheDir is where decoded pictures are kept; "" decodes them each time.
	// CacheLimit bounds it in bytes; default 16 GiB.
	CacheDir   string
	CacheLimit int64

	// Folders are those that were scanned. When a picture is missing and one of
	// them is too, Next says so and does not go on without it.
	Folders []string
	// Warn, which may be nil, is called by Next for each picture that had to be
	// replaced by another, once, and for each trouble with the cache.
	Warn func(Warning)
	// Order, which may be nil, is the order of an epoch instead of a shuffled one: as many
	// draws as there are files. Draw d is of file d modulo their number; draws of the same
	// file that differ are cropped otherwise. Batch.Index has the draws. See labels.Balanced.
	Order func(epoch uint64) []int
}

// Warning is something a person should know and training goes on without.
type Warning struct {
	Path   string // "" when it is not about one picture
	Kind   Kind
	Reason string
}

// Loader hands out the pictures of one epoch after the other in batches, each
// epoch in an order of its own, made a few batches ahead by its own goroutines.
// What a sample is depends on the file, the decoder, the seed, the epoch and its place
// in the list of files, not on the number of workers, the cache, or where the loader was
// started; so a run that is resumed sees what it would have seen.
//
// Its methods are called by one goroutine at a time; only Release may be called
// by any.
type Loader struct {
	files   []File
	config  LoaderConfig
	scale   picture.Scale
	source  source
	cache   *cache
	short   int // pictures are reduced to this length of their short side
	batch   int // pictures in a batch
	order   []int
	free    chan *Batch // all that nobody uses
	making  *production // nil before Start
	pending *Batch      // taken from making but not ready when Next was cancelled
	failed  error       // what Next returned
	warned  map[string]bool
	touched sync.Map // number of a file -> the other time with which it is the same
}

// Batch is B crops, normalised.
type Batch struct {
	Images *tensor.Dense // (B, 3, Size, Size), float32
	Index  []int         // of each picture, in the list of files
	Shown  []int         // of the picture that is there: another where it could not be read
	Epoch  int           // from 0
	Step   int           // within the epoch, from 0

	values   []float32 // behind Images
	owner    *Loader
	held     atomic.Bool
	ready    chan struct{} // gets one value when the batch is made
	err      error
	warnings []Warning
}

// NewLoader prepares a loader. Nothing is read before Start.
func NewLoader(files []File, c LoaderConfig) (*Loader, error) {
	c = c.withDefaults()
	if err := c.validate(files); err != nil {
		return nil, err
	}
	l := &Loader{
		files: files, config: c, scale: picture.Scale{Mean: c.Mean, Std: c.Std},
		short: ShortFor(c.Size), batch: min(c.Batch, len(files)),
		order: make([]int, len(files)), warned: map[string]bool{},
		free: make(chan *Batch, c.Ahead+1),
	}
	for range cap(l.free) {
		l.free <- l.newBatch()
	}
	if c.CacheDir != "" {
		l.cache = openCache(c.CacheDir, c.CacheLimit, l.short, c.JPEG, files)
	}
	return l, nil
}

// ShortFor is the short side of a kept picture, 2.6 times that of a crop: a crop
// of a fifth of the area (the smallest by default) then still has more pixels than
// it is scaled to.
func ShortFor(size int) int { return (size*26 + 9) / 10 }

func (c LoaderConfig) withDefaults() LoaderConfig {
	if c.CropScale == [2]float64{} {
		c.CropScale = [2]float64{0.2, 1}
	}
	if c.Mean == [3]float32{} && c.Std == [3]float32{} {
		c.Mean, c.Std = picture.ImageNet.Mean, picture.ImageNet.Std
	}
	if c.JPEG == "" {
		c.JPEG = picture.Best()
	}
	if c.Workers <= 0 {
		c.Workers = min(runtime.GOMAXPROCS(0), 8)
	}
	if c.Ahead <= 0 {
		c.Ahead = c.Workers + 1
	}
	if c.Warn == nil {
		c.Warn = func(Warning) {}
	}
	return c
}

func (c LoaderConfig) validate(files []File) error {
	switch {
	case len(files) == 0:
		return errors.New("there are no pictures to make batches of")
	case c.Size < 1 || c.Batch < 1:
		return errors.New("a batch needs at least one picture of at least one pixel")
	case !(0 < c.CropScale[0] && c.CropScale[0] <= c.CropScale[1] && c.CropScale[1] <= 1):
		return errors.New("the crop scale goes from more than 0 to at most 1, the smaller number first")
	}
	for _, s := range c.Std {
		if !(s > 0) {
			return errors.New("the deviation of each colour must be more than 0")
		}
	}
	return nil
}

func (l *Loader) newBatch() *Batch {
	side := l.config.Size
	b := &Batch{
		values: make([]float32, l.batch*3*side*side), Index: make([]int, l.batch), Shown: make([]int, l.batch),
		owner: l, ready: make(chan struct{}, 1),
	}
	b.Images = tensor.New(tensor.WithShape(l.batch, 3, side, side), tensor.WithBacking(b.values))
	return b
}

// BatchSize returns the pictures in every batch: those asked for or, where there
// are fewer, all there are.
func (l *Loader) BatchSize() int { return l.batch }

// StepsPerEpoch returns the batches in an epoch. Pictures that do not fill the
// last one are left out of that epoch.
func (l *Loader) StepsPerEpoch() int { return len(l.files) / l.batch }

// Release gives the batch back; its memory is used for another one. A batch that is
// never released leaves the loader with one less to work with.
func (b *Batch) Release() {
	if b.held.CompareAndSwap(true, false) {
		b.owner.free <- b
	}
}

// Close ends the loader's goroutines and waits for them.
func (l *Loader) Close() error {
	l.stop()
	l.cache.close()
	return nil
}

// Next returns the next batch; the caller releases it. When pictures cannot be read
// any more, it returns a sentence that says what to do, and again each time until
// Start.
func (l *Loader) Next(ctx context.Context) (*Batch, error) {
	if l.failed != nil {
		return nil, l.failed
	}
	if l.making == nil {
		return nil, errors.New("the loader was not started")
	}
	b, err := l.await(ctx)
	if err != nil {
		return nil, err
	}
	l.warn(b.warnings)
	if b.err != nil {
		l.failed = b.err
		l.free <- b
		return nil, l.failed
	}
	b.held.Store(true)
	return b, nil
}

// Ready tells whether Next has a batch, without waiting.
func (l *Loader) Ready() bool {
	if l.failed != nil || l.making == nil {
		return false
	}
	if l.pending == nil {
		select {
		case l.pending = <-l.making.ordered:
		default:
			return false
		}
	}
	select {
	case <-l.pending.ready:
		l.pending.ready <- struct{}{} // for Next
		return l.pending.err == nil
	default:
		return false
	}
}

// warn passes on what is new.
func (l *Loader) warn(warnings []Warning) {
	for _, w := range warnings {
		if !l.warned[w.Path] {
			l.warned[w.Path] = true
			l.config.Warn(w)
		}
	}
	for _, text := range l.cache.fetchNotices() {
		l.config.Warn(Warning{Reason: text, Kind: CacheTrouble})
	}
}
