package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/forecast"
	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/widget"
)

// While a run trains nothing can be timed: what a model takes is guessed from the run
// itself, and said to be a guess.
func TestTimesAreGuessedWhileARunTrains(t *testing.T) {
	b, m := plans(t)
	_ = m.costs.notes.Forget()
	quick, err := run.Preset("quick")
	if err != nil {
		t.Fatal(err)
	}
	b.train.dir, b.train.called, b.train.config = "somewhere", "boats", quick
	b.train.state = worker.State{Status: worker.Running}
	m.show()
	if v := m.screen.View(); v.Presets[0].Time != "…" || !strings.Contains(v.Below, "measured when nothing is training") {
		t.Errorf("before the first steps: %+v, %q", v.Presets[0], v.Below)
	}
	b.train.state.Speed = 200
	m.show()
	v := m.screen.View()
	of := forecast.NewPlan(m.config, m.outlook.pictures, forecast.Speed{Picture: 5 * time.Millisecond}, b.settings.WorkerThreads())
	if want := "about " + span(of.Time); v.Presets[0].Time != want || !strings.HasPrefix(v.Presets[0].Cost, "about 200 pictures/s") {
		t.Errorf("the same model: %+v, want %s", v.Presets[0], want)
	}
	for i, p := range v.Presets {
		if strings.Contains(p.Time+p.Cost, "…") || !strings.HasPrefix(p.Time, "about ") {
			t.Errorf("card %d tells %q, %q", i, p.Time, p.Cost)
		}
	}
	if v.TimeChips[0].WhyNot != "" || v.Time == "…" || !strings.Contains(v.Below, "Times are guesses") {
		t.Errorf("%+v, %q, %q", v.TimeChips[0], v.Time, v.Below)
	}
	if v.Shares != "“boats” is learning: a second run would share the processor, and both take longer." || !strings.HasPrefix(v.Below, v.Shares) {
		t.Errorf("a start means %q", v.Shares)
	}
	b.train.state.Status = worker.Done
	m.show()
	if v := m.screen.View(); v.Shares != "" || v.Presets[0].Time != "…" {
		t.Errorf("after it: %q, %q", v.Shares, v.Presets[0].Time)
	}
}

// A guess goes by the measured model that is nearest in work.
func TestGuessGoesByTheNearest(t *testing.T) {
	b, m := plans(t)
	_ = m.costs.notes.Forget()
	small, _ := run.Preset("small")
	base, _ := run.Preset("base")
	if err := m.costs.notes.Put(small.Model, b.settings.WorkerThreads(), forecast.Speed{Picture: 10 * time.Millisecond}, time.Now()); err != nil {
		t.Fatal(err)
	}
	b.train.dir, b.train.config, b.train.state = "x", base, worker.State{Status: worker.Running, Speed: 1}
	larger := small.Model
	larger.EncoderDepth++
	s, ok := m.costs.guess(larger)
	share := larger.MAE().Forward() / small.Model.MAE().Forward()
	if want := time.Duration(share * float64(10*time.Millisecond)); !ok || (s.Picture-want).Abs() > time.Microsecond {
		t.Errorf("%v, %v, want %v", s.Picture, ok, want)
	}
	if _, ok := m.costs.guess(run.ModelConfig{}); ok {
		t.Error("what cannot work has a time")
	}
}

// A run that does not train says which one has the ring in the rail, and leads there.
func TestTheOtherRunCanBeWatched(t *testing.T) {
	b := open(t)
	other := library.Summary{Dir: "/runs/other", Name: "other"}
	other.Config.Task = run.TaskPretrain
	other.State = worker.State{Status: worker.Running, Step: 1, Steps: 4}
	b.train.dir, b.train.called, b.train.config.Task = "/runs/mine", "mine", run.TaskPretrain
	b.train.state.Status = worker.Stopped
	b.took([]library.Summary{other})
	if v := b.train.screen.View(); v.Other != "other" || !b.rail.Busy(trainKey) {
		t.Errorf("it names %q", v.Other)
	}
	b.train.state.Status = worker.Running
	b.train.show()
	if v := b.train.screen.View(); v.Other != "" {
		t.Errorf("while it trains itself it names %q", v.Other)
	}
	b.train.state.Status = worker.Stopped
	b.train.watchOther()
	if b.train.dir != other.Dir || b.train.name() != "other" {
		t.Errorf("it follows %s", b.train.dir)
	}
	b.took(nil)
	if v := b.train.screen.View(); v.Other != "" {
		t.Errorf("alone it names %q", v.Other)
	}
}

// A run that trains can be stopped and deleted from the list, and taken back.
func TestDeleteARunThatTrains(t *testing.T) {
	b := open(t)
	b.learn(t, 12, 4000)
	b.Go(runsKey)
	b.until("the list", func() bool { return len(b.runs.rows) == 1 })
	b.runs.delete(b.runs.rows[0].Summary)
	b.until("the answer", func() bool { return b.runs.screen.View().Trouble != "" })
	v := b.runs.screen.View()
	if told(t, v.Trouble, v.Remedy, "is training", "stop first"); !v.Busy || len(v.Runs) != 1 {
		t.Fatalf("%+v", v)
	}
	b.runs.stopAndDelete(*b.runs.busy)
	b.until("the empty list", func() bool { return len(b.runs.rows) == 0 && len(b.runs.trash) == 1 })
	if v := b.runs.screen.View(); v.Trouble != "" {
		t.Errorf("then it says %q", v.Trouble)
	}
	b.undoLast()
	b.until("the run", func() bool { return len(b.runs.rows) == 1 })
	if s := b.runs.rows[0]; s.State.Status != worker.Stopped || s.State.Saved == 0 && s.State.Step == 0 {
		t.Errorf("it came back as %+v", s.State)
	}
}

// The menu of a run lies in the window whatever its size.
func TestRunMenuStaysInTheWindow(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(900, 600), fyne.NewSize(1280, 800)} {
		b := open(t)
		b.win.Resize(size)
		b.damaged("one")
		b.Go(runsKey)
		b.until("the list", func() bool { return len(b.runs.rows) == 1 })
		for _, at := range []fyne.Position{{X: size.Width - 60, Y: size.Height - 40}, {X: 10, Y: 10}} {
			b.runs.menu(0, at)
			over := b.win.Canvas().Overlays().Top()
			menus := inDialog[*widget.Menu](b)
			if len(menus) != 1 {
				t.Fatalf("%d menus", len(menus))
			}
			for _, m := range menus {
				if end := m.Position().AddXY(m.Size().Width, m.Size().Height); end.X > size.Width || end.Y > size.Height || m.Size().Width < m.MinSize().Width || m.Size().Height < m.MinSize().Height {
					t.Errorf("at %v in %v the menu of %v (least %v) ends at %v", at, size, m.Size(), m.MinSize(), end)
				}
			}
			over.Hide()
		}
	}
}

// What is of no use is told where it was dropped, with a way on.
func TestBadDropIsToldWhereItFell(t *testing.T) {
	b := open(t)
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	picture := filepath.Join(pictures(t, 1), "sub", "000.png")
	for _, key := range []string{modelKey, trainKey, runsKey, settingsKey, reconstructKey} {
		b.Go(key)
		for path, want := range map[string]string{text: "“notes.txt” is a file, not a folder.", text + "gone": "cannot be read", "https://example.org/a": "an address on the network", picture: "let a model redraw this picture"} {
			if key == reconstructKey && (path == text || path == picture) {
				continue // it takes files
			}
			b.drop(path)
			if words := b.dialogWords(); b.Current() != key || !strings.Contains(words, want) {
				t.Errorf("%s on %s: on %s, %q", path, key, b.Current(), words)
			}
		}
		b.tapInDialog("Close")
		if b.win.Canvas().Overlays().Top() != nil {
			t.Errorf("on %s a dialog stays", key)
		}
	}
	b.Go(runsKey)
	b.drop(picture)
	b.tapInDialog("Open in Reconstruct")
	if b.Current() != reconstructKey || b.redraw.path != picture {
		t.Errorf("on %s with %q", b.Current(), b.redraw.path)
	}
}
