package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/dataset"
)

func TestClassOf(t *testing.T) {
	for path, want := range map[string]string{
		"/p/cats/a.jpg": "cats", "/p/cats/young/a.jpg": "cats", "/p/a.jpg": "", "/q/cats/a.jpg": "",
		"/p/train/cats/a.jpg": "cats", "/p/Val/dogs/a.jpg": "dogs", "/p/train/a.jpg": "", "/p/trains/a.jpg": "trains",
	} {
		if got := classOf("/p", path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestLabelNeedsEnoughPictures(t *testing.T) {
	files := func(classes ...int) (all []dataset.File) {
		for class, n := range classes {
			for i := range n {
				all = append(all, dataset.File{Path: fmt.Sprintf("/p/class%d/%d.png", class, i)})
			}
		}
		return all
	}
	for _, c := range []struct {
		files []dataset.File
		want  int
	}{
		{files(30, 30), 60},
		{files(30, 30, 4), 60}, // a class of four says nothing
		{files(60), 0},
		{files(20, 20), 0},
		{files(60, 4), 0},
	} {
		got := label([]string{"/p"}, c.files)
		if len(got) != c.want {
			t.Errorf("of %d files %d are labelled, want %d", len(c.files), len(got), c.want)
		}
	}
	all := files(40, 40)
	first := label([]string{"/p"}, all)
	slices.Reverse(all)
	if !slices.Equal(first, label([]string{"/p"}, all)) {
		t.Error("another order of the files gives other pictures")
	}
}

// The model is asked at the beginning, at the end, and in between at a bounded cost.
func TestProbeEpochs(t *testing.T) {
	at := func(epochs int, cost float64) (list []int) {
		ask := probeEpochs(epochs, cost)
		for e := range epochs + 1 {
			if ask(e) {
				list = append(list, e)
			}
		}
		return list
	}
	for _, c := range []struct {
		epochs int
		cost   float64
		want   []int
	}{
		{40, 0.01, []int{0, 1, 2, 4, 8, 16, 32, 40}},
		{40, 0.25, []int{0, 9, 18, 36, 40}},
		{40, 5, []int{0, 40}},
		{1, 0.001, []int{0, 1}},
	} {
		if got := at(c.epochs, c.cost); !slices.Equal(got, c.want) {
			t.Errorf("%d epochs, each time %v of one: %v, want %v", c.epochs, c.cost, got, c.want)
		}
	}
	for _, cost := range []float64{0.003, 0.02, 0.1, 0.7} {
		list := at(500, cost)
		for k, e := range list[1 : len(list)-1] {
			if float64(k+1)*cost > 0.03*float64(e)+1e-9 {
				t.Errorf("cost %v: %d scores by epoch %d", cost, k+1, e)
			}
		}
	}
}

// labelledFolder has pictures of two classes, which a folder of no labels lacks.
func labelledFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, class := range []string{"a", "b"} {
		drawPictures(t, filepath.Join(dir, class), 44)
		paths, _ := filepath.Glob(filepath.Join(dir, class, "*"))
		for i, path := range paths { // so that no two are the same file
			data, _ := os.ReadFile(path)
			os.WriteFile(path, append(data, fmt.Sprintf("%s %d", class, i)...), 0o666)
		}
	}
	return dir
}

// Scores are taken, with the same numbers at any number of threads, and the
// weights are those of a run that is never asked.
func TestProbeChangesNoWeight(t *testing.T) {
	pictures := labelledFolder(t)
	asked, quiet := newRunOf(t, pictures), newRunOf(t, pictures)
	os.Remove(quiet.path(labelledFile))
	advance(t, asked, AdvanceOptions{})
	advance(t, quiet, AdvanceOptions{})
	if weightsSum(t, asked) != weightsSum(t, quiet) {
		t.Error("the run that was asked has other weights")
	}
	scores := func(r *Run) (all []Event) {
		events, _ := r.Events()
		for _, e := range events {
			if e.Event == EventProbe {
				all = append(all, e)
			}
		}
		return all
	}
	first := scores(asked)
	if len(scores(quiet)) != 0 || len(first) < 2 || first[0].Epoch != 0 || first[len(first)-1].Epoch != 3 || first[0].Of != 88 || first[0].Classes != 2 {
		t.Fatalf("scores %+v and %+v", first, scores(quiet))
	}
	for _, e := range first {
		if e.Right < 0 || e.Right > e.Of || e.Score != float64(e.Right)/88 {
			t.Errorf("score %+v", e)
		}
	}
	again := newRunOf(t, pictures)
	advance(t, again, AdvanceOptions{Threads: 1})
	for i, e := range scores(again) {
		if e.Right != first[i].Right {
			t.Errorf("epoch %d: %d are right, before it were %d", e.Epoch, e.Right, first[i].Right)
		}
	}
}

// A folder that is named for the labels is asked about, and nothing is learned of it.
func TestProbeOfAnotherFolder(t *testing.T) {
	pictures, labels := filepath.Join(t.TempDir(), "pictures"), labelledFolder(t)
	drawPictures(t, pictures, 44)
	create := func(probe string) (*Run, error) {
		return Create(context.Background(), filepath.Join(t.TempDir(), "run"), microConfig(pictures), CreateOptions{Probe: probe})
	}
	r, err := create(labels)
	if err != nil {
		t.Fatal(err)
	}
	list, err := readLabelled(r.path(labelledFile))
	if err != nil || len(list) != 88 || !strings.HasPrefix(list[0].Path, labels) || list[0].Class != "a" && list[0].Class != "b" {
		t.Errorf("%d labelled pictures, %v", len(list), err)
	}
	if all, _ := ListPictures(r.Dir); len(all) != 44 {
		t.Errorf("the run learns from %d pictures", len(all))
	}
	if _, err := create(pictures); err == nil || !strings.Contains(err.Error(), "has no labels to ask about") {
		t.Errorf("a folder without classes: %v", err)
	}
	os.RemoveAll(labels)
	advance(t, r, AdvanceOptions{})
	if n := kinds(t, r); n[EventProbe] != 0 || n[EventWarning] == 0 || n[EventDone] != 1 {
		t.Errorf("with the labelled folder gone: %v", n)
	}
}

func TestProbeFollowsMovedPictures(t *testing.T) {
	pictures := labelledFolder(t)
	r, away := newRunOf(t, pictures), filepath.Join(t.TempDir(), "away")
	if err := os.Rename(pictures, away); err != nil {
		t.Fatal(err)
	}
	if err := Relocate(context.Background(), r.Dir, pictures, away, nil); err != nil {
		t.Fatal(err)
	}
	advance(t, r, AdvanceOptions{})
	if n := kinds(t, r); n[EventProbe] < 2 || n[EventWarning] != 0 {
		t.Errorf("events: %v", n)
	}
}
