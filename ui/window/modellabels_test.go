package window

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/probe"
	"maestudio/ui/widget"
)

// A folder of labelled pictures is named under All settings, and the run asks about it.
func TestFolderOfLabels(t *testing.T) {
	labels, picked := t.TempDir(), ""
	for i := range 60 {
		from := filepath.Join(pictures(t, 1), "sub", "000.png")
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(labels, fmt.Sprint("class", i%2), fmt.Sprint(i, ".png"))
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, append(data, byte(i)), 0o644); err != nil { // no copies of each other
			t.Fatal(err)
		}
	}
	b := open(t)
	b.pick.Folder = func(string, string) (string, error) { return picked, nil }
	choose := func(folder string) {
		picked = folder
		places := b.model.screen.View().LabelFolders
		b.model.chooseLabels(len(places) - 1)
		b.until("the dialog", func() bool { return !b.asking })
	}
	b.drop(pictures(t, 9))
	b.ready(9)
	b.small(2)
	choose("") // cancelled
	if v := b.model.screen.View(); len(v.LabelFolders) != 2 || v.Labels != 0 || b.model.probe != "" {
		t.Fatalf("nothing was named: %q, %d", v.LabelFolders, v.Labels)
	}
	choose(filepath.Dir(b.data.folders[0])) // no classes
	b.model.start()
	if words := b.refusal(); !strings.Contains(words, "has no labels to ask about") {
		t.Errorf("a folder without labels: %q", words)
	}
	choose(labels)
	if v := b.model.screen.View(); len(v.LabelFolders) != 3 || v.LabelFolders[v.Labels] != filepath.Base(labels) {
		t.Errorf("%q, %d", v.LabelFolders, v.Labels)
	}
	b.model.start()
	if words := b.refusal(); words != "" {
		t.Fatal(words)
	}
	b.until("a score", func() bool { return len(b.train.state.Scores) > 0 })
	if s := b.train.state.Scores[0]; s.Of != 60 || s.Classes != 2 {
		t.Errorf("it was asked about %d pictures of %d classes", s.Of, s.Classes)
	}
	if v := b.train.screen.View(); v.ScoreNote != probe.UnderRatesSimply || !slices.ContainsFunc(v.Curves, func(c widget.Curve) bool { return c.Name == "of 100 labels" }) {
		t.Errorf("beside the error: %q, %+v", v.ScoreNote, v.Curves)
	}
	b.until("the end", func() bool { return hasReport(b.train.state) })
	b.model.chooseLabels(0)
	if b.model.probe != "" {
		t.Error("the folder cannot be forgotten")
	}
}
