package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"maestudio/core/dataset"
)

// course is a small training that tests look at from inside: one weight w that
// each picture i pulls towards i by gradient descent. It is every part that the
// loop talks to.
type course struct {
	w, gradient float64
	order       []place // of the batches
	at          place
	batches     int // of an epoch
	log         []string
	requests    map[int][][]Request // by step, for one call after another
	reports     []StepReport
	epochs      []EpochReport
	hands       *hands
	poison      int    // the step whose loss is not a number
	interrupt   func() // called while a batch is waited for
	saved       *State
	savedW      float64
	step        int
	ahead       bool // batches are ready before they are asked for
	fed         *dataset.Batch
	loss        float64 // of the batch that was learned last
	norm        float64
	waited      bool // for the loss of the batch that was learned last
	fedAhead    int  // batches that were fed before the loss of the one before was read
}

const pictures = 3 // of a batch

func (c *course) Start(epoch, batch int) {
	c.log = append(c.log, fmt.Sprintf("start %d/%d", epoch, batch))
	c.at = place{epoch, batch}
}

// Next goes on into the next epoch by itself, as the loader does.
func (c *course) Next(ctx context.Context) (*dataset.Batch, error) {
	if c.interrupt != nil {
		c.interrupt()
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c.at.batch == c.batches {
		c.at = place{c.at.epoch + 1, 0}
	}
	b := &dataset.Batch{Epoch: c.at.epoch, Step: c.at.batch}
	for i := range pictures {
		b.Index = append(b.Index, (7*c.at.epoch+3*c.at.batch+i)%11)
	}
	c.order = append(c.order, c.at)
	c.at.batch++
	return b, nil
}

func (c *course) Ready() bool { return c.ahead }

func (c *course) Feed(b *dataset.Batch) error {
	if c.fed != nil {
		c.log = append(c.log, "a batch was not learned from")
	}
	c.fed = b
	return nil
}

func (c *course) Learn(scale float32, add bool) error {
	if !add {
		c.gradient = 0
	}
	loss := 0.0
	for _, i := range c.fed.Index {
		d := c.w - float64(i)
		loss += d * d / pictures
		c.gradient += float64(scale) * 2 * d / pictures
	}
	c.hands.move(1)
	if c.poison == c.step+1 {
		loss = math.NaN()
	}
	c.fed, c.loss, c.waited = nil, loss, false
	return nil
}

func (c *course) Loss() (float64, error) {
	c.waited = true
	if c.fed != nil {
		c.fedAhead++
	}
	return c.loss, nil
}

func (c *course) MeasureNorm() error {
	if c.waited {
		c.log = append(c.log, "the norm is measured after the loss was waited for")
	}
	c.norm = math.Abs(c.gradient)
	return nil
}

func (c *course) GradNorm() (float64, error) { return c.norm, nil }

func (c *course) Step(rate float64) error {
	c.w -= rate * c.gradient
	c.step++
	return nil
}

// keeper is the course as the loop's Keeper (whose Step is another one).
type keeper struct{ *course }

func (k keeper) note(format string, args ...any) error {
	k.log = append(k.log, fmt.Sprintf(format, args...))
	k.hands.move(1000) // no time of training
	return nil
}
func (k keeper) Step(r StepReport) error { k.reports = append(k.reports, r); return nil }
func (k keeper) Epoch(r EpochReport) error {
	k.epochs = append(k.epochs, r)
	return k.note("epoch %d", r.Epoch)
}
func (k keeper) Validate(ctx context.Context) (*float64, error) {
	k.hands.move(1000)
	v := k.w
	return &v, ctx.Err()
}
func (k keeper) Ask(_ context.Context, epoch int) error { return k.note("ask %d", epoch) }
func (k keeper) Sample(s State) error                   { return k.note("sample %d", s.Step) }
func (k keeper) Save(s State) error {
	k.saved, k.savedW = &s, k.w
	return k.note("save %d", s.Step)
}
func (k keeper) Asked() []Request {
	r := k.requests[k.step]
	if len(r) > 0 {
		k.requests[k.step] = r[1:]
		return r[0]
	}
	return nil
}
func (k keeper) Paused(s State, ends bool) error { return k.note("paused %d %v", s.Step, ends) }
func (k keeper) Done(s State) error              { return k.note("done %d", s.Step) }

// newCourse has 3 epochs of 7 batches, two of which make a step: 9 steps, and
// one batch of each epoch is left over.
func newCourse() (*course, *Loop) {
	c := &course{batches: 7, hands: newHands(), requests: map[int][][]Request{}}
	return c, &Loop{Method: c, Data: c, Optimizer: c, Keeper: keeper{c},
		Rate:  func(step int) float64 { return 0.1 / float64(1+step) },
		Steps: 9, Batches: 7, Accumulate: 2, Batch: pictures, Now: c.hands.now}
}

// resume makes a loop that goes on from what a course saved last.
func resume(from *course) (*course, *Loop) {
	c, l := newCourse()
	if from.saved != nil {
		c.w, c.step = from.savedW, from.saved.Step
		l.State, l.Saved = *from.saved, true
	}
	return c, l
}

func TestLoopTakesEveryStepOnce(t *testing.T) {
	c, l := newCourse()
	l.SampleAt = func(step int) bool { return step == 0 || step == 5 }
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	var want []place
	for epoch := range 3 {
		for batch := range 6 {
			want = append(want, place{epoch, batch})
		}
	}
	if !slices.Equal(c.order, want) {
		t.Errorf("batches %v", c.order)
	}
	const log = "sample 0, start 0/0, epoch 1, save 3, start 1/0, sample 5, epoch 2, start 2/0, epoch 3, save 9, done 9"
	if got := strings.Join(c.log, ", "); got != log {
		t.Errorf("log\n%s\nwant\n%s", got, log)
	}
	for i, r := range c.reports {
		if r.State.Step != i+1 || r.Epoch != i/3+1 || r.Rate != 0.1/float64(1+i) {
			t.Errorf("report %d: %+v", i, r)
		}
	}
	for i, e := range c.epochs {
		mean := (c.reports[3*i].Loss + c.reports[3*i+1].Loss + c.reports[3*i+2].Loss) / 3
		if e.Epoch != i+1 || e.Loss != mean || *e.Validation == 0 {
			t.Errorf("epoch %d: %+v, mean %v", i+1, e, mean)
		}
	}
}

// Data that goes on by itself is not started anew, which would throw away what
// it prepared.
func TestLoopStartsDataOnlyWhereNeeded(t *testing.T) {
	c, l := newCourse()
	c.batches, l.Batches = 6, 6 // nothing is left over
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(strings.Join(c.log, ","), "start"); n != 1 {
		t.Errorf("data was started %d times: %v", n, c.log)
	}
}

// A batch that is ready is fed before the loss of the one before is read, also the first of
// the next step and epoch, but none behind the last; nothing else changes.
func TestLoopFeedsAhead(t *testing.T) {
	for _, batches := range []int{6, 7} { // of 7 one is left over, so data starts anew with each epoch
		after, l := newCourse()
		after.batches, l.Batches = batches, batches
		ahead, other := newCourse()
		ahead.batches, other.Batches, ahead.ahead = batches, batches, true
		for _, l := range []*Loop{l, other} {
			if err := l.Run(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if ahead.w != after.w || !slices.Equal(ahead.order, after.order) || !reflect.DeepEqual(ahead.reports, after.reports) || !slices.Equal(ahead.log, after.log) {
			t.Errorf("%d batches: w is %v and %v, the order %v, the log %v", batches, ahead.w, after.w, ahead.order, ahead.log)
		}
		if want := map[int]int{6: 17, 7: 15}[batches]; ahead.fedAhead != want || after.fedAhead != 0 {
			t.Errorf("%d batches: %d were fed ahead, want %d; where none is ready %d", batches, ahead.fedAhead, want, after.fedAhead)
		}
	}
}

// The mean of a step's batches is what one batch of all their pictures gives.
func TestLoopAccumulates(t *testing.T) {
	c, l := newCourse()
	l.Steps = 1
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	mean, loss := 0.0, 0.0
	for _, i := range []float64{0, 1, 2, 3, 4, 5} {
		mean += i / 6
		loss += i * i / 6
	}
	if want := 0.1 * 2 * mean; math.Abs(c.w-want) > 1e-6 {
		t.Errorf("w = %v, want %v", c.w, want)
	}
	if got := c.reports[0].Loss; math.Abs(got-loss) > 1e-12 {
		t.Errorf("loss %v, want %v", got, loss)
	}
}

// The clock counts training only: 2 s a step (1 s a batch), however long
// checkpoints, samples and validations take.
func TestLoopClockIsHonest(t *testing.T) {
	c, l := newCourse()
	l.SampleAt = func(int) bool { return true }
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	for i, r := range c.reports {
		if r.State.Seconds != 2*float64(i+1) || r.ImagesPerSecond != 3 || i < 3 && r.Left != time.Duration(9-i-1)*2*time.Second {
			t.Errorf("step %d: %v s, %v pictures/s, %v left", i+1, r.State.Seconds, r.ImagesPerSecond, r.Left)
		}
	}
	for _, e := range c.epochs {
		if e.ImagesPerSecond != 3 {
			t.Errorf("epoch %d: %v pictures/s", e.Epoch, e.ImagesPerSecond)
		}
	}
}

// A training that is interrupted anywhere, and goes on from its last
// checkpoint, ends with the same weight, losses and epochs.
func TestLoopResumesBitForBit(t *testing.T) {
	straight, l := newCourse()
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	for cut := 1; cut <= 36; cut++ {
		ahead := cut > 18
		first, l := newCourse()
		first.ahead = ahead
		ctx, cancel := context.WithCancel(context.Background())
		waits := 0
		first.interrupt = func() {
			if waits++; waits == (cut-1)%18+1 {
				cancel()
			}
		}
		if err := l.Run(ctx); !errors.Is(err, ErrStopped) {
			t.Fatalf("cut %d: %v", cut, err)
		}
		cancel()
		if last := first.log[len(first.log)-1]; !ahead && last != fmt.Sprintf("paused %d true", (cut-1)/2) {
			t.Errorf("cut %d: ends with %q", cut, last)
		}
		second, l := resume(first)
		if err := l.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		if second.w != straight.w {
			t.Errorf("cut %d: w = %v, straight %v", cut, second.w, straight.w)
		}
		var losses []float64
		for _, e := range append(first.epochs, second.epochs...) {
			losses = append(losses, e.Loss)
		}
		var want []float64
		for _, e := range straight.epochs {
			want = append(want, e.Loss)
		}
		if !reflect.DeepEqual(losses, want) {
			t.Errorf("cut %d: epochs %v, straight %v", cut, losses, want)
		}
	}
}

// An epoch whose validation was interrupted ends when the run is taken up.
func TestLoopEndsAnInterruptedEpoch(t *testing.T) {
	first, l := newCourse()
	ctx, cancel := context.WithCancel(context.Background())
	l.SampleAt = func(step int) bool {
		if step == 3 {
			cancel()
		}
		return false
	}
	if err := l.Run(ctx); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	if len(first.epochs) != 0 || first.saved.Step != 3 || first.saved.Epochs != 0 {
		t.Errorf("epochs %v, saved %+v", first.epochs, first.saved)
	}
	second, l := resume(first)
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(second.epochs) != 3 || second.log[0] != "epoch 1" {
		t.Errorf("epochs %v, log %v", second.epochs, second.log)
	}
}

func TestLoopObeys(t *testing.T) {
	c, l := newCourse()
	c.requests[2] = [][]Request{{Sample, Pause}, {Sample, Resume}}
	c.requests[4] = [][]Request{{Resume, Stop}}
	if err := l.Run(context.Background()); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	const want = "start 0/0, sample 2, save 2, paused 2 false, sample 2, epoch 1, start 1/0, save 4, paused 4 true"
	if got := strings.Join(c.log, ", "); got != want {
		t.Errorf("log\n%s\nwant\n%s", got, want)
	}
}

func TestLoopPausedEndsWithItsContext(t *testing.T) {
	c, l := newCourse()
	c.requests[1] = [][]Request{{Pause}}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := l.Run(ctx); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	if got := strings.Join(c.log, ", "); got != "start 0/0, save 1, paused 1 false, paused 1 true" {
		t.Errorf("log %s", got)
	}
}

func TestLoopStopsWhereTheLossIsNoNumber(t *testing.T) {
	c, l := newCourse()
	l.SaveSteps = 2
	c.poison = 6
	var e *NotFinite
	if err := l.Run(context.Background()); !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e.Step != 6 || e.Saved != 4 || c.step != 5 {
		t.Errorf("%v; %d steps were taken", e, c.step)
	}
}

func TestLoopSaves(t *testing.T) {
	c, l := newCourse()
	l.SaveSteps = 2
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	saves := func(log []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(log), func(s string) bool { return !strings.HasPrefix(s, "save") }), ", ")
	}
	if got := saves(c.log); got != "save 2, save 4, save 6, save 8, save 9" {
		t.Errorf("every 2 steps: %s", got)
	}
	c, l = newCourse()
	l.SaveEvery = 4 * time.Second // two steps; saving "takes" 1000 s, so ends of epochs are not worth it
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := saves(c.log); got != "save 2, save 4, save 7, save 9" {
		t.Errorf("every 4 s: %s", got)
	}
}

// When the data fails, what was done is saved.
func TestLoopSavesWhenDataFails(t *testing.T) {
	cause := errors.New("the pictures are gone")
	c, l := newCourse()
	l.Data = &failing{course: c, after: 5, err: cause}
	var noBatch *NoBatch
	if err := l.Run(context.Background()); !errors.Is(err, cause) || !errors.As(err, &noBatch) {
		t.Errorf("got %v", err)
	}
	if c.saved == nil || c.saved.Step != 2 {
		t.Errorf("saved %+v", c.saved)
	}
}

type failing struct {
	*course
	after int
	err   error
}

func (f *failing) Next(ctx context.Context) (*dataset.Batch, error) {
	if f.after--; f.after < 0 {
		return nil, f.err
	}
	return f.course.Next(ctx)
}
