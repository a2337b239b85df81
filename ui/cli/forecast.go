package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"maestudio/core/dataset"
	"maestudio/core/forecast"
	"maestudio/core/run"
)

// planned is what --dry-run and --time find out before a run.
type planned struct {
	forecast.Plan
	room forecast.Room
}

func (p planned) missing() []string { return forecast.Missing(p.Config, p.Pictures.Cache, p.room) }

// fromSizes says what is known from sizes alone to be missing, before pictures are looked at
// and anything is measured. It is an error where that can never work.
func (o pretrainOptions) fromSizes(a *app, cmd *cobra.Command, c run.Config) error {
	if o.choosesPreset(cmd) {
		return nil // a preset that fits is chosen
	}
	if c.Model.MAE().Validate() != nil {
		return nil // said when the settings are looked at
	}
	room := forecast.RoomAt(c.Device.Name, o.out, cacheDir())
	if err := forecast.TooLarge(c, room); err != nil {
		return err
	}
	if o.dryRun && !o.json {
		a.sayMissing(forecast.Missing(c, 0, room))
	}
	return nil
}

// sayMissing warns a person.
func (a *app) sayMissing(sentences []string) {
	for _, s := range sentences {
		fmt.Fprintln(a.err, "maestudio: "+s)
	}
}

// plan measures the device of the run for a moment and says what the run will take. With
// --time it chooses the epochs and, where no preset was named, the preset.
func (o pretrainOptions) plan(cmd *cobra.Command, t *training, c run.Config) (planned, error) {
	report, err := dataset.Scan(t.ctx, c.Data.Folders, dataset.ScanOptions{
		CacheDir: cacheDir(), KeepCopies: c.Data.KeepCopies,
		Check: len(c.Data.LeaveOut) > 0, // what is left out is known of a look at each picture only
	}, scanProgress(t.show))
	t.show.end()
	if err == nil {
		err = report.Err()
	}
	if err != nil {
		return planned{}, err
	}
	run.Choose(report, c.Data.LeaveOut, nil)
	if len(report.Files) == 0 {
		return planned{}, errors.New("--leave-out leaves no picture to learn from.")
	}
	candidates, err := o.candidates(cmd, t, c, report.Files)
	if err != nil {
		return planned{}, err
	}
	room, threads := forecast.RoomAt(c.Device.Name, o.out, cacheDir()), c.Device.Threads
	measure := func(m run.ModelConfig) (forecast.Speed, error) {
		t.show.looking("measuring this machine", 0, 0)
		defer t.show.end()
		return forecast.Measure(t.ctx, m, c.Device)
	}
	if o.time > 0 {
		plan, err := forecast.Fit(o.time, candidates, room, max(1, threads), measure)
		return planned{plan, room}, err
	}
	speed, err := measure(c.Model)
	return planned{forecast.NewPlan(c, candidates[0].Pictures, speed, max(1, threads)), room}, err
}

// decided says what --time chose.
func (o pretrainOptions) decided(cmd *cobra.Command, p planned) string {
	c, chose := p.Config, "the preset "+p.Config.Preset+" and "
	if !o.choosesPreset(cmd) {
		chose = ""
	}
	return fmt.Sprintf("For the %s that --time gave, the program chose %s%s, which takes about %s.", span(o.time), chose, plural(c.Training.Epochs, "epoch", "epochs"), span(p.Time))
}

// candidates are the runs that could be made: that of the flags or, where there is
// a time and no preset was named, one of each preset that the flags allow.
func (o pretrainOptions) candidates(cmd *cobra.Command, t *training, c run.Config, files []dataset.File) (all []forecast.Candidate, err error) {
	configs := []run.Config{c}
	if o.choosesPreset(cmd) {
		configs = nil
		for _, name := range run.PresetNames {
			o.preset = name
			other, err := o.config(cmd)
			if err == nil && other.Model.MAE().Validate() == nil {
				other.Data.Folders = c.Data.Folders
				configs = append(configs, other)
			}
		}
	}
	for _, c := range configs {
		if err := c.Model.MAE().Validate(); err != nil {
			return nil, useError{err}
		}
		p, err := forecast.LookAt(t.ctx, files, c.Model.ImageSize)
		if err != nil {
			return nil, err
		}
		all = append(all, forecast.Candidate{Config: c, Pictures: p})
	}
	if len(all) == 0 {
		return nil, wrongUse("No preset works with these sizes; name one with --preset.")
	}
	return all, nil
}

// print writes a forecast for a person.
func (a *app) printPlan(p planned) error {
	c, t := p.Config, newTable(a.out)
	free := func(n float64) string {
		if math.IsNaN(n) {
			return ""
		}
		return fmt.Sprintf(" of %s that are free", size(int64(n)))
	}
	on, memory := "the processor", free(p.room.Memory)
	if p.room.Card != "" {
		on, memory = p.room.Card, fmt.Sprintf(" of the %s that the card has", size(int64(p.room.Memory)))
	}
	what := c.String()
	if c.Preset != "" {
		what = c.Preset + ": " + what
	}
	t.row("run", what)
	t.row("pictures", fmt.Sprintf("about %s to learn from and %s to judge by", count(p.Pictures.Learn), count(p.Pictures.HeldOut)))
	t.row("steps", fmt.Sprintf("%s, %s for each of %s", count(p.Steps), count(p.Steps/max(1, c.Training.Epochs)), plural(c.Training.Epochs, "epoch", "epochs")))
	t.row("time", fmt.Sprintf("about %s on %s: %s an epoch, and %s for reading the pictures first", span(p.Time), on, span(p.Epoch), span(p.First)))
	t.row("memory", "about "+size(int64(p.Memory))+memory)
	t.row("disk", "about "+size(int64(p.Disk))+free(p.room.Disk))
	t.row("cache", fmt.Sprintf("up to %s for decoded pictures, in %s", size(int64(p.Pictures.Cache)), cacheDir()))
	return t.end()
}

// printPlanJSON writes it for a program: bytes and seconds.
func (a *app) printPlanJSON(p planned) error {
	known := func(n float64) *float64 {
		if math.IsNaN(n) {
			return nil
		}
		return &n
	}
	return json.NewEncoder(a.out).Encode(struct {
		Preset       string   `json:"preset"`
		Card         string   `json:"card,omitempty"`
		Pictures     int      `json:"pictures"`
		HeldOut      int      `json:"held_out"`
		Epochs       int      `json:"epochs"`
		Steps        int      `json:"steps"`
		Seconds      float64  `json:"seconds"`
		EpochSeconds float64  `json:"epoch_seconds"`
		Memory       float64  `json:"memory"`
		FreeMemory   *float64 `json:"free_memory"`
		Disk         float64  `json:"disk"`
		FreeDisk     *float64 `json:"free_disk"`
		Cache        float64  `json:"cache"`
		Missing      []string `json:"missing"`
	}{p.Config.Preset, p.room.Card, p.Pictures.Learn, p.Pictures.HeldOut, p.Config.Training.Epochs, p.Steps, p.Time.Seconds(), p.Epoch.Seconds(),
		p.Memory, known(p.room.Memory), p.Disk, known(p.room.Disk), p.Pictures.Cache, append([]string{}, p.missing()...)})
}

// dryRun says what the run would take, and makes none. What is missing was said before
// where the program did not choose the sizes.
func (a *app) dryRun(p planned, asJSON, chosen bool) error {
	if asJSON {
		return a.printPlanJSON(p)
	}
	if err := a.printPlan(p); err != nil {
		return err
	}
	known := forecast.Missing(p.Config, 0, p.room) // and said before
	a.sayMissing(slices.DeleteFunc(p.missing(), func(s string) bool { return !chosen && slices.Contains(known, s) }))
	return nil
}

// checkTime refuses what cannot be planned for.
func (o pretrainOptions) checkTime(cmd *cobra.Command) error {
	switch flags := cmd.Flags(); {
	case !flags.Changed("time"):
		return nil
	case o.time < time.Minute:
		return wrongUse("--time wants at least a minute, such as 90m or 2h, not %s.", o.time)
	case flags.Changed("epochs"):
		return wrongUse("Use either --time, which chooses the epochs, or --epochs, not both.")
	}
	return nil
}
