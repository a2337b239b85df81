package dataset

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"maestudio/core/dataset/augment"
	"maestudio/core/dataset/picture"
)

// sampler makes samples; each worker has one. It keeps its memory from sample to
// sample.
type sampler struct {
	loader    *Loader
	resampler picture.Resampler
	kept      Picture // what the cache reads into
	augmenter *augment.Augmenter
	cropped   Picture // what it changes
}

// replacements are the other pictures tried before the loader gives up.
const replacements = 20

// fill makes all samples of a batch.
func (s *sampler) fill(ctx context.Context, b *Batch) error {
	n := len(b.values) / len(b.Index)
	for j, index := range b.Index {
		shown, err := s.sample(ctx, b, index, b.values[j*n:(j+1)*n])
		if err != nil {
			return err
		}
		b.Shown[j] = shown
	}
	return nil
}

// sample writes one crop to dst, and returns which picture it is of. A picture that cannot be read any more is replaced
// by another, which one depends on the same numbers as the crop.
func (s *sampler) sample(ctx context.Context, b *Batch, index int, dst []float32) (shown int, _ error) {
	l := s.loader
	others := newStream(forReplacement, l.config.Seed, uint64(b.Epoch), uint64(index))
	for i, tries := index%len(l.files), 0; ; i, tries = others.below(len(l.files)), tries+1 {
		p, err := s.picture(ctx, i)
		if err == nil {
			s.crop(p, b.Epoch, index, dst)
			return i, nil
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		problem := newProblem(l.files[i].Path, err)
		if err := l.folderGone(problem.Path); err != nil {
			return 0, err
		}
		b.warnings = append(b.warnings, Warning(problem))
		if tries == replacements {
			return 0, picture.Errorf(picture.Gone, err, "The pictures cannot be read any more: the last of %d tried was %s (%s). "+
				"Look after their folder, then go on with the run.", tries+1, problem.Path, problem.Reason)
		}
	}
}

// crop cuts, mirrors, augments and normalises, by numbers of (seed, epoch, index) alone.
func (s *sampler) crop(p *Picture, epoch, index int, dst []float32) {
	c, scale := &s.loader.config, s.loader.scale
	numbers := newStream(forCrop, c.Seed, uint64(epoch), uint64(index))
	box := randomCrop(p.Width, p.Height, c.CropScale, &numbers)
	mirrored := c.Flip && numbers.below(2) == 1
	if c.Augment == (augment.Policy{}) {
		s.resampler.CutPlanes(dst, p, box, c.Size, mirrored, scale)
	} else {
		s.resampler.CutTo(&s.cropped, p, box, c.Size, mirrored)
		s.augmenter.Apply(&s.cropped, c.Seed, uint64(epoch), uint64(index))
		scale.Planes(dst, &s.cropped)
	}
	c.Erase.Apply(dst, c.Size, c.Size, c.Seed, uint64(epoch), uint64(index))
}

// picture returns file i, reduced. The file itself is looked at even if the cache
// has it: what a run does when pictures go or change must not depend on the cache.
func (s *sampler) picture(ctx context.Context, i int) (*Picture, error) {
	l, file := s.loader, s.loader.files[i]
	info, err := os.Stat(file.Path)
	if err != nil {
		return nil, cannotOpen(err)
	}
	if err := l.same(ctx, i, info); err != nil {
		return nil, err
	}
	if l.cache.get(i, &s.kept) {
		return &s.kept, nil
	}
	f, info, err := open(file.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := l.same(ctx, i, info); err != nil {
		return nil, err
	}
	p, err := l.source.decode(ctx, f, info.Size(), l.config.JPEG, l.short)
	if err != nil {
		return nil, err
	}
	p = s.resampler.Reduce(p, l.short)
	l.cache.put(i, p)
	return p, nil
}

// same returns nil if file i, of which info was read just now, is what it was. One
// whose time alone is another (it was copied, or touched) is read through, once.
func (l *Loader) same(ctx context.Context, i int, info fs.FileInfo) error {
	if l.files[i].untouched(info) {
		return nil
	}
	if at, known := l.touched.Load(i); known && info.ModTime().Equal(at.(time.Time)) && info.Size() == l.files[i].Size {
		return nil
	}
	if err := l.files[i].SameBytes(ctx); err != nil {
		return err
	}
	l.touched.Store(i, info.ModTime())
	return nil
}

// folderGone returns an error if a folder that was scanned, and that held path, is
// not there any more: a disk was unplugged, and half of the pictures would be no
// fair replacement for all.
func (l *Loader) folderGone(path string) error {
	for _, dir := range l.config.Folders {
		if !strings.HasPrefix(path, dir+string(filepath.Separator)) {
			continue
		}
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return picture.Errorf(picture.Gone, err, "The folder %s is not there any more. "+
				"Connect its disk or put it back, then go on with the run.", dir)
		}
	}
	return nil
}
