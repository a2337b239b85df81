package forecast

import (
	"path/filepath"
	"testing"
	"time"

	"maestudio/core/run"
)

func microClassifier() run.Config {
	c := run.Default()
	c.Model = micro()
	c.Finetune(false)
	c.Classify.Classes = []string{"a", "b"}
	c.Training.Epochs, c.Training.Batch = 10, 8
	return c
}

func TestMeasureClassifier(t *testing.T) {
	s, err := MeasureClassifier(t.Context(), microClassifier())
	if err != nil || s.Picture <= 0 || s.Step <= 0 {
		t.Fatalf("got %+v, %v", s, err)
	}
	c := microClassifier()
	c.Classify.Classes = c.Classify.Classes[:1]
	if _, err := MeasureClassifier(t.Context(), c); err == nil {
		t.Error("one class was measured")
	}
}

// A classifier's time counts its epochs and the pictures held out, and is noted apart
// from that of pre-training.
func TestFinetuneTime(t *testing.T) {
	c, s := microClassifier(), Speed{Picture: time.Second, Step: 8 * time.Second} // two seconds a picture
	if got := FinetuneTime(c, s, 9, 3); got != 200*time.Second {
		t.Errorf("9 to learn from and 3 held out take %v", got)
	}
	c.Classify.Freeze = true
	if got := FinetuneTime(c, s, 9, 3).Round(time.Second); got != 80*time.Second {
		t.Errorf("a head alone takes %v", got)
	}
	n := Remember(filepath.Join(t.TempDir(), "speeds.json"))
	if err := n.PutClassifier(c.Model, 2, s, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, ok := n.Get(c.Model, 2); ok {
		t.Error("it is taken for the speed of pre-training")
	}
	c.Model.MaskRatio = 0.9
	if got, ok := n.Classifier(c.Model, 2); !ok || got.Speed != s {
		t.Errorf("noted %+v, %v", got, ok)
	}
}
