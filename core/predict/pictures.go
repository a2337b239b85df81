// One picture after the other: read on all processors, computed in batches, told in
// order.

package predict

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sync"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// Result is what the model makes of one picture.
type Result struct {
	Path          string
	Probabilities []float32 // of each class; nil of an encoder alone
	Features      []float32
	Err           error // a sentence, where the picture cannot be read; then nothing else
}

// Best are the places of the n most likely classes, the first of equal ones first.
func (r Result) Best(n int) []int {
	order := make([]int, len(r.Probabilities))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch pa, pb := r.Probabilities[a], r.Probabilities[b]; {
		case pa > pb:
			return -1
		case pa < pb:
			return 1
		}
		return 0
	})
	return order[:min(n, len(order))]
}

// images is a batch on its way.
type images struct {
	tensor *tensor.Dense // (B, 3, S, S)
	paths  []string
	errs   []error
	read   sync.WaitGroup
}

// newTensor makes room for n pictures (n, 3, S, S).
func (m *Model) newTensor(n int) *tensor.Dense {
	return tensor.New(tensor.WithShape(n, 3, m.size, m.size), tensor.WithBacking(make([]float32, n*3*m.size*m.size)))
}

// Each tells what the model makes of each picture, in their order. While a batch is
// computed the next one is read. It ends early where tell returns an error, or with
// the context's.
func (m *Model) Each(ctx context.Context, paths []string, tell func(Result) error) error {
	if len(paths) == 0 {
		return nil
	}
	batch := min(m.batch, len(paths))
	spare := []*images{{tensor: m.newTensor(batch)}, {tensor: m.newTensor(batch)}}
	jobs := make(chan func(*picture.Resampler))
	defer close(jobs)
	for range runtime.GOMAXPROCS(0) {
		go func() {
			resampler := new(picture.Resampler)
			for job := range jobs {
				job(resampler)
			}
		}()
	}
	begin := func(from int) *images {
		b := spare[0]
		spare = spare[1:]
		m.read(ctx, jobs, b, paths[from:min(from+batch, len(paths))])
		return b
	}
	next := begin(0)
	for from := 0; from < len(paths); from += batch {
		b := next
		b.read.Wait()
		if err := ctx.Err(); err != nil {
			return err
		}
		if from+batch < len(paths) {
			next = begin(from + batch)
		}
		err := m.tell(b, tell)
		if err != nil && next != b {
			next.read.Wait() // its goroutines write there
		}
		if err != nil {
			return err
		}
		spare = append(spare, b)
	}
	return nil
}

// read hands the pictures of a batch to whoever has time.
func (m *Model) read(ctx context.Context, jobs chan<- func(*picture.Resampler), b *images, paths []string) {
	b.paths, b.errs = paths, make([]error, len(paths))
	pixels, each := b.tensor.Data().([]float32), 3*m.size*m.size
	b.read.Add(len(paths))
	go func() {
		for i, path := range paths {
			jobs <- func(resampler *picture.Resampler) {
				defer b.read.Done()
				if b.errs[i] = ctx.Err(); b.errs[i] == nil {
					b.errs[i] = m.picture(pixels[i*each:][:each], path, resampler)
				}
			}
		}
	}()
}

// picture writes the middle of a picture, normalised.
func (m *Model) picture(dst []float32, path string, resampler *picture.Resampler) error {
	whole, err := dataset.Decode(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("There is no picture %s. Check its name.", path)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be used: %w", path, err)
	}
	m.scale.Planes(dst, resampler.CenterCrop(whole, m.size))
	return nil
}

// tell computes a batch. What lies in places without a picture is computed too and
// told to nobody: a model is recorded for whole batches.
func (m *Model) tell(b *images, tell func(Result) error) error {
	probabilities, features, err := m.ask(b.tensor)
	if err != nil {
		return err
	}
	for i, path := range b.paths {
		r := Result{Path: path, Err: b.errs[i]}
		if r.Err == nil {
			r.Features = features[i*m.Dim:][:m.Dim]
			if c := len(m.Classes); c > 0 {
				r.Probabilities = probabilities[i*c:][:c]
			}
		}
		if err := tell(r); err != nil {
			return err
		}
	}
	return nil
}
