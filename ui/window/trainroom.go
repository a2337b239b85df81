package window

import (
	"context"

	"maestudio/core/run"
)

// askDrop asks, since it cannot be undone, and deletes the states of earlier epochs
// of a run whose disk is full.
func (t *train) askDrop() {
	title := "Delete " + plural(t.earlier, "earlier state", "earlier states") + "?"
	t.w.runs.sure(title, "Reconstruct cannot show them any more. The run itself goes on from its newest states, which stay.", "Delete", t.drop)
}

func (t *train) drop() {
	r := run.Run{Dir: t.dir}
	t.w.start(func(ctx context.Context) {
		err := r.DropEarlier()
		t.w.show(ctx, func() {
			switch {
			case t.dir != r.Dir:
			case err != nil:
				t.fail(err)
			default:
				t.earlier, t.gain = 0, 0
				t.show()
			}
		})
	})
}
