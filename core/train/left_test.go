package train

import (
	"context"
	"math"
	"testing"
	"time"
)

// paced is a course in which everything takes its time on the clock: validation,
// samples and checkpoints too, each a little more or less than the time before.
type paced struct {
	keeper
	validate, sample, save float64 // seconds
	saveSteps              int
	saveEvery              time.Duration
	told                   []time.Time // when each step was reported
	calls                  int
}

func (p *paced) spend(seconds float64) {
	p.calls++
	p.hands.move(seconds * (1 + 0.05*math.Sin(float64(7*p.calls))))
}

func (p *paced) Step(r StepReport) error {
	p.told = append(p.told, p.hands.now())
	return p.keeper.Step(r)
}
func (p *paced) Epoch(r EpochReport) error { p.epochs = append(p.epochs, r); return nil }
func (p *paced) Sample(State) error        { p.spend(p.sample); return nil }
func (p *paced) Save(State) error          { p.spend(p.save); return nil }
func (p *paced) Done(State) error          { return nil }
func (p *paced) Validate(context.Context) (*float64, error) {
	p.spend(p.validate)
	return nil, nil
}

// After the first epoch the time left is right within a tenth (or a second, which a step
// takes), whatever comes between the steps.
func TestTimeLeftIsRight(t *testing.T) {
	for name, p := range map[string]paced{
		"nothing beside the steps":  {},
		"long validations":          {validate: 60},
		"long samples":              {sample: 40},
		"long checkpoints":          {save: 50},
		"checkpoints within epochs": {save: 20, saveEvery: 35 * time.Second},
		"long ones within epochs":   {save: 50, saveEvery: 10 * time.Minute},
		"one after so many steps":   {save: 10, saveSteps: 20},
		"one after each step":       {save: 1, saveSteps: 1},
		"all of it":                 {validate: 20, sample: 10, save: 3},
	} {
		c, l := newCourse() // a batch is a second
		p.keeper = keeper{c}
		l.Keeper, l.Batches, l.Accumulate, l.Steps = &p, 50, 1, 50*30
		c.batches = 50
		l.SaveSteps, l.SaveEvery = p.saveSteps, p.saveEvery
		l.SampleAt = func(step int) bool { return step%100 == 0 || step == 10 || step == 20 }
		if err := l.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		end := c.hands.now()
		for i, r := range c.reports {
			really := end.Sub(p.told[i])
			if off := (r.Left - really).Abs(); r.State.Epochs >= 1 && off > really/10 && off > time.Second {
				t.Errorf("%s, step %d: %v left, really %v", name, i+1, r.Left, really)
			}
		}
	}
}

// slowStart is a course whose first step takes three times as long, as it lays out memory.
type slowStart struct{ *course }

func (s slowStart) Learn(scale float32, add bool) error {
	if s.step == 0 {
		s.hands.move(2)
	}
	return s.course.Learn(scale, add)
}

// Where an epoch is a step, or a few, the time left is right from the second epoch on, too.
func TestTimeLeftOfShortEpochs(t *testing.T) {
	for _, batches := range []int{1, 2, 3, 4} {
		c, l := newCourse()
		p := &paced{keeper: keeper{c}, validate: 0.3, sample: 0.2, save: 0.1}
		l.Method, l.Keeper, l.Batches, l.Accumulate, l.Steps = slowStart{c}, p, batches, 1, batches*30
		c.batches = batches
		l.SampleAt = func(step int) bool { return step%10 == 0 || step < 3 }
		if err := l.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		end := c.hands.now()
		for i, r := range c.reports {
			really := end.Sub(p.told[i])
			if off := (r.Left - really).Abs(); i >= batches && off > really/10 && off > time.Second {
				t.Errorf("%d steps an epoch, step %d: %v left, really %v", batches, i+1, r.Left, really)
			}
		}
	}
}
