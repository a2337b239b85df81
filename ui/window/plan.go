package window

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"maestudio/core/album"
	"maestudio/core/forecast"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// outlook is what a plan needs to know beside settings and speed; it is looked up
// away from Fyne's goroutine.
type outlook struct {
	pictures forecast.Pictures
	looked   string // the first picture and how many: what pictures is of
	room     forecast.Room
	asked    bool // room is known
}

// look finds out what the pictures at hand and the machine's room are.
func (m *model) look() {
	files, runs, side, device := m.w.data.Files(), m.w.settings.Runs, m.config.Model.ImageSize, m.w.computesOn()
	of := fmt.Sprint(len(files))
	if len(files) > 0 {
		of += files[0].Path
	}
	known := of == m.looked
	m.w.start(func(ctx context.Context) {
		room := forecast.RoomAt(device, runs, cacheDir())
		m.w.show(ctx, func() { m.room, m.asked = room, true; m.show() })
		if known || len(files) == 0 {
			return
		}
		if p, err := forecast.LookAt(ctx, album.Values(files), side); err == nil {
			m.w.show(ctx, func() { m.outlook.pictures, m.looked = p, of; m.show() })
		}
	})
}

// known are the pictures as far as they are: how long reading one takes comes a
// moment later.
func (m *model) known() forecast.Pictures {
	p := m.outlook.pictures
	if p.Learn+p.HeldOut != m.count {
		return forecast.Pictures{Learn: m.count}
	}
	return p
}

// plan is what settings will take here. Time is known only where ok is true, and
// nothing of settings that cannot work.
func (m *model) plan(c run.Config) (p forecast.Plan, ok bool) {
	if c.Training.EffectiveBatch() < 1 || c.Model.MAE().Validate() != nil {
		return p, false
	}
	speed, ok, _ := m.costs.expected(c.Model)
	pictures := m.known()
	if m.count == 0 {
		pictures.Learn = c.Training.EffectiveBatch() // what a step takes is known without any
	}
	return forecast.NewPlan(c, pictures, speed, m.w.settings.WorkerThreads()), ok && m.count > 0
}

// suits is the card of the model that suits the pictures, -1 where none does or it
// is not known yet.
func (m *model) suits() int {
	var plans []forecast.Plan
	for _, name := range offered {
		c, err := run.Preset(name)
		if err != nil {
			return -1
		}
		plan, ok := m.plan(c)
		if !ok {
			plan.Time = 0
		}
		plans = append(plans, plan)
	}
	room := m.room
	if !m.asked {
		room.Memory = math.NaN()
	}
	return forecast.Suits(plans, room)
}

// backwards gives settings the epochs that there is time for.
func (m *model) backwards(c run.Config, available time.Duration) (forecast.Plan, error) {
	return m.fit(available, []forecast.Candidate{{Config: c, Pictures: m.known()}})
}

func (m *model) fit(available time.Duration, all []forecast.Candidate) (forecast.Plan, error) {
	measured := func(sizes run.ModelConfig) (forecast.Speed, error) {
		speed, _, _ := m.costs.expected(sizes)
		return speed, nil
	}
	return forecast.Fit(available, all, m.room, m.w.settings.WorkerThreads(), measured)
}

// largest is the plan of the largest size on the cards, of those that are known, that a
// time is worth spending on; false where there is none.
func (m *model) largest(available time.Duration) (forecast.Plan, bool) {
	var all []forecast.Candidate
	for _, name := range offered {
		c, err := run.Preset(name)
		if err != nil {
			continue
		}
		if _, known, _ := m.costs.expected(c.Model); known {
			all = append(all, forecast.Candidate{Config: c, Pictures: m.known()})
		}
	}
	if len(all) == 0 {
		return forecast.Plan{}, false
	}
	plan, err := m.fit(available, all)
	return plan, err == nil
}

// noTime says why it is not known how long the settings at hand take, "" where it
// is.
func (m *model) noTime() string {
	_, ok := m.plan(m.config)
	switch {
	case ok:
		return ""
	case m.count == 0:
		return "Choose pictures first: then it says how long it takes."
	case m.costs.training():
		return "How long it takes is measured after the run under way."
	case len(m.costs.working) > 0:
		return "How long it takes is being measured."
	}
	return "How long it takes is not known: press Measure again."
}

// chooseTime plans backwards: as many epochs as fit.
func (m *model) chooseTime(i int) {
	if _, ok := m.plan(m.config); !ok {
		return
	}
	plan, err := m.backwards(m.config, timeChoices[i].time)
	if err != nil {
		m.trouble = err
		m.show()
		return
	}
	m.config.Training.Epochs, m.ownEpochs = plan.Config.Training.Epochs, true
	m.shortenWarmup()
	m.hours = i
	m.show()
}

// decided is what the time that was chosen decided.
func (m *model) decided() []string {
	if m.hours < 0 {
		if words := m.fewWords(); words != "" {
			return []string{"The program chose " + plural(m.config.Training.Epochs, "epoch", "epochs") + ". " + words}
		}
		return nil
	}
	t, plan := timeChoices[m.hours], ""
	if p, ok := m.plan(m.config); ok {
		plan = ", which takes about " + span(p.Time)
	}
	return []string{fmt.Sprintf("For the time that was chosen (%s) the program chose %s%s.", strings.ToLower(t.words), plural(m.config.Training.Epochs, "epoch", "epochs"), plan)}
}

// answer says what a time would be enough for.
func (m *model) answer() string {
	i := m.hours
	if i < 0 {
		i = 1
	}
	plan, err := m.backwards(m.config, timeChoices[i].time)
	if err != nil {
		return timeChoices[i].words + " are not enough for one epoch of these settings."
	}
	words := fmt.Sprintf("%s %s %s of these settings", timeChoices[i].words, timeChoices[i].are, plural(plan.Config.Training.Epochs, "epoch", "epochs"))
	if plan.Config.Training.Epochs == forecast.MostEpochs {
		words = fmt.Sprintf("%s epochs, the most that a plan has, take less than %s", number(forecast.MostEpochs), strings.ToLower(timeChoices[i].words))
	}
	if most, ok := m.largest(timeChoices[i].time); ok {
		name, epochs := most.Config.Preset, number(most.Config.Training.Epochs)
		if m.preset >= 0 && offered[m.preset] == name {
			return words + ", and no larger size fits."
		}
		words += fmt.Sprintf("; the largest size that fits is %s, with %s", capital(name), epochs)
	}
	return words + "."
}

// shortage says what will not suffice, with the figure that is missing and a way
// out.
func (m *model) shortage(v *screen.ModelView, plan forecast.Plan) {
	m.wayOut = func() {}
	if !m.asked || m.count == 0 {
		return
	}
	switch free, need := m.room, m.room.Takes(plan.Config, plan.Pictures.Cache); {
	case plan.Memory > free.Memory:
		where := "free"
		if free.Card != "" {
			where = "what " + free.Card + " has"
		}
		v.Trouble = missing("memory", plan.Memory, free.Memory, where)
		m.lessMemory(v, plan.Config)
	case need > free.Disk:
		v.Trouble = missing("disk", need, free.Disk, "free where runs are kept")
		v.Remedy, v.WayOut = "Free some space, or keep runs elsewhere.", "Keep runs elsewhere…"
		m.wayOut = func() { m.w.Go(settingsKey) }
	}
}

func missing(what string, need, free float64, where string) string {
	return fmt.Sprintf("This takes about %s of %s, and %s are %s: %s are missing.", size(need), what, size(free), where, size(need-free))
}

// lessMemory offers smaller batches that make the same steps, or a smaller model.
func (m *model) lessMemory(v *screen.ModelView, c run.Config) {
	if batch, accumulate, ok := forecast.Smaller(c, m.room.Memory); ok {
		v.Remedy = "Smaller batches make the same steps in less memory; it takes about as long."
		v.WayOut = fmt.Sprintf("Use batches of %d, %d a step", batch, accumulate)
		m.wayOut = func() {
			m.change(func(c *run.Config) { c.Training.Batch, c.Training.Accumulate = batch, accumulate })
		}
		return
	}
	v.Remedy = "Choose a smaller model, or close other programs."
	for i, name := range offered {
		if p, err := run.Preset(name); err == nil && forecast.ProcessMemory(p) <= m.room.Memory && forecast.ProcessMemory(p) < forecast.ProcessMemory(c) {
			v.WayOut = "Use " + capital(name)
			m.wayOut = func() { m.choose(i); m.show() }
			return
		}
	}
}
