// How batches come to the method: the next one while the device is at work.

package train

import (
	"context"

	"maestudio/core/dataset"
)

// place is where a batch stands in the data.
type place struct{ epoch, batch int }

var nowhere = place{-1, 0}

// placeOf is the place of the i-th batch of the step under way; the one behind its last is
// the first of the next step.
func (l *Loop) placeOf(i int) place {
	step, i := l.State.Step+i/l.Accumulate, i%l.Accumulate
	return place{step / l.stepsPerEpoch, step%l.stepsPerEpoch*l.Accumulate + i}
}

// feed gives the method the batch at a place, unless it has it.
func (l *Loop) feed(ctx context.Context, at place) error {
	if l.fed == at {
		l.fed = nowhere
		return nil
	}
	b, err := l.next(ctx, at)
	if err != nil {
		return err
	}
	defer b.Release()
	return l.Method.Feed(b)
}

// feedAhead gives the method the step's i-th batch, or the next step's first, before the
// loss of the one before is asked for: a device that is still at work has it when it is done.
// Nobody waits for that: a batch that is not ready comes later.
func (l *Loop) feedAhead(ctx context.Context, i int) error {
	at := l.placeOf(i)
	ends := i == l.Accumulate && l.State.Step+1 == l.Steps
	if ends || at != l.place || ctx.Err() != nil || !l.Data.Ready() {
		return nil
	}
	if err := l.feed(ctx, at); err != nil {
		return err
	}
	l.fed = at
	return nil
}

// next returns the batch at a place. Data is told where to go on only when it
// is elsewhere, so that batches which it prepared ahead are not thrown away.
func (l *Loop) next(ctx context.Context, at place) (*dataset.Batch, error) {
	if at != l.place {
		l.Data.Start(at.epoch, at.batch)
	}
	b, err := l.Data.Next(ctx)
	if err != nil {
		l.place = nowhere
		return nil, &NoBatch{err}
	}
	l.place = place{at.epoch, at.batch + 1}
	if l.place.batch == l.Batches {
		l.place = place{at.epoch + 1, 0} // Data goes on by itself
	}
	return b, nil
}
