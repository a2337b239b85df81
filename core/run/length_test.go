package run

import (
	"os"
	"path/filepath"
	"testing"
)

// Making a run longer that fails before a step leaves it as long as it was.
func TestExtensionThatFails(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 24)
	r := newRunOf(t, pictures)
	advance(t, r, AdvanceOptions{})
	before, err := os.ReadFile(r.path(configFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(pictures, pictures+" gone"); err != nil {
		t.Fatal(err)
	}
	fails(t, r, AdvanceOptions{Epochs: r.Config.Training.Epochs + 2}, Pictures)
	if after, err := os.ReadFile(r.path(configFile)); err != nil || string(after) != string(before) {
		t.Errorf("run.toml was changed: %v\n%s", err, after)
	}
	if err := os.Rename(pictures+" gone", pictures); err != nil {
		t.Fatal(err)
	}
	advance(t, r, AdvanceOptions{Epochs: r.Config.Training.Epochs + 2})
	if again, err := Open(r.Dir); err != nil || again.Config.Training.Epochs != r.Config.Training.Epochs+2 {
		t.Errorf("%v, %v epochs", err, again.Config.Training.Epochs)
	}
}
