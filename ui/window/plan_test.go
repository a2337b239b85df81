package window

import (
	"math"
	"strings"
	"testing"
	"time"

	"maestudio/core/forecast"
	"maestudio/core/run"
	"maestudio/core/worker"
)

// plans is a window that knows how fast all sizes are, has 1,000 pictures, and
// all the room there is.
func plans(t *testing.T) (*bench, *model) {
	b := open(t)
	m := b.model
	m.costs.off = true
	for _, name := range offered {
		c, err := run.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.costs.notes.Put(c.Model, b.settings.WorkerThreads(), forecast.Speed{Picture: 10 * time.Millisecond}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	m.count, m.asked, m.room = 1000, true, forecast.Room{Memory: math.Inf(1), Disk: math.Inf(1)}
	m.outlook.pictures = forecast.Pictures{Learn: 950, HeldOut: 50, Decode: time.Millisecond}
	m.show()
	return b, m
}

// Time, memory and disk are those of the run's own plan.
func TestModelTellsThePlan(t *testing.T) {
	b, m := plans(t)
	v := m.screen.View()
	plan := forecast.NewPlan(m.config, m.outlook.pictures, forecast.Speed{Picture: 10 * time.Millisecond}, b.settings.WorkerThreads())
	time, _ := spanUnit(plan.Time)
	memory, _ := bytesParts(plan.Memory)
	disk, _ := bytesParts(plan.Disk)
	if v.Time != time || v.Memory != memory || v.Disk != disk || v.Steps != number(plan.Steps) || v.Presets[0].Time != span(plan.Time) {
		t.Errorf("it tells %s, %s, %s, %s, %s of %+v", v.Time, v.Memory, v.Disk, v.Steps, v.Presets[0].Time, plan)
	}
	if v.Trouble != "" || v.WayOut != "" {
		t.Errorf("with all the room there is: %q", v.Trouble)
	}
}

// A time is a question: as many epochs as fit, and no more.
func TestTimeIsPlannedBackwards(t *testing.T) {
	_, m := plans(t)
	m.chooseTime(0)
	plan, _ := m.plan(m.config)
	if epochs := m.config.Training.Epochs; plan.Time > 30*time.Minute || plan.Time+2*plan.Epoch < 30*time.Minute || !strings.HasPrefix(m.screen.View().TimeAnswer, "30 minutes are "+number(epochs)+" epochs") {
		t.Errorf("%d epochs take %v: %q", epochs, plan.Time, m.screen.View().TimeAnswer)
	}
	if said := m.decided(); len(said) != 1 || !strings.Contains(said[0], "(30 minutes) the program chose "+number(m.config.Training.Epochs)+" epochs") {
		t.Errorf("the run is told %q", said)
	}
	m.outlook.pictures.Learn, m.outlook.pictures.HeldOut, m.count = 9500, 500, 10_000
	m.chooseTime(1)
	most, ok := m.largest(timeChoices[1].time)
	want := "; the largest size that fits is " + capital(most.Config.Preset) + ", with " + number(most.Config.Training.Epochs) + "."
	if got := m.screen.View().TimeAnswer; !ok || most.Config.Preset == "quick" || most.Time > timeChoices[1].time || !strings.HasSuffix(got, want) {
		t.Errorf("it says %q, want %q at its end", got, want)
	}
	m.room.Memory = forecast.ProcessMemory(m.config) + 1e6 // no other has room
	m.chooseTime(1)
	if got := m.screen.View().TimeAnswer; !strings.HasSuffix(got, ", and no larger size fits.") {
		t.Errorf("it says %q", got)
	}
	m.outlook.pictures.Decode = time.Hour // looking through them takes longer than there is
	m.chooseTime(0)
	if v := m.screen.View(); !isSentence(v.Trouble) || !strings.Contains(v.Trouble, "too short") {
		t.Errorf("it says %q", v.Trouble)
	}
}

// What will not suffice is said before the start, with what is missing and a way
// out that works.
func TestWhatWillNotSuffice(t *testing.T) {
	b, m := plans(t)
	need := forecast.ProcessMemory(m.config)
	m.room.Memory = need - 50e6
	m.show()
	v := m.screen.View()
	if told(t, v.Trouble, v.Remedy, "50 MB are missing"); !v.CanStart {
		t.Error("a guess keeps the run from starting")
	}
	whole := m.config.Training.EffectiveBatch()
	if m.wayOut(); m.screen.View().Trouble != "" || forecast.ProcessMemory(m.config) > m.room.Memory || m.config.Training.EffectiveBatch() != whole {
		t.Errorf("%q did not help: %q", v.WayOut, m.screen.View().Trouble)
	}
	m.choose(3) // base
	quick, _ := run.Preset("quick")
	m.room.Memory = forecast.ProcessMemory(quick) + 1e6
	m.show()
	v = m.screen.View()
	if told(t, v.Trouble, v.Remedy, "smaller model"); v.WayOut != "Use Quick" {
		t.Errorf("it offers %q", v.WayOut)
	}
	if m.wayOut(); m.preset != 0 || m.screen.View().Trouble != "" {
		t.Errorf("preset %d: %q", m.preset, m.screen.View().Trouble)
	}
	m.room = forecast.Room{Memory: math.NaN(), Disk: 1e6} // the memory is not known
	m.show()
	v = m.screen.View()
	if told(t, v.Trouble, v.Remedy, "of disk", "1.0 MB are free where runs are kept"); v.WayOut == "" {
		t.Error("no way out")
	}
	if m.wayOut(); b.Current() != settingsKey {
		t.Errorf("the way out leads to %s", b.Current())
	}
}

// A model is timed once, in the background, and the time is kept; what is running
// can be ended.
func TestModelsAreMeasured(t *testing.T) {
	b := open(t)
	c := b.model.costs
	c.off = false
	tiny := run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2,
		DecoderDim: 8, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
	c.measure([]run.ModelConfig{tiny})
	if words := c.words(tiny, 5); !strings.HasPrefix(words, "Measuring") || len(c.working) != 1 {
		t.Errorf("it says %q", words)
	}
	b.until("the time", func() bool { _, known := c.speed(tiny); return known && len(c.working) == 0 })
	if words := c.words(tiny, 5); !strings.HasPrefix(words, "Times were measured on this computer today") {
		t.Errorf("it says %q", words)
	}
	c.measure([]run.ModelConfig{tiny})
	if len(c.working) != 0 {
		t.Error("what is known is measured again")
	}
	b.data.closer.running = true
	narrow := tiny
	narrow.EncoderDim = 8
	c.measure([]run.ModelConfig{narrow})
	b.until("the time while pictures are looked through", func() bool { return len(c.working) == 0 })
	c.measure([]run.ModelConfig{narrow})
	if len(c.working) != 0 {
		t.Error("it is measured again while pictures are looked through")
	}
	b.data.closer.running = false
	c.measure([]run.ModelConfig{tiny, narrow})
	if len(c.working) != 1 || !c.working[key(narrow)] {
		t.Errorf("then it measures %v, not only what was disturbed", c.working)
	}
	b.until("the time", func() bool { return len(c.working) == 0 })
	base, err := run.Preset("base")
	if err != nil {
		t.Fatal(err)
	}
	c.measure([]run.ModelConfig{base.Model})
	c.again() // ends it
	b.until("the end", func() bool { return len(c.working) == 0 })
	if _, known := c.speed(base.Model); known || !c.off {
		t.Error("it went on measuring")
	}
}

// While a run learns nothing is measured: cards and times say so.
func TestTimesWaitForTheRunUnderWay(t *testing.T) {
	b := open(t)
	b.train.state.Status = worker.Running
	b.model.count = 50
	b.model.show()
	v := b.model.screen.View()
	for _, c := range v.Presets {
		if !strings.Contains(c.Cost, "after the run under way") || !strings.Contains(c.Cost, "B") {
			t.Errorf("%s says %q", c.Name, c.Cost)
		}
	}
	if why := v.TimeChips[0].WhyNot; !strings.Contains(why, "after the run under way") || v.TimeAnswer != why {
		t.Errorf("the times say %q, %q", why, v.TimeAnswer)
	}
	b.train.dir, b.train.state.Speed, b.train.config = "somewhere", 402, b.model.config
	b.model.show()
	if cost := b.model.screen.View().Presets[0].Cost; !strings.Contains(cost, "about 402 pictures/s · ") {
		t.Errorf("of the size that is under way it says %q", cost)
	}
}
