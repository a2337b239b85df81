// How Pre-train behaves.

package screen

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/probe"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

func TestPretrain(t *testing.T) {
	var c calls
	var s *Pretrain
	w := open(t, func() fyne.CanvasObject {
		s = NewPretrain(PretrainParams{Pause: c.say("pause"), Resume: c.say("resume"), Stop: c.say("stop"), Extend: c.say("extend"), Reconstruct: c.say("reconstruct"), Sample: c.say("sample"),
			Cancel: c.say("cancel"), Again: c.say("again"), Details: c.say("details"), Tile: c.number("tile"),
			ChooseData: c.say("data"), Replay: c.number("replay"), Raw: c.on("raw"), Honest: c.on("honest"), ShowRate: c.on("rate"), ShowScore: c.on("score"), Report: c.say("report"), Compare: func(fyne.Position) { c = append(c, "compare") }})
		return s.Content()
	})
	tap(t, w, "Try it with the sample")
	tap(t, w, "Choose pictures")
	c.want(t, "sample", "data")
	s.Set(PretrainView{State: TrainWaiting, Title: "Getting ready"})
	tap(t, w, "Pause") // there is nothing to pause yet
	c.want(t)
	s.Set(trainingView())
	for _, label := range []string{"Pause", "Stop", "All of it", "All of it", "Honest", "Labels", "Rate", "Log", "Compare…"} {
		tap(t, w, label)
	}
	c.want(t, "pause", "stop", "raw true", "raw false", "honest true", "score false", "rate true", "compare")
	if !says(w, "Brightness and contrast of each patch are the true ones") || !strings.Contains(s.rows.about.Hint(), "brightness and contrast of each patch are the true ones") {
		t.Error("it does not say where the colours come from")
	}
	if !says(w, probe.UnderRatesSimply) {
		t.Error("the curve of labels is drawn without how to read it")
	}
	s.Set(failedView())
	if !says(w, "Nothing is lost: epoch 38 is saved.") {
		t.Error("the error is not shown")
	}
	tap(t, w, "Details")
	tap(t, w, "Resume")
	v := trainingView()
	v.State, v.HasStory, v.HasReport, v.Next = TrainDone, true, true, "Train on to get more out of these pictures."
	s.Set(v)
	tap(t, w, "Train on…")
	tap(t, w, "Reconstruct")
	tap(t, w, "Report…")
	test.Tap(s.more)
	c.want(t, "details", "resume", "extend", "reconstruct", "report", "details")
	if !says(w, v.Next) || !says(w, "Knows of labels") || !says(w, "Memory") || !says(w, "Running for") {
		t.Error("it does not say what to do next, or what it knows of labels beside memory and time")
	}
	v.Score = ""
	s.Set(v)
	if says(w, "Knows of labels") || says(w, "Labels") || !says(w, "Memory") {
		t.Error("without labels it speaks of them")
	}
	s.Set(PretrainView{State: TrainWaiting, Title: "Drawing the sample", CanCancel: true})
	tap(t, w, "Cancel")
	s.Set(PretrainView{State: TrainRefused, Trouble: "The disk is full."})
	tap(t, w, "Try again")
	c.want(t, "cancel", "again")
	w.Resize(fyne.NewSize(2560, 1440))
	s.Set(trainingView())
	s.SetMoments(0, []Moment{{photo(0, 8), "Epoch 1"}, {nil, "Epoch 100"}})
	if !says(w, "How the first picture got better") {
		t.Error("how a picture got better is not shown")
	}
	s.better.pick.Choose(2)
	s.SetMoments(2, []Moment{{photo(0, 8), "Epoch 1"}})
	if c.want(t, "tile 2"); !says(w, "How the third picture got better") {
		t.Error("another picture is not shown")
	}
}

// Each state offers its ways on, the one that leads out last and primary, and
// while something runs none is primary.
func TestPretrainActions(t *testing.T) {
	var s *Pretrain
	w := open(t, func() fyne.CanvasObject { s = pretrainScreen(trainingView(), 8); return s.Content() })
	for _, c := range []struct {
		state   TrainState
		details bool
		want    string
		primary string
	}{
		{TrainWaiting, false, "Pause, Stop", ""}, {TrainRunning, false, "Pause, Stop", ""}, {TrainPaused, false, "Resume, Stop", "Resume"},
		{TrainStopped, false, "Resume", "Resume"}, {TrainDone, false, "Export…, Train on…, Reconstruct", "Reconstruct"}, {TrainFailed, true, "Details, Resume", "Resume"},
		{TrainRefused, false, "Try again", "Try again"},
	} {
		v := trainingView()
		v.State, v.HasDetails = c.state, c.details
		s.Set(v)
		var labels []string
		primary := ""
		for _, b := range all[*widget.Button](w.Content()) {
			if b.Label() == "" || b.Label() == "Replay" {
				continue
			}
			labels = append(labels, b.Label())
			if b.Kind() == widget.Primary {
				primary += b.Label()
			}
		}
		if got := strings.Join(labels, ", "); got != c.want || primary != c.primary {
			t.Errorf("state %d offers %q, primary %q; want %q, %q", c.state, got, primary, c.want, c.primary)
		}
	}
}

func TestPretrainShapes(t *testing.T) {
	var s *Pretrain
	w := open(t, func() fyne.CanvasObject { s = pretrainScreen(trainingView(), 8); return s.Content() })
	if len(all[*widget.Picture](w.Content())) != 24 || !says(w, "Never trained on") || says(w, "What happened") {
		t.Error("1280: not three rows of eight")
	}
	w.Resize(fyne.NewSize(2560, 1440))
	if n := len(all[*widget.Picture](w.Content())); n != 15+5 || !says(w, "What happened") || !says(w, "Checkpoint") {
		t.Errorf("2560: %d pictures", n)
	}
	w.Resize(fyne.NewSize(900, 600))
	if says(w, "Never trained on") || says(w, "Error on pictures") || !says(w, "402 pictures/s · 0.61 GB · 21 min left") {
		t.Error("900: captions or the card stay, or the speed stands nowhere")
	}
	w.Resize(fyne.NewSize(900, 480))
	if s.chart.box.Visible() || !says(w, "error 0.66") {
		t.Error("480 high: the curve stays, or its value stands nowhere")
	}
}

func TestReplay(t *testing.T) {
	var moved []int
	var r *replayRow
	open(t, func() fyne.CanvasObject { r = newReplayRow(func(i int) { moved = append(moved, i) }); return r.box })
	r.set(0, 1, "epoch 1")
	if !r.play.Disabled() || r.play.Hint() == "" {
		t.Error("one moment can be replayed")
	}
	r.set(3, 4, "epoch 38")
	r.play.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	r.play.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if !slices.Equal(moved, []int{0, 1}) {
		t.Errorf("two presses of Space: %v", moved)
	}
	r.play.MouseDown(nil) // the first moment at once, the next after a pause
	if len(moved) != 3 {
		t.Errorf("held: %v", moved)
	}
	r.play.MouseUp(nil)
	r.run(r.turn - 1) // a timer that was under way ends
	if len(moved) != 3 {
		t.Errorf("let go: %v", moved)
	}
	if r.step() || r.slider.At() != 3 {
		t.Errorf("the newest moment is not the last: %v", moved)
	}
}

// A classifier is not asked by k-NN while it learns, so nothing says how to read that,
// and a title without room is one word.
func TestTitleOfTheCurve(t *testing.T) {
	for _, c := range []struct {
		screen func() *Pretrain
		width  float32
		title  string
		note   bool
	}{
		{func() *Pretrain { return pretrainScreen(trainingView(), 4) }, 700, errorTitle, true},
		{func() *Pretrain { return pretrainScreen(trainingView(), 4) }, 380, "Error", true},
		{func() *Pretrain { return learnScreen(learnView()) }, 700, learnView().CurveTitle, false},
	} {
		var s *Pretrain
		open(t, func() fyne.CanvasObject {
			s = c.screen()
			return s.Content()
		})
		s.chart.box.Resize(fyne.NewSize(c.width, 240))
		if got := s.chart.title.Words(); got != c.title || (s.chart.note.Words() != "") != c.note {
			t.Errorf("%.0f px: the title is %q, below it stands %q", c.width, got, s.chart.note.Words())
		}
	}
}

// However little room there is, pictures that are drawn with help say so, and a score of
// labels that is drawn says how to read it.
func TestPretrainSaysHowToReadIt(t *testing.T) {
	pictures, scores := 0, 0
	for _, s := range scenes {
		if !strings.HasPrefix(s.name, "pretrain") {
			continue
		}
		for _, size := range sizes {
			w := stage(t, s, theme.Dark, size)
			if says(w, "Redrawn") && says(w, "Honest") {
				pictures++
				if !says(w, "Brightness and contrast of each patch are the true ones") {
					t.Errorf("%s at %.0f: nothing says where the colours come from", s.name, size.Width)
				}
			}
			for _, c := range all[*widget.Chart](w.Content()) {
				if c.Draws("of 100 labels") {
					scores++
					if !says(w, probe.UnderRatesSimply) && !says(w, probe.UnderRatesBrief) {
						t.Errorf("%s at %.0f: nothing says how to read the score of labels", s.name, size.Width)
					}
				}
			}
		}
	}
	if pictures < 20 || scores < 10 {
		t.Errorf("%d screens with pictures and %d with scores were looked at", pictures, scores)
	}
}

// In the smallest window the curve keeps 130 px wherever nothing went wrong, and beside
// fewer than five pictures nothing is empty in any window.
func TestPretrainFillsTheWindow(t *testing.T) {
	for _, size := range sizes {
		for n := 1; n <= 8; n++ {
			v := trainingView()
			var s *Pretrain
			w := open(t, func() fyne.CanvasObject { s = pretrainScreen(v, n); return s.Content() })
			w.Resize(size)
			chart := s.chart.box
			if chart.Size().Height < 130 || !chart.Visible() {
				t.Errorf("%d pictures at %v: the curve is %v px high", n, size, chart.Size().Height)
			}
			last := s.rows.tiles[0][min(n, s.rows.count)-1]
			end := s.rows.box.Position().X + last.Position().X + last.Size().Width
			next := s.root.Size().Width
			if at := chart.Position(); at.X > end {
				next = at.X
			}
			if n < 5 && next-end > 80 {
				t.Errorf("%d pictures at %v: %v px beside them are empty", n, size, next-end)
			}
			if n < 5 && last.Size().Width < 80 {
				t.Errorf("%d pictures at %v are only %v px large", n, size, last.Size().Width)
			}
		}
	}
	v := trainingView()
	v.State, v.Next = TrainDone, "Train on to get more out of these pictures, or see under Reconstruct what it draws in others."
	var s *Pretrain
	w := open(t, func() fyne.CanvasObject { s = pretrainScreen(v, 8); return s.Content() })
	w.Resize(fyne.NewSize(900, 600))
	if got := s.chart.box.Size().Height; got < 130 {
		t.Errorf("with what to do next the curve is %v px high", got)
	}
}
