package window

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"maestudio/core/forecast"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// costs are what sizes of models take on this computer: measured once, in the
// background, and remembered.
type costs struct {
	w       *Window
	notes   *forecast.Notes
	failed  map[string]error // by key: what does not fit
	working map[string]bool
	uneasy  map[string]bool    // measured while pictures were looked through, which slows it: to be measured again
	off     bool               // the person ended the measuring
	stop    context.CancelFunc // ends it
}

func newCosts(w *Window) *costs {
	return &costs{w: w, notes: forecast.Remember(filepath.Join(cacheDir(), "speeds.json")),
		failed: map[string]error{}, working: map[string]bool{}, uneasy: map[string]bool{}, stop: func() {}}
}

// key names what a measured speed depends on.
func key(c run.ModelConfig) string { return fmt.Sprintf("%+v", c) }

func (c *costs) speed(m run.ModelConfig) (forecast.Speed, bool) {
	found, ok := c.notes.Get(m, c.w.settings.WorkerThreads())
	return found.Speed, ok
}

// guess is how long a model takes that cannot be timed while a run trains: time
// goes about with the work. It is taken from the model of most nearly the same work,
// of those that were measured and the ones that train.
func (c *costs) guess(m run.ModelConfig) (s forecast.Speed, ok bool) {
	if !c.training() || m.MAE().Validate() != nil {
		return s, false
	}
	work := m.MAE().Forward()
	nearest := math.Inf(1)
	take := func(of run.ModelConfig, picture time.Duration) {
		share := work / of.MAE().Forward()
		if off := math.Abs(math.Log(share)); picture > 0 && off < nearest {
			nearest, ok = off, true
			s = forecast.Speed{Picture: time.Duration(share * float64(picture))}
		}
	}
	for _, name := range offered {
		if p, err := run.Preset(name); err == nil {
			if found, known := c.speed(p.Model); known {
				take(p.Model, found.Picture+found.Step/time.Duration(p.Training.Batch))
			}
		}
	}
	learns := func(of run.Config, state worker.State) {
		if of.Task == run.TaskPretrain && state.Status == worker.Running && state.Speed > 0 {
			take(of.Model, time.Duration(float64(time.Second)/state.Speed))
		}
	}
	learns(c.w.train.config, c.w.train.state)
	for _, other := range c.w.others {
		learns(other.Config, other.State)
	}
	return s, ok
}

// expected is what a model was measured to take or, while it cannot be measured, a
// guess.
func (c *costs) expected(m run.ModelConfig) (s forecast.Speed, known, guessed bool) {
	if s, known = c.speed(m); known {
		return s, true, false
	}
	s, guessed = c.guess(m)
	return s, guessed, guessed
}

// training tells whether a run takes the computer now: what would be measured
// meanwhile says nothing.
func (c *costs) training() bool {
	return c.w.train.state.Status == worker.Running || slices.ContainsFunc(c.w.others, isTraining)
}

// looking tells whether pictures are looked through, which takes the processor too.
func (c *costs) looking() bool {
	return c.w.data.closer.running || c.w.data.view.State == screen.DataScanning
}

// measure times models that are not known yet, or not well, one after the other, on
// a goroutine of its own.
func (c *costs) measure(models []run.ModelConfig) {
	if c.off || c.training() {
		return
	}
	var todo []run.ModelConfig
	for _, m := range models {
		_, known := c.speed(m)
		if again := c.uneasy[key(m)] && !c.looking(); (!known || again) && c.failed[key(m)] == nil && !c.working[key(m)] && m.MAE().Validate() == nil {
			c.working[key(m)] = true
			todo = append(todo, m)
		}
	}
	if len(todo) == 0 {
		return
	}
	ctx, stop := context.WithCancel(c.w.ctx)
	before := c.stop
	c.stop = func() { before(); stop() }
	threads, uneasy := c.w.settings.WorkerThreads(), c.looking()
	c.w.start(func(context.Context) {
		for _, m := range todo {
			speed, err := forecast.Measure(ctx, m, run.DeviceConfig{Name: "cpu", Threads: threads})
			c.w.show(c.w.ctx, func() {
				c.uneasy[key(m)] = uneasy || c.looking()
				c.measured(m, threads, speed, err)
				uneasy = c.looking()
			})
		}
	})
}

func (c *costs) measured(m run.ModelConfig, threads int, s forecast.Speed, err error) {
	delete(c.working, key(m))
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil:
		c.failed[key(m)] = err
	default:
		// Where it cannot be kept it is known until the program ends.
		_ = c.notes.Put(m, threads, s, c.w.now())
	}
	if c.w.current == modelKey {
		c.w.model.show()
	}
}

// again ends the measuring or, where nothing is measured, begins anew.
func (c *costs) again() {
	if len(c.working) > 0 {
		c.off = true
		c.stop()
		c.stop = func() {}
		return
	}
	c.off = false
	clear(c.failed)
	// A file that cannot be removed is written over.
	_ = c.notes.Forget()
	c.w.model.measure()
	c.w.model.show()
}

// words say when and for what the times were measured, and on what: the window is no program
// for cards.
func (c *costs) words(m run.ModelConfig, pictures int) string {
	said := c.measuredWords(m, pictures)
	if c.w.computesOn() == "cuda" {
		return "Times are the processor's; the card takes less. " + said
	}
	return said
}

func (c *costs) measuredWords(m run.ModelConfig, pictures int) string {
	found, known := c.notes.Get(m, c.w.settings.WorkerThreads())
	switch {
	case len(c.working) > 0:
		return "Measuring on this computer; this takes a few seconds."
	case !known && c.training():
		if _, guessed := c.guess(m); guessed {
			return "Times are guesses from the speed of the run under way; they are measured when nothing is training."
		}
		return "Times that are not known yet are measured when nothing is training."
	case !known && c.off:
		return "Measuring was stopped; times that are not known yet stay open."
	case pictures == 0:
		return "Choose pictures first: then it says how long it takes."
	case !known:
		return fmt.Sprintf("For %s.", plural(pictures, "picture", "pictures"))
	}
	return fmt.Sprintf("Times were measured on this computer %s, for %s.", day(found.When, c.w.now()), plural(pictures, "picture", "pictures"))
}

// measured says how fast this machine is, for Settings.
func (m *model) measured() string {
	c, err := run.Preset("quick")
	if s, ok := m.costs.speed(c.Model); ok && err == nil {
		return fmt.Sprintf("%s pictures/s at quick, measured here", rate(s.PerSecond(c.Training.Batch)))
	}
	return "Its speed is measured on the Model screen"
}
