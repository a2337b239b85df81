// Planning backwards, from the time that there is.

package forecast

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"maestudio/core/run"
)

// Most and least epochs that a plan gives to a preset that nobody asked for.
const (
	MostEpochs  = 1600 // the longest that was published
	leastEpochs = 10
	leastShare  = 4 // of a preset's own epochs, one in so many
)

// Candidate is a run that could be made.
type Candidate struct {
	Config   run.Config
	Pictures Pictures
}

// Fit chooses from candidates what a time is best spent on: the largest whose run
// gets a quarter of its own epochs, at least ten, and fits into the memory and on the
// disk; and as many epochs as there is time for. One candidate alone is only given its epochs.
// measure says how fast a model is; it is asked about few.
func Fit(available time.Duration, all []Candidate, room Room, threads int, measure func(run.ModelConfig) (Speed, error)) (Plan, error) {
	work := func(c Candidate) float64 { return c.Config.Model.MAE().Forward() }
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Candidate) int { return cmp.Compare(work(a), work(b)) })
	smallest, err := epochsIn(available, all[0], threads, measure)
	if err != nil {
		return Plan{}, err
	}
	for _, c := range slices.Backward(all[1:]) {
		wanted := max(leastEpochs, c.Config.Training.Epochs/leastShare)
		// Speed goes about with the work; twice as many as that says is out of reach.
		reach := 2 * float64(available) / float64(max(1, smallest.Epoch)) * work(all[0]) / work(c)
		if work(c) == work(all[0]) || reach < float64(wanted) || ProcessMemory(c.Config) > room.Memory {
			continue
		}
		if plan, err := epochsIn(available, c, threads, measure); err == nil && plan.Config.Training.Epochs >= wanted && !(room.Takes(plan.Config, c.Pictures.Cache) > room.Disk) {
			return plan, nil
		}
	}
	if smallest.Config.Training.Epochs < 1 {
		return Plan{}, fmt.Errorf("The time is too short: one epoch takes about %s, after about %s of looking at the pictures.", smallest.Epoch.Round(time.Second), smallest.First.Round(time.Second))
	}
	return smallest, nil
}

// epochsIn plans a candidate with as many epochs as there is time for; 0 where
// there is not enough for one.
func epochsIn(available time.Duration, c Candidate, threads int, measure func(run.ModelConfig) (Speed, error)) (Plan, error) {
	speed, err := measure(c.Config.Model)
	if err != nil {
		return Plan{}, err
	}
	plan := NewPlan(c.Config, c.Pictures, speed, threads)
	epochs := min(MostEpochs, int(max(0, available-plan.First)/max(1, plan.Epoch)))
	t := &c.Config.Training
	t.WarmupEpochs = min(t.WarmupEpochs, float64(epochs)/10)
	t.Epochs = epochs
	return NewPlan(c.Config, c.Pictures, speed, threads), nil
}
