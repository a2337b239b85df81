package window

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/core/library"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// runs is the list of all runs.
type runs struct {
	w        *Window
	screen   *screen.Runs
	all      []library.Summary
	rows     []library.Summary // what the screen shows of all
	find     string
	training bool // only those
	trouble  string
	loading  bool
}

func newRuns(w *Window) *runs {
	r := &runs{w: w}
	r.screen = screen.NewRuns(screen.RunsParams{
		New: func() { w.Go(dataKey) }, Sample: w.data.sample, Choose: w.data.choose,
		Open: func(i int) { r.open(r.rows[i]) }, Menu: r.menu,
		Find:   func(words string) { r.find = strings.ToLower(strings.TrimSpace(words)); r.show() },
		Filter: func(i int) { r.training = i == 1; r.show() },
	})
	// The list changes by itself while it is looked at.
	w.start(func(ctx context.Context) {
		w.pulse(ctx, 2*time.Second, func() func() {
			return func() {
				if w.current == runsKey {
					r.refresh()
				}
			}
		})
	})
	return r
}

// refresh reads the runs anew, away from Fyne's goroutine.
func (r *runs) refresh() {
	if r.loading {
		return
	}
	r.loading = true
	lib := r.w.library
	r.w.start(func(ctx context.Context) {
		all, err := lib.List()
		r.w.show(ctx, func() {
			r.loading, r.trouble = false, ""
			r.all = all
			if err != nil {
				r.trouble = err.Error()
			}
			r.show()
			r.w.welcome.set(all)
		})
	})
}

func (r *runs) show() {
	v := screen.RunsView{Below: "Every run can be opened, resumed and compared. Deleted runs go to the trash."}
	busy := 0
	r.rows = nil
	for _, s := range r.all {
		if isTraining(s) {
			busy++
		}
		if (r.training && !isTraining(s)) || !strings.Contains(strings.ToLower(s.Name), r.find) {
			continue
		}
		r.rows = append(r.rows, s)
		v.Runs = append(v.Runs, r.row(s))
	}
	v.Title = plural(len(r.all), "run", "runs")
	switch busy {
	case 0:
	case 1:
		v.Title += ", one of them training"
	default:
		v.Title += fmt.Sprintf(", %d of them training", busy)
	}
	if len(r.all) > 0 {
		v.Filters = []screen.Filter{{Label: "All " + number(len(r.all)), Chosen: !r.training}, {Label: "Training " + number(busy), Chosen: r.training}}
	}
	if r.trouble != "" {
		v.Trouble, v.Remedy = r.trouble, "Nothing is lost."
	}
	r.screen.Set(v)
}

func isTraining(s library.Summary) bool {
	return s.State.Status == worker.Running || s.State.Status == worker.Waiting && s.State.PID != 0
}

func (r *runs) row(s library.Summary) screen.RunRow {
	row := screen.RunRow{Name: s.Name, When: strings.SplitN(day(s.Updated, r.w.now()), " ", 2)[0], Losses: s.Losses(60)}
	if d := day(s.Updated, r.w.now()); !strings.HasPrefix(d, "today") {
		row.When = d
	}
	row.About = fmt.Sprintf("%s · %s", s.Config.Preset, plural(s.State.Pictures, "picture", "pictures"))
	if loss, ok := s.State.Loss(); ok {
		row.Loss = fmt.Sprintf("%.2f", loss)
	}
	row.Sample = r.w.train.sheets.last(s)
	row.State, row.Icon, row.Warn = stateWords(s)
	if s.Trouble != "" {
		row.About = s.Trouble
	}
	if isTraining(s) {
		row.Training, row.Share, row.Left = true, s.State.Share(), span(s.State.Left)+" left"
	}
	return row
}

// stateWords says what a run is doing.
func stateWords(s library.Summary) (words string, icon theme.Icon, warn bool) {
	if s.Trouble != "" {
		return "Cannot be read", theme.IconWarn, true
	}
	switch s.State.Status {
	case worker.Done:
		return "Done", theme.IconCheck, false
	case worker.Paused, worker.Stopped:
		return fmt.Sprintf("Paused at epoch %d", s.State.Epoch), theme.IconPause, false
	case worker.Failed, worker.Gone:
		return "Stopped", theme.IconWarn, true
	case worker.Running:
		return "Training", theme.IconPlay, false
	default:
		return "Not started", theme.IconPause, false
	}
}

// open shows a run on the Pre-train screen.
func (r *runs) open(s library.Summary) {
	if s.Trouble != "" {
		r.trouble = s.Trouble
		r.show()
		return
	}
	r.w.train.open(s.Dir)
	r.w.Go(trainKey)
}

// menu is what can be done with a run.
func (r *runs) menu(i int, at fyne.Position) {
	s := r.rows[i]
	r.w.popUp(at.SubtractXY(160, 0),
		fyne.NewMenuItem("Open", func() { r.open(s) }),
		fyne.NewMenuItem("Rename…", func() { r.rename(s) }),
		fyne.NewMenuItem("Duplicate with other settings…", func() { r.w.model.like(s.Config) }),
		fyne.NewMenuItem("Show in the file manager", func() { r.w.reveal(s.Dir) }),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem("Delete", func() { r.delete(s) }))
}

func (r *runs) rename(s library.Summary) {
	entry := widget.NewEntry()
	entry.SetText(s.Name)
	d := dialog.NewForm("Rename", "Rename", "Cancel", []*fynewidget.FormItem{fynewidget.NewFormItem("Name", entry)}, func(ok bool) {
		if !ok {
			return
		}
		if err := r.w.library.Rename(s.Dir, entry.Text); err != nil {
			r.trouble = err.Error()
		}
		r.refresh()
	}, r.w.win)
	d.Resize(fyne.NewSize(420, 160))
	d.Show()
	r.w.win.Canvas().Focus(entry)
}

// delete moves a run into the trash and offers to take it back.
func (r *runs) delete(s library.Summary) {
	place, err := r.w.library.Delete(s.Dir, r.w.now())
	if err != nil {
		r.trouble = err.Error()
		r.show()
		return
	}
	if r.w.train.dir == s.Dir {
		r.w.train.close()
	}
	r.refresh()
	r.w.done(fmt.Sprintf("“%s” is in the trash.", s.Name), func() {
		if _, err := r.w.library.Restore(place); err != nil {
			r.trouble = err.Error()
		}
		r.refresh()
	})
}
