package run

import (
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/internal/testdata"
)

// A run made again has the same pictures in the same parts, and with the same settings
// ends with the same bits; from nothing it needs no weights.
func TestAgain(t *testing.T) {
	folder := classFolder(t)
	few := func(c *Config) { c.Training.Epochs, c.Training.WarmupEpochs = 2, 0 }
	first := newClassifier(t, folder, few)
	advance(t, first, AdvanceOptions{})
	from := newClassifier(t, folder, few, func(c *Config) { c.Training.Init = first.path(weightsFile) })
	advance(t, from, AdvanceOptions{})
	if !from.Done() || from.StartWeights() == "" {
		t.Fatal("the run is not done, or from nothing")
	}
	dir := t.TempDir()
	same, err := from.Again(filepath.Join(dir, "same"), func(*Config) {})
	if err != nil {
		t.Fatal(err)
	}
	if same.Done() {
		t.Error("it is done before it began")
	}
	advance(t, same, AdvanceOptions{})
	for _, name := range []string{filesFile, weightsFile, bestFile} {
		a, _ := os.ReadFile(from.path(name))
		b, err := os.ReadFile(same.path(name))
		if err != nil || string(a) != string(b) {
			t.Errorf("%s is another: %v", name, err)
		}
	}
	other, err := from.Again(filepath.Join(dir, "other"), func(c *Config) { c.Training.Seed++; c.FromNothing() })
	if err != nil {
		t.Fatal(err)
	}
	if other.StartWeights() != "" || other.Config.Classify.LayerDecay != 1 {
		t.Errorf("from nothing: %+v", other.Config.Classify)
	}
	a, _ := os.ReadFile(from.path(filesFile))
	if b, err := os.ReadFile(other.path(filesFile)); err != nil || string(a) != string(b) {
		t.Errorf("with another seed the pictures are for something else: %v", err)
	}
	if _, err := from.Again(other.Dir, func(*Config) {}); CodeOf(err) != Exists {
		t.Errorf("over another run: %v", err)
	}
}

// What stands in test/ is not looked at while a classifier learns: it may be gone.
func TestTestPartIsLeftAlone(t *testing.T) {
	folder := t.TempDir()
	for _, part := range []string{"train", "val", "test"} {
		testdata.Classes(t, filepath.Join(folder, part), 6)
	}
	r := newClassifier(t, folder, func(c *Config) { c.Training.Epochs, c.Training.WarmupEpochs = 2, 0 })
	pictures, err := ListPictures(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	tests := 0
	for _, p := range pictures {
		if p.Part == Test {
			tests++
			if err := os.Remove(p.Path); err != nil {
				t.Fatal(err)
			}
		}
	}
	if tests == 0 {
		t.Fatal("there is no test part")
	}
	advance(t, r, AdvanceOptions{})
	if !r.Done() {
		t.Error("it did not get to its end without them")
	}
}
