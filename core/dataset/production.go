// How the loader's goroutines make batches: one hands each step a free batch, in
// order, and some workers fill them. Next takes them in the order of steps, whichever
// is ready first.

package dataset

import (
	"context"
	"sync"

	"maestudio/core/dataset/augment"
)

// Start begins, or begins again, at a step of an epoch, both from 0.
func (l *Loader) Start(epoch, step int) {
	l.stop()
	l.failed = nil
	epoch, step = epoch+step/l.StepsPerEpoch(), step%l.StepsPerEpoch()
	ctx, cancel := context.WithCancel(context.Background())
	p := &production{cancel: cancel, ordered: make(chan *Batch, cap(l.free))}
	l.making = p
	jobs := make(chan *Batch)
	p.goroutines.Go(func() { l.dispatch(ctx, p.ordered, jobs, epoch, step) })
	for range l.config.Workers {
		p.goroutines.Go(func() { l.work(ctx, jobs) })
	}
}

// production is what is under way since a Start.
type production struct {
	cancel     context.CancelFunc
	goroutines sync.WaitGroup
	ordered    chan *Batch // in the order of steps; some not made yet
}

// dispatch gives each step a batch, in order, as batches become free.
func (l *Loader) dispatch(ctx context.Context, ordered, jobs chan<- *Batch, epoch, step int) {
	defer close(jobs)
	for ; ; epoch, step = epoch+1, 0 {
		l.setOrder(uint64(epoch))
		for ; step < l.StepsPerEpoch(); step++ {
			var b *Batch
			select {
			case b = <-l.free:
			case <-ctx.Done():
				return
			}
			b.Epoch, b.Step, b.err, b.warnings = epoch, step, nil, b.warnings[:0]
			copy(b.Index, l.order[step*l.batch:])
			ordered <- b // has room for all there are
			select {
			case jobs <- b:
			case <-ctx.Done():
				return
			}
		}
	}
}

// setOrder fills order for an epoch.
func (l *Loader) setOrder(epoch uint64) {
	if l.config.Order == nil {
		shuffle(l.order, l.config.Seed, epoch)
		return
	}
	copy(l.order, l.config.Order(epoch))
}

// work makes batches until there are no more.
func (l *Loader) work(ctx context.Context, jobs <-chan *Batch) {
	s := sampler{loader: l, augmenter: augment.NewAugmenter(l.config.Augment)}
	for b := range jobs {
		b.err = s.fill(ctx, b)
		b.ready <- struct{}{}
	}
}

// stop ends what is under way and waits for its goroutines.
func (l *Loader) stop() {
	p := l.making
	if p == nil {
		return
	}
	p.cancel()
	p.goroutines.Wait()
	close(p.ordered)
	if l.pending != nil {
		l.recycle(l.pending)
	}
	for b := range p.ordered {
		l.recycle(b)
	}
	l.making, l.pending = nil, nil
}

// recycle frees a batch that nobody got.
func (l *Loader) recycle(b *Batch) {
	select {
	case <-b.ready:
	default:
	}
	l.free <- b
}

// await waits for the next batch to be made.
func (l *Loader) await(ctx context.Context) (*Batch, error) {
	if l.pending == nil {
		select {
		case l.pending = <-l.making.ordered:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	select {
	case <-l.pending.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	b := l.pending
	l.pending = nil
	return b, nil
}
