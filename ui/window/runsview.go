package window

import (
	"fmt"
	"strings"
	"time"

	"maestudio/core/library"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/theme"
)

// show builds the screen's view.
func (r *runs) show() {
	v := screen.RunsView{Below: "Every run can be opened, resumed and compared. Deleted runs go to the trash.", Sort: r.sort, Choosing: r.choosing, Picked: len(r.picked)}
	counts, comparable := map[string]int{}, 0
	for _, s := range r.all {
		counts[group(s)]++
		if canCompare(s) {
			comparable++
		}
	}
	v.CanCompare = comparable > 1
	if len(r.trash) == 0 && r.group == inTrash || r.group != inTrash && counts[r.group] == 0 {
		r.group = "" // the last one of these is gone
	}
	r.chips(&v, counts)
	r.rows = r.listed()
	for _, s := range r.rows {
		v.Runs = append(v.Runs, r.row(s))
		if s.Config.Model.NormPix && r.tiles[newestSheet(s.Summary)].Redrawn != nil {
			v.Note = "Of a run of pre-training the third picture is redrawn. " + mae.Colours{}.Note(true)
		}
	}
	v.Title = plural(len(r.all), "run", "runs")
	switch busy := counts["Training"]; busy {
	case 0:
	case 1:
		if v.Title += ", one of them training"; len(r.all) == 1 {
			v.Title = "1 run, and it is training"
		}
	default:
		v.Title += fmt.Sprintf(", %d of them training", busy)
	}
	switch {
	case r.choosing:
		v.Title, v.Below = "Which runs should be compared?", "Click on them. The first one is opened, with the curves of the others over its own."
	case r.group == inTrash:
		v.Trash = true
		v.Title, v.Below = plural(len(r.trash), "run", "runs")+" in the trash", "A run stays here for 30 days. Click on one to bring it back."
	}
	if r.trouble != "" {
		v.Trouble, v.Remedy = r.trouble, "The other runs are as they were. The menu at the right of a run shows its folder and deletes it."
		if v.Damaged = r.damaged != ""; v.Damaged {
			v.Remedy = "Put a copy of that file back, or delete the run. The other runs are as they were."
		}
		if v.Busy = r.busy != nil; v.Busy {
			v.Remedy = "It has to stop first. What it has learned is saved, and the trash keeps it for 30 days."
		}
	}
	r.screen.Set(v)
	r.w.retitle()
}

// chips are the groups that there are.
func (r *runs) chips(v *screen.RunsView, counts map[string]int) {
	r.filters = nil
	add := func(label, group string, n int) {
		r.filters = append(r.filters, group)
		v.Filters = append(v.Filters, screen.Filter{Label: label + " " + number(n), Chosen: r.group == group})
	}
	if len(r.all)+len(r.trash) == 0 {
		return
	}
	add("All", "", len(r.all))
	for _, g := range groups {
		if counts[g] > 0 && !(counts[g] == len(r.all) && r.group != g) {
			add(g, g, counts[g])
		}
	}
	if len(r.trash) > 0 && !r.choosing {
		add(inTrash, inTrash, len(r.trash))
	}
}

// listed returns the runs that group and words let through, in order.
func (r *runs) listed() []listed {
	var rows []listed
	add := func(s library.Summary, deleted time.Time) {
		if strings.Contains(strings.ToLower(s.Name), r.find) {
			rows = append(rows, listed{s, deleted})
		}
	}
	if r.group == inTrash {
		for _, d := range r.trash {
			add(d.Summary, d.Time)
		}
	} else {
		for _, s := range r.all {
			if r.group == "" || group(s) == r.group {
				add(s, time.Time{})
			}
		}
	}
	r.order(rows)
	return rows
}

func (r *runs) row(s listed) screen.RunRow {
	row := screen.RunRow{Name: s.Name, When: day(s.Updated, r.w.now()), Curve: s.Curve(60), Sample: r.pictures(s.Summary), Picked: r.picked[s.Dir]}
	if strings.HasPrefix(row.When, "today") {
		row.When = "today"
	}
	preset := s.Config.Preset
	if preset == "" {
		preset = "own sizes"
	}
	row.About = preset
	if s.Config.Task == run.TaskClassify {
		row.About = plural(len(s.Config.Classify.Classes), "class", "classes")
	}
	if n := s.State.Pictures; n > 0 {
		row.About += " · " + plural(n, "picture", "pictures")
	}
	if mean := meanRate(s.Summary); mean > 0 {
		row.About += " · " + rate(mean) + " pictures/s"
	}
	if loss, ok := s.State.Loss(); ok {
		row.Loss = fmt.Sprintf("%.2f", loss)
	}
	if best, ok := s.State.BestCheck(); ok {
		row.Loss, row.Right = fmt.Sprintf("%.0f %%", 100*best.Share()), true
	}
	row.State, row.Icon, row.Warn = stateWords(s.Summary)
	if s.Trouble != "" {
		row.About = damage(s.Summary)
	}
	asked := r.asked[s.Dir]
	switch {
	case asked != nil && s.deleted.IsZero():
		row.State, row.Icon, row.Training, row.Share = asked.question.title, theme.IconPlay, true, asked.report.Share()
	case !s.deleted.IsZero():
		left := int((library.Keep - r.w.now().Sub(s.deleted)) / (24 * time.Hour))
		row.State, row.Icon, row.Warn, row.When = plural(max(0, left), "day", "days")+" left", theme.IconUndo, false, day(s.deleted, r.w.now())
	case isTraining(s.Summary):
		row.Training, row.Share = true, s.State.Share()
		if s.State.Left > 0 { // nothing is known at first
			row.Left = span(s.State.Left) + " left"
		}
	}
	return row
}

// meanRate is how many pictures a second a run learned from on the whole, 0 while it is
// not finished.
func meanRate(s library.Summary) float64 {
	if s.State.Status != worker.Done || s.State.Trained <= 0 {
		return 0
	}
	return float64(s.State.Step*s.Config.Training.EffectiveBatch()) / s.State.Trained.Seconds()
}

// ofNewer is said of a run that is whole, and not for this version.
const ofNewer = "A newer MAE Studio made it; use that one"

// damage says in everyday words why a run cannot be read.
func damage(s library.Summary) string {
	rest, config := strings.CutPrefix(s.Trouble, "run.toml")
	line := 0
	if n, _ := fmt.Sscanf(rest, ", line %d:", &line); config && n == 1 {
		return fmt.Sprintf("Its settings, run.toml, are damaged in line %d", line)
	}
	version := 0
	if n, _ := fmt.Sscanf(rest, " has version %d", &version); config && n == 1 && version > run.Version {
		return ofNewer
	}
	if config {
		return "Its settings, run.toml, are damaged"
	}
	return s.Trouble
}

// stateWords says what a run is doing.
func stateWords(s library.Summary) (words string, icon theme.Icon, warn bool) {
	if s.Trouble != "" {
		return "Cannot be read", theme.IconWarn, true
	}
	switch s.State.Status {
	case worker.Done:
		return "Done", theme.IconCheck, false
	case worker.Stopped:
		return "Stopped in epoch " + number(s.State.Epoch), theme.IconStop, false
	case worker.Paused:
		if s.State.Code == run.DiskFull {
			return "Paused: " + causes[run.DiskFull], theme.IconWarn, true
		}
		return "Paused in epoch " + number(s.State.Epoch), theme.IconPause, false
	case worker.Failed:
		if cause := causes[s.State.Code]; cause != "" {
			return "Stopped: " + cause, theme.IconWarn, true
		}
		return "Stopped", theme.IconWarn, true
	case worker.Gone:
		return "Stopped unexpectedly", theme.IconWarn, true
	case worker.Running:
		return "Training", theme.IconPlay, false
	default:
		return "Not started", theme.IconPause, false
	}
}
