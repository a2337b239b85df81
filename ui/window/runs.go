package window

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// runs is the list of all runs.
type runs struct {
	w      *Window
	screen *screen.Runs

	all   []library.Summary
	trash []library.Deleted
	tiles map[string]screen.Sample // of each run, by its newest sheet
	faces faces                    // of classifiers
	asked map[string]*comparison   // by the folders of their classifiers
	rows  []listed                 // what the screen shows

	find     string
	filters  []string // the groups behind the chips
	group    string   // "" for all
	sort     int
	choosing bool
	picked   map[string]bool // by folder: to be compared
	trouble  string
	damaged  string           // the folder of the run that the trouble is about, or ""
	busy     *library.Summary // the run that trains and was to be deleted, nil for none
	loading  bool
	again    bool // the list has changed while it was being read
}

// listed is a run in a row; deleted ones lie in the trash.
type listed struct {
	library.Summary
	deleted time.Time
}

func newRuns(w *Window) *runs {
	r := &runs{w: w, tiles: map[string]screen.Sample{}, picked: map[string]bool{}}
	r.faces = faces{w, map[string]bool{}, map[string]screen.Sample{}}
	r.screen = screen.NewRuns(screen.RunsParams{
		New: func() { w.Go(dataKey) }, Sample: w.data.sample, Choose: w.data.choose, Import: func() { w.bringIn("") },
		Open: func(i int) { r.tap(r.rows[i]) }, Menu: r.menu,
		Find:     func(words string) { r.find = strings.ToLower(strings.TrimSpace(words)); r.show() },
		Filter:   func(i int) { r.group = r.filters[i]; r.show() },
		Sort:     func(i int) { r.sort = i; r.show() },
		Choosing: r.choose, Compare: r.compare, Empty: r.askEmpty,
		Reveal:  func() { w.reveal(r.damaged) },
		Dismiss: func() { r.forget(); r.show() },
	})
	lib, now := w.library, w.now()
	w.start(func(ctx context.Context) {
		if err := lib.EmptyTrash(now); err != nil {
			w.show(ctx, func() { r.fail(err) })
		}
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
		r.again = true
		return
	}
	r.loading, r.again = true, false
	lib, known := r.w.library, r.tiles
	r.w.start(func(ctx context.Context) {
		all, err := lib.List()
		trash := lib.Trash()
		tiles, asked := map[string]screen.Sample{}, map[string]*comparison{}
		for _, s := range all {
			firstTile(s, known, tiles)
			if c := compared(s); c != nil {
				asked[s.Dir] = c
			}
		}
		for _, d := range trash {
			firstTile(d.Summary, known, tiles)
		}
		r.w.show(ctx, func() {
			r.asked = asked
			r.took(all, trash, tiles, err)
		})
	})
}

// firstTile reads the first picture of a run's newest sheet, unless it is known.
func firstTile(s library.Summary, known, tiles map[string]screen.Sample) {
	path := newestSheet(s)
	if path == "" {
		return
	}
	if tile, ok := known[path]; ok {
		tiles[path] = tile
	} else if read, err := readSheet(path, s.Config, false, nil); err == nil && len(read) > 0 {
		tiles[path] = read[0]
	}
}

func newestSheet(s library.Summary) string {
	if n := len(s.State.Samples); n > 0 {
		return filepath.Join(s.Dir, filepath.FromSlash(s.State.Samples[n-1].Path))
	}
	return ""
}

// pictures are the three of a run's row: what it redraws, or what it tells apart.
func (r *runs) pictures(s library.Summary) screen.Sample {
	if s.Config.Task == run.TaskClassify {
		return r.faces.made[s.Dir]
	}
	return r.tiles[newestSheet(s)]
}

// took shows what was read.
func (r *runs) took(all []library.Summary, trash []library.Deleted, tiles map[string]screen.Sample, err error) {
	r.loading = false
	r.all, r.trash, r.tiles = all, trash, tiles
	r.faces.read(all)
	if err != nil {
		r.forget()
		r.trouble = err.Error()
	}
	r.show()
	r.w.welcome.set(all)
	if r.again {
		r.refresh()
	}
}

func (r *runs) fail(err error) {
	r.forget()
	r.trouble = err.Error()
	r.show()
}

// forget takes back what went wrong before.
func (r *runs) forget() { r.trouble, r.damaged, r.busy = "", "", nil }

// tap opens a run or, where runs are picked, picks it.
func (r *runs) tap(s listed) {
	switch {
	case r.choosing && canCompare(s.Summary):
		if r.picked[s.Dir] = !r.picked[s.Dir]; !r.picked[s.Dir] {
			delete(r.picked, s.Dir)
		}
		r.show()
	case r.choosing:
		r.w.toast("“"+s.Name+"” has no curve yet.", nil)
	case s.deleted.IsZero():
		r.open(s.Summary)
	default:
		r.restore(s)
	}
}

// open shows a run on the screen of its task.
func (r *runs) open(s library.Summary) {
	if s.Trouble != "" {
		r.trouble, r.damaged = s.Trouble, s.Dir
		if words := damage(s); words != s.Trouble {
			r.trouble = "“" + s.Name + "” cannot be read. " + words + "."
		}
		if damage(s) == ofNewer {
			r.damaged = "" // nothing about it is to be put right
		}
		r.show()
		return
	}
	r.forget()
	t := r.w.follower(s.Config.Task)
	t.follow(&run.Run{Dir: s.Dir, Config: s.Config}, s.Name)
	r.w.Go(t.key)
}

// canCompare tells whether a run has a curve.
func canCompare(s library.Summary) bool { return s.Trouble == "" && len(s.State.Train) > 1 }

// choose begins to pick runs that are compared, or ends it.
func (r *runs) choose(on bool) {
	r.choosing, r.group = on, ""
	clear(r.picked)
	r.show()
}

// compare opens the first of the runs that were picked, with the curves of the
// others over its own.
func (r *runs) compare() {
	var chosen []library.Summary
	for _, row := range r.rows {
		if r.picked[row.Dir] {
			chosen = append(chosen, row.Summary)
		}
	}
	if len(chosen) < 2 {
		return
	}
	r.choose(false)
	t := r.w.follower(chosen[0].Config.Task)
	t.follow(&run.Run{Dir: chosen[0].Dir, Config: chosen[0].Config}, chosen[0].Name)
	t.others = slices.DeleteFunc(chosen[1:], func(s library.Summary) bool { return s.Config.Task != chosen[0].Config.Task })
	t.show()
	r.w.Go(t.key)
}

// menu is what can be done with a run.
func (r *runs) menu(i int, at fyne.Position) {
	s := r.rows[i]
	show := fyne.NewMenuItem("Show in the file manager", func() { r.w.reveal(s.Dir) })
	if !s.deleted.IsZero() {
		r.w.popUp(at.SubtractXY(160, 0), fyne.NewMenuItem("Bring back", func() { r.restore(s) }), show,
			fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Delete for ever…", func() { r.askRemove(s) }))
		return
	}
	items := []*fyne.MenuItem{fyne.NewMenuItem("Open", func() { r.open(s.Summary) })}
	if isTraining(s.Summary) || s.State.Status == worker.Paused {
		items = append(items, fyne.NewMenuItem("Stop", func() { r.stop(s.Summary) }))
	}
	r.w.popUp(at.SubtractXY(160, 0), append(items,
		fyne.NewMenuItem("Compare with others…", func() {
			r.choose(true)
			r.tap(s)
		}),
		fyne.NewMenuItem("Rename…", func() { r.rename(s.Summary) }),
		fyne.NewMenuItem("Duplicate with other settings…", func() { r.like(s.Summary) }),
		fyne.NewMenuItem("Its pictures have moved…", func() { r.askMoved(s.Dir) }),
		fyne.NewMenuItem("Export…", func() { r.w.export(s.Dir) }),
		show, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem("Delete", func() { r.delete(s.Summary) }))...)
}

// like begins a new run with the settings of another.
func (r *runs) like(s library.Summary) {
	if s.Config.Task == run.TaskClassify {
		r.w.tune.like(s.Config)
		return
	}
	r.w.model.like(s)
}

// group names what a run is doing, for the chips.
func group(s library.Summary) string {
	switch {
	case s.Trouble != "":
		return "Damaged"
	case isTraining(s):
		return "Training"
	}
	switch s.State.Status {
	case worker.Done:
		return "Done"
	case worker.Paused:
		return "Paused"
	case worker.Stopped, worker.Failed, worker.Gone:
		return "Stopped"
	}
	return "Not started"
}

// inTrash is the group of the deleted runs.
const inTrash = "Trash"

var groups = []string{"Training", "Paused", "Stopped", "Done", "Not started", "Damaged"}

func isTraining(s library.Summary) bool {
	return s.State.Status == worker.Running || s.State.Status == worker.Waiting && s.State.PID != 0
}

// order sorts the rows as the person wants them.
func (r *runs) order(rows []listed) {
	loss := func(s listed) float64 {
		if v, ok := s.State.Loss(); ok {
			return v
		}
		return 1e30
	}
	switch r.sort {
	case 1:
		slices.SortStableFunc(rows, func(a, b listed) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	case 2:
		slices.SortStableFunc(rows, func(a, b listed) int {
			x, y := loss(a), loss(b)
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
	}
}

// causes are the reasons for stopping that a chip has room for.
var causes = map[run.Code]string{
	run.DiskFull: "disk full", run.Pictures: "pictures gone", run.ReadOnly: "cannot write", run.Disk: "disk failed",
	run.NotFinite: "diverged", run.Device: "device failed", run.NoMemory: "memory ran out", run.Damaged: "files damaged",
}
