package screen

import (
	"fmt"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/widget"
)

func init() {
	scenes = append(scenes,
		scene{"correct-result", "tune", func() fyne.CanvasObject { return correctedResult(TabMistakes, "menorah", "chandelier").Content() }},
		scene{"correct-result-long", "tune", func() fyne.CanvasObject { return correctedResult(TabMistakes, longName, longName+" again").Content() }},
		scene{"correct-labels", "tune", func() fyne.CanvasObject { return correctedResult(TabLabels, "menorah", "chandelier").Content() }},
		scene{"correct-finetune", "tune", func() fyne.CanvasObject {
			v := finetuneView()
			v.Recipe = append(v.Recipe, Fact{"Your corrections", "3 labels, 1 added", ""})
			return finetuneScreen(v, 18).Content()
		}},
		scene{"correct-choose", "tune", func() fyne.CanvasObject { return chooser(18, nil) }},
		scene{"correct-choose-many", "tune", func() fyne.CanvasObject { c := chooser(1000, nil); c.Find("ewer 2"); return c }},
		scene{"correct-choose-none", "tune", func() fyne.CanvasObject { c := chooser(1000, nil); c.Find("zebra"); return c }},
		scene{"correct-predict", "predict", func() fyne.CanvasObject {
			v := predictView(nil)
			v.CanSay, v.Said = true, "You said: "+longName
			return predictScreen(v).Content()
		}},
		scene{"correct-predict-folder", "predict", func() fyne.CanvasObject {
			v := predictView(&PredictFolder{Name: "holiday 2025", Words: "1,204 pictures sorted in 9 s", Filters: predictFilters()})
			v.CanSay = true
			return predictScreen(v).Content()
		}},
	)
}

// chooser asks among n classes.
func chooser(n int, chosen func(int)) *ClassChooser {
	var all []ClassChoice
	for i := range n {
		all = append(all, ClassChoice{Name: thing(i)})
	}
	all[0].Note, all[1].Note, all[2].Name = "taken for it", "the label now", longName
	return NewClassChooser("What does “image_0012.jpg” show?", all, chosen)
}

// correctedResult is a result of which some labels were corrected.
func correctedResult(tab int, label, instead string) *Result {
	v := resultView(18)
	v.Again = "Fine-tune again with 3 corrections"
	v.Cell.Title, v.Cell.Say = "Menorah, taken for "+instead, 1
	s := resultScreen(v, tab)
	badges := []string{"is right", "is wrong", "71 % sure", "54 % sure"}
	s.Cell().Set(widget.GridSource{Count: 4, Load: func(i, _ int, done func(image.Image)) func() { done(photo(i, 96)); return func() {} }, Badge: func(i int) string { return badges[i] }})
	s.Cell().Select(2)
	if tab == TabLabels {
		s.Choose(Suspicion{label, instead, "image_0012.jpg: Of the 10 pictures most like it 9 are \"chandelier\" and none is \"menorah\"; the classifier takes it for \"chandelier\" and gives its label 2 %."})
		s.SaySuspects(1)
	}
	return s
}

// A few letters find one of a thousand classes; arrows, Enter and clicks take it.
func TestChooseAClass(t *testing.T) {
	var took []int
	var c *ClassChooser
	w := open(t, func() fyne.CanvasObject { return NewResult(ResultParams{}).Content() })
	ask := func() {
		c = chooser(1000, func(i int) { took = append(took, i) })
		c.ShowOn(w.Canvas())
	}
	key := func(name fyne.KeyName) { w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name}) }
	ask()
	if n := len(c.Found()); n != 1000 || c.list.InSight() > 20 {
		t.Errorf("%d are found, %d rows exist", n, c.list.InSight())
	}
	test.Type(w.Canvas().Focused(), " EWER 2")
	if got := c.Found(); len(got) < 5 || got[0] != "ewer 24" {
		t.Errorf("it finds %q", got)
	}
	key(fyne.KeyDown)
	key(fyne.KeyReturn)
	ask()
	test.Type(w.Canvas().Focused(), "zebra")
	if !c.none.Visible() {
		t.Error("it does not say that there is none")
	}
	key(fyne.KeyReturn)
	key(fyne.KeyEscape)
	if w.Canvas().Overlays().Top() != nil {
		t.Error("Escape does not close it")
	}
	ask()
	key(fyne.KeyUp)
	key(fyne.KeyPageDown)
	key(fyne.KeyReturn)
	ask()
	rows := all[*widget.ListRow](c)
	test.Tap(rows[1])
	if len(took) != 3 || thing(took[0])[:6] != "ewer 2" || took[1] != chooserRows || took[2] != 1 {
		t.Errorf("taken: %v", took)
	}
}

// The buttons say how many labels they are about; where there is nothing to say, why.
func TestLabelButtons(t *testing.T) {
	var c calls
	var s *Result
	w := open(t, func() fyne.CanvasObject {
		s = NewResult(ResultParams{Confirm: c.number("confirm"), Correct: c.number("correct"), Again: c.say("again"), Chosen: c.say("chosen")})
		return s.Content()
	})
	v := resultView(18)
	v.Cell.Say = 1
	s.Set(v)
	tap(t, w, "Label is right")
	tap(t, w, "Correct label…")
	c.want(t, "confirm 0", "correct 0")
	s.SayCell(4, "")
	tap(t, w, "4 labels are right")
	tap(t, w, "Correct 4 labels…")
	c.want(t, "confirm 0", "correct 0")
	s.SayCell(0, "Select a picture.")
	if !s.mistakes.say.right.Disabled() || !s.mistakes.say.correct.Disabled() {
		t.Error("something can be said of nothing")
	}
	if s.mistakes.again.Visible() {
		t.Error("it can be trained again with nothing")
	}
	v.Again = "Fine-tune again with 1 correction"
	s.Set(v)
	tap(t, w, v.Again)
	s.Tabs().Choose(TabLabels)
	s.Choose(Suspicion{"a", "b", "c"})
	s.SaySuspects(1)
	tap(t, w, "Label is right")
	c.want(t, "again", fmt.Sprintf("confirm %d", TabLabels))
}

// On Predict both answers stand below the likeliest classes once these are known.
func TestPredictIsAnswered(t *testing.T) {
	var c calls
	var s *Predict
	w := open(t, func() fyne.CanvasObject {
		s = NewPredict(PredictParams{Right: c.say("right"), Else: c.say("else")})
		return s.Content()
	})
	v := predictView(nil)
	v.CanSay = false
	s.Set(v)
	if s.likely.say.Visible() {
		t.Error("it can be answered before it is known")
	}
	v.CanSay = true
	s.Set(v)
	tap(t, w, "Right")
	tap(t, w, s.other.Label())
	c.want(t, "right", "else")
}
