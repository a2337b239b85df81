// How long the rest will take, and not only its steps.

package train

import (
	"context"
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
// steps, and of what comes between them, at what it took so far. Checkpoints come
// at the ends of epochs as far as their share of the time allows, and after so many
// steps where that was asked for.
func (l *Loop) left(perSecond float64) time.Duration {
	if perSecond <= 0 {
		return 0
	}
	steps := time.Duration(float64(l.Steps-l.State.Step) / perSecond * float64(time.Second))
	epochs := l.Steps/l.stepsPerEpoch - l.State.Epochs
	saves := min(time.Duration(epochs)*l.saved.cost, time.Duration(saveShare*float64(steps)))
	if l.SaveSteps > 0 {
		saves = max(saves, time.Duration((l.Steps-l.State.Step)/l.SaveSteps)*l.saved.cost)
	}
	return steps + l.aside.tells.of(l.Steps-l.State.Step) + l.aside.ends.of(epochs) +
		l.aside.samples.of(l.aside.ahead) + l.aside.asks.of(l.aside.asking) + saves
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
