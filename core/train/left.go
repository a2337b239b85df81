// How long the rest will take, and not only its steps.

package train

import (
	"context"
	"math"
	"time"
)

// mean is the mean of durations.
type mean struct {
	sum time.Duration
	n   int
}

func (m *mean) add(d time.Duration) { m.sum, m.n = m.sum+d, m.n+1 }

func (m *mean) of(times int) time.Duration {
	if m.n == 0 {
		return 0
	}
	return time.Duration(float64(m.sum) / float64(m.n) * float64(times))
}

// aside is what was seen to be done beside steps, by this worker.
type aside struct {
	tells   mean // of steps: that they were done
	ends    mean // of epochs: validation and what goes with it, but for labels and the checkpoint
	samples mean
	ahead   int // samples at the ends of epochs that are to come
	asks    mean
	asking  int // times that labels are still to be asked about
}

// endedEpoch notes what the end of an epoch took. From the first that this worker
// saw on, the samples to come are counted; those within epochs are few and are not.
func (l *Loop) endedEpoch(took time.Duration) {
	l.aside.ends.add(took)
	if l.aside.ends.n == 1 {
		l.speed.forget() // the first epoch decodes pictures beside its steps
	}
	if l.aside.ends.n > 1 || l.SampleAt == nil {
		return
	}
	for step := (l.State.Step/l.stepsPerEpoch + 1) * l.stepsPerEpoch; step <= l.Steps; step += l.stepsPerEpoch {
		if l.SampleAt(step) {
			l.aside.ahead++
		}
	}
}

// left is the time until the run is done, at so many steps a second: that of the
// steps, and of what comes between them, at what it took so far.
func (l *Loop) left(perSecond float64) time.Duration {
	if perSecond <= 0 {
		return 0
	}
	steps := l.Steps - l.State.Step
	epochs := l.Steps/l.stepsPerEpoch - l.State.Epochs
	return time.Duration(float64(steps)/perSecond*float64(time.Second)) + l.aside.tells.of(steps) + l.aside.ends.of(epochs) +
		l.aside.samples.of(l.aside.ahead) + l.aside.asks.of(l.aside.asking) + time.Duration(l.saves(perSecond)*float64(l.saved.cost))
}

// foreseen is how many checkpoints are looked ahead to; so many for their steps are
// those after them.
const foreseen = 100

// saves is how many checkpoints are still to come, the one at the end among them.
func (l *Loop) saves(perSecond float64) float64 {
	from, since := l.State.Step, l.State.Seconds-l.saved.at.Seconds
	next := l.nextSave(from, from, since, perSecond) // which may be due now
	for n := range foreseen {
		if next >= l.Steps {
			return float64(n + 1)
		}
		next = l.nextSave(next, next+1, 0, perSecond)
	}
	return foreseen * float64(l.Steps-from) / float64(next-from)
}

// nextSave is the step, the first of them, after which a checkpoint is written: as keep
// and worthSaving have it. After step steps the last one is so many seconds old.
func (l *Loop) nextSave(step, first int, since, perSecond float64) int {
	old := func(seconds float64) int { return max(first, step+int(math.Ceil((seconds-since)*perSecond))) }
	upTo := func(step, multiple int) int { return (step + multiple - 1) / multiple * multiple }
	next := upTo(old(l.saved.cost.Seconds()/saveShare), l.stepsPerEpoch)
	if l.SaveEvery > 0 {
		next = min(next, old(l.SaveEvery.Seconds()))
	}
	if l.SaveSteps > 0 {
		next = min(next, upTo(first, l.SaveSteps))
	}
	return next
}

// expectAsking counts how often labels are still to be asked about.
func (l *Loop) expectAsking() {
	if l.AskAt == nil {
		return
	}
	for epoch := l.State.Epochs + 1; epoch <= l.Steps/l.stepsPerEpoch; epoch++ {
		if l.AskAt(epoch) {
			l.aside.asking++
		}
	}
}

// ask asks about labels when an epoch has ended, if it is time, and remembers how
// long it took.
func (l *Loop) ask(ctx context.Context, epoch int) (took time.Duration, err error) {
	if l.AskAt == nil || !l.AskAt(epoch) {
		return 0, nil
	}
	began := l.Now()
	if err := l.Keeper.Ask(ctx, epoch); err != nil {
		return 0, err
	}
	took = l.Now().Sub(began)
	l.aside.asks.add(took)
	if epoch > 0 {
		l.aside.asking = max(0, l.aside.asking-1)
	}
	return took, nil
}

// sample redraws pictures and remembers how long it took.
func (l *Loop) sample() error {
	began := l.Now()
	err := l.Keeper.Sample(l.State)
	l.aside.samples.add(l.Now().Sub(began))
	if l.State.Step > 0 && l.State.Step%l.stepsPerEpoch == 0 {
		l.aside.ahead = max(0, l.aside.ahead-1)
	}
	return err
}
