package window

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/library"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/settings"
	"maestudio/core/worker"
)

// listRuns shows the Runs screen with n rows.
func (b *bench) listRuns(n int) {
	b.t.Helper()
	b.Go(runsKey)
	b.runs.refresh()
	b.until("the list", func() bool { return !b.runs.loading && len(b.runs.rows) == n })
}

func (b *bench) names() string {
	var names []string
	for _, r := range b.runs.screen.View().Runs {
		names = append(names, r.Name)
	}
	return strings.Join(names, ",")
}

func TestRunsAreListed(t *testing.T) {
	b := open(t)
	folder := pictures(t, 40)
	for _, name := range []string{"beta", "alpha", "夜の建物"} {
		b.tinyRun(name, folder)
	}
	b.listRuns(3)
	v := b.runs.screen.View()
	for _, r := range v.Runs {
		if r.State != "Done" || r.Sample.Picture == nil || r.Sample.Hidden == nil || r.Sample.Redrawn == nil || len(r.Curve) < 2 || r.Loss == "" || r.When != "today" {
			t.Errorf("got %+v", r)
		}
	}
	if note := (mae.Colours{}).Note(true); !strings.Contains(v.Note, note) {
		t.Errorf("of the colours of what is redrawn it says %q", v.Note)
	}
	if v.Title != "3 runs" || !v.CanCompare || len(v.Filters) != 1 {
		t.Errorf("got %+v", v)
	}
	b.runs.sort = 1
	b.runs.show()
	if got := b.names(); got != "alpha,beta,夜の建物" {
		t.Errorf("by name: %s", got)
	}
	b.runs.find = "eta"
	b.runs.show()
	if got := b.names(); got != "beta" {
		t.Errorf("found %s", got)
	}
	if b.computing > callbackLimit {
		t.Errorf("a callback on Fyne's goroutine computed for %v", b.computing)
	}
}

func TestRenameDeleteBringBack(t *testing.T) {
	b := open(t)
	dir := b.tinyRun("first", pictures(t, 20))
	b.listRuns(1)
	b.runs.renameTo(b.runs.rows[0].Summary, "garden 2024")
	b.until("the name", func() bool { return b.names() == "garden 2024" })
	b.undoLast()
	b.until("the old name", func() bool { return b.names() == "first" })
	b.runs.renameTo(b.runs.rows[0].Summary, " ")
	b.until("the error", func() bool { return b.runs.screen.View().Trouble != "" })

	b.runs.delete(b.runs.rows[0].Summary)
	b.until("the trash", func() bool { return len(b.runs.trash) == 1 && len(b.runs.all) == 0 })
	b.undoLast()
	b.until("the run again", func() bool { return b.names() == "first" })

	b.runs.delete(b.runs.rows[0].Summary)
	b.until("the trash", func() bool { return len(b.runs.trash) == 1 })
	v := b.runs.screen.View()
	if _, err := os.Stat(dir); err == nil || v.Filters[len(v.Filters)-1].Label != "Trash 1" {
		t.Fatalf("after deleting: %+v", v.Filters)
	}
	b.runs.group = inTrash
	b.runs.show()
	if v = b.runs.screen.View(); !v.Trash || v.Runs[0].State != "29 days left" || v.Runs[0].Name != "first" {
		t.Errorf("in the trash: %+v", v)
	}
	b.runs.tap(b.runs.rows[0]) // brings it back
	b.until("the run once more", func() bool { return len(b.runs.all) == 1 })
	if v = b.runs.screen.View(); v.Trash || b.names() != "first" {
		t.Errorf("after bringing back: %+v", v)
	}
}

// What was deleted thirty days ago is gone when the program starts.
func TestTrashIsEmptied(t *testing.T) {
	s := settings.Default()
	s.Runs = t.TempDir()
	path := filepath.Join(t.TempDir(), "settings.toml")
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, days := range []int{31, 29} {
		dir := filepath.Dir(writeFile(t, 10, s.Runs, "old", "run.toml"))
		place, err := library.Open(s.Runs).Delete(dir, time.Now().AddDate(0, 0, -days))
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, place)
	}
	b := openWith(t, path, Picker{})
	b.until("the end of the old run", func() bool { _, err := os.Stat(places[0]); return err != nil })
	if _, err := os.Stat(places[1]); err != nil {
		t.Error("the younger one is gone too")
	}
}

func TestCompare(t *testing.T) {
	b := open(t)
	folder := pictures(t, 40)
	b.tinyRun("first", folder)
	b.tinyRun("second", folder)
	b.listRuns(2)
	b.runs.choose(true)
	b.runs.tap(b.runs.rows[0])
	b.runs.tap(b.runs.rows[1])
	b.runs.tap(b.runs.rows[1]) // not this one after all
	if v := b.runs.screen.View(); !v.Choosing || v.Picked != 1 || !v.Runs[0].Picked || v.Runs[1].Picked {
		t.Fatalf("got %+v", v)
	}
	b.runs.compare() // one is too few
	if b.Current() != runsKey {
		t.Fatal("one run is compared")
	}
	b.runs.tap(b.runs.rows[1])
	want := b.runs.rows[1].Name
	b.runs.compare()
	b.until("both curves", func() bool {
		curves := b.train.screen.View().Curves
		n := len(curves) // the last is the run's own, the average over its steps stands between
		return n > 1 && curves[0].Name == want && curves[0].Muted && !curves[n-1].Muted && len(curves[n-1].Y) > 0
	})
	if b.Current() != trainKey || b.runs.choosing {
		t.Errorf("on %s", b.Current())
	}
}

// Where there is no other run Compare says so; a run that is drawn is taken away as
// it was chosen.
func TestCompareMenu(t *testing.T) {
	b := open(t)
	folder := pictures(t, 40)
	b.follow(b.tinyRun("first", folder))
	b.until("the run", func() bool { return len(b.train.state.Train) > 1 })
	b.train.compare(fyne.NewPos(100, 100))
	b.answered()
	if b.win.Canvas().Overlays().Top() != nil || b.layer.ToastWords() != "There is no other run with a curve yet." {
		t.Fatalf("one run: it says %q", b.layer.ToastWords())
	}
	b.tinyRun("second", folder)
	for _, want := range []int{1, 0} { // chosen, and chosen again
		b.train.compare(fyne.NewPos(100, 100))
		b.answered()
		b.press(fyne.KeyDown, fyne.KeyReturn)
		if n := len(b.train.others); n != want || b.win.Canvas().Overlays().Top() != nil {
			t.Errorf("%d runs are compared, want %d", n, want)
		}
	}
}

// After another folder was chosen, the runs in the one before are still there.
func TestRunsOfAnEarlierFolder(t *testing.T) {
	elsewhere := t.TempDir()
	b := open(t)
	b.pick.Folder = func(string, string) (string, error) { return elsewhere, nil }
	b.tinyRun("first", pictures(t, 20))
	b.Go(settingsKey)
	b.prefs.changeRuns()
	b.until("the other folder", func() bool { return b.settings.Runs == elsewhere })
	b.listRuns(1)
	if got := filepath.Dir(b.library.Free("x")); got != elsewhere {
		t.Errorf("new runs go to %s", got)
	}
	kept, err := settings.Load(b.settingsPath)
	if err != nil || len(kept.EarlierRuns) != 1 || kept.Runs != elsewhere {
		t.Errorf("kept %+v, %v", kept, err)
	}
	b.Go(settingsKey)
	b.undoLast()
	if b.settings.Runs == elsewhere {
		t.Error("undo changes nothing")
	}
}

func TestStatesInWords(t *testing.T) {
	for code, want := range map[run.Code]string{run.DiskFull: "disk full", run.Pictures: "pictures gone"} {
		if causes[code] != want {
			t.Errorf("%s: %q", code, causes[code])
		}
	}
}

// A run whose settings are garbage is told in everyday words that name it, with
// its folder one click away; Welcome does not offer to go on with it.
func TestGarbageInRunToml(t *testing.T) {
	b := open(t)
	dir := filepath.Join(b.settings.Runs, "trip")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "run.toml"), []byte("version = 1\n%%% x y\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.listRuns(1)
	if row := b.runs.screen.View().Runs[0]; row.About != "Its settings, run.toml, are damaged in line 2" {
		t.Errorf("the row says %q", row.About)
	}
	b.runs.tap(b.runs.rows[0])
	v := b.runs.screen.View()
	if told(t, v.Trouble, v.Remedy, "“trip”", "line 2"); !v.Damaged || strings.Contains(v.Trouble, "expected") {
		t.Errorf("it says %q", v.Trouble)
	}
	if len(b.welcome.shown) != 0 {
		t.Errorf("Welcome offers to go on with %v", b.welcome.shown)
	}
	b.press(fyne.KeyEscape)
	if v = b.runs.screen.View(); v.Trouble != "" {
		t.Errorf("Esc leaves %q", v.Trouble)
	}
}

// A duplicate takes the name that the run has now, and the Model screen tells
// what it is a duplicate of, until a card is chosen.
func TestDuplicateTellsOfWhat(t *testing.T) {
	b := ready(t)
	b.tinyRun("garden", b.data.folders[0])
	b.listRuns(1)
	garden := b.runs.rows[0].Summary
	garden.Name = "garden 2024"
	b.drop(pictures(t, 3)) // others
	b.until("the others", func() bool { return b.data.checked && b.data.count() == 3 })
	more := filepath.Join(garden.Config.Data.Folders[0], "new.png")
	write(t, filepath.Dir(more), 1) // the run does not know it
	b.model.like(garden)
	if b.Current() != modelKey {
		t.Errorf("it is on %s", b.Current())
	}
	used, err := run.ListPictures(garden.Dir)
	if err != nil {
		t.Fatal(err)
	}
	b.until("the run's pictures", func() bool { return b.data.checked })
	if !slices.Equal(b.data.folders, garden.Config.Data.Folders) || b.data.count() != len(used) || b.data.left.Len() != 1 {
		t.Errorf("it takes %d pictures of %q without %d, want the run's own %d", b.data.count(), b.data.folders, b.data.left.Len(), len(used))
	}
	if v := b.model.screen.View(); b.Current() != modelKey || v.Title != "What should be different from “garden 2024”?" {
		t.Errorf("on %s under %q", b.Current(), v.Title)
	}
	b.model.choose(0)
	if b.model.show(); !strings.HasPrefix(b.model.screen.View().Title, "How big") {
		t.Errorf("with a card chosen under %q", b.model.screen.View().Title)
	}
}

// One word for one state: Runs and Welcome say what Pre-train says.
func TestOneWordForOneState(t *testing.T) {
	for status, want := range map[worker.Status]string{worker.Stopped: "Stopped", worker.Paused: "Paused"} {
		s := library.Summary{State: worker.State{Status: status, Epoch: 3}}
		words, _, warn := stateWords(s)
		if title := (&train{state: s.State}).title(); words != title || words != want+" in epoch 3" || group(s) != want || warn {
			t.Errorf("Runs says %q among %q, Pre-train %q", words, group(s), title)
		}
	}
	if g := group(library.Summary{State: worker.State{Status: worker.Gone}}); g != "Stopped" {
		t.Errorf("a crash is among %q", g)
	}
}

// A finished run tells how fast it learned on the whole; one that goes on does not.
func TestRunsTellTheMeanRate(t *testing.T) {
	b := open(t)
	s := library.Summary{Dir: "/runs/boats", Name: "boats"}
	s.Config.Task, s.Config.Preset, s.Config.Training.Batch, s.Config.Training.Accumulate = run.TaskPretrain, "quick", 64, 2
	s.State = worker.State{Status: worker.Done, Pictures: 1000, Step: 100, Trained: 64 * time.Second}
	if got := b.runs.row(listed{Summary: s}).About; got != "quick · 1,000 pictures · 200 pictures/s" {
		t.Errorf("a finished run says %q", got)
	}
	s.State.Status = worker.Stopped
	if got := b.runs.row(listed{Summary: s}).About; got != "quick · 1,000 pictures" {
		t.Errorf("a stopped run says %q", got)
	}
}
