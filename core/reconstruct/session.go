// A session: a person hides patches and sees at once what is drawn there.

package reconstruct

import (
	"context"
	"fmt"
	"image"
	"path/filepath"

	"maestudio/core/dataset"
	"maestudio/core/run"
)

// Question is what to draw.
type Question struct {
	Picture *dataset.Picture // S x S pixels, S the model's
	Hidden  []bool           // of each patch, row by row
	States  []int            // indices into States
	Honest  bool             // mean and contrast of hidden patches are guessed, not taken from the truth
}

// Answer is what was drawn.
type Answer struct {
	Redrawn []image.Image // one for each state asked for, S x S
	Errors  []float64     // the loss on the hidden patches
	Err     error
}

// Session draws with the saved states of one run, on a goroutine of its own. It
// answers the newest question; older ones that were not begun are dropped.
// While nobody asks, it ranks. Its methods may be called from any goroutine.
type Session struct {
	dir       string
	config    run.Config
	states    []State
	threads   int
	questions chan task
	rankings  chan *ranker
	done      chan struct{}
	stop      context.CancelFunc
}

type task struct {
	question Question
	answer   func(Answer)
}

// OpenSession starts a session for the run in a folder; Close ends it.
func OpenSession(dir string, threads int) (*Session, error) {
	r, err := run.Open(dir)
	if err == nil && r.Config.Task != run.TaskPretrain {
		err = fmt.Errorf("%s is a classifier, which cannot redraw pictures. Choose a run of pre-training.", dir)
	}
	if err != nil {
		return nil, err
	}
	states := States(dir)
	if len(states) == 0 {
		return nil, run.Errorf(run.NotARun, nil, "%s has saved nothing yet; it does within a minute of training.", filepath.Base(dir))
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Session{dir: dir, config: r.Config, states: states, threads: threads,
		questions: make(chan task, 1), rankings: make(chan *ranker, 1), done: make(chan struct{}), stop: stop}
	go s.work(ctx)
	return s, nil
}

// Dir returns the run's folder.
func (s *Session) Dir() string { return s.dir }

// States returns what can be drawn with, the newest last.
func (s *Session) States() []State { return s.states }

// Config returns the run's description.
func (s *Session) Config() run.Config { return s.config }

// Ask asks for a drawing; answer is called on the session's goroutine. A
// question that still waits is dropped: only the newest counts.
func (s *Session) Ask(q Question, answer func(Answer)) { replace(s.questions, task{q, answer}) }

// replace puts a value into a channel with room for one, in the place of one
// that waits there.
func replace[T any](c chan T, v T) {
	for {
		select {
		case c <- v:
			return
		default:
		}
		select {
		case <-c:
		default:
		}
	}
}

// Close ends the session and gives its memory back. It waits for the drawing
// under way.
func (s *Session) Close() {
	s.stop()
	<-s.done
}

func (s *Session) work(ctx context.Context) {
	defer close(s.done)
	a := &artist{session: s}
	defer a.close()
	var ranking *ranker
	for ctx.Err() == nil {
		if ranking == nil || ranking.ended {
			select { // nothing to do
			case <-ctx.Done():
			case t := <-s.questions:
				t.answer(a.draw(t.question))
			case ranking = <-s.rankings:
			}
			continue
		}
		select {
		case <-ctx.Done():
		case t := <-s.questions:
			t.answer(a.draw(t.question))
		case ranking = <-s.rankings:
		default:
			ranking.next(ctx, a)
		}
	}
}
