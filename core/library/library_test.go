package library

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"maestudio/core/run"
	"maestudio/core/worker"
)

// folder makes a folder that looks like a run, with some events.
func folder(t *testing.T, l *Library, name, events string) string {
	t.Helper()
	dir := filepath.Join(l.Dir, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "events.jsonl"), []byte(events), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestListShowsDamagedRuns(t *testing.T) {
	l := Open(t.TempDir())
	folder(t, l, "damaged", `{"event":"start"`)
	if err := os.MkdirAll(filepath.Join(l.Dir, "holiday"), 0o755); err != nil {
		t.Fatal(err)
	}
	all, err := l.List()
	if err != nil || len(all) != 1 || all[0].Name != "damaged" || all[0].Trouble == "" {
		t.Fatalf("got %+v, %v", all, err)
	}
}

func TestListOfNothing(t *testing.T) {
	all, err := Open(filepath.Join(t.TempDir(), "none")).List()
	if err != nil || all != nil {
		t.Fatalf("got %v, %v", all, err)
	}
}

func TestRename(t *testing.T) {
	l := Open(t.TempDir())
	dir := folder(t, l, "a", "")
	if err := l.Rename(dir, "  夜の  建物\n"); err != nil {
		t.Fatal(err)
	}
	all, _ := l.List()
	if all[0].Name != "夜の 建物" || all[0].Dir != dir {
		t.Errorf("got %+v", all[0])
	}
	if err := l.Rename(dir, " \n"); err == nil {
		t.Error("an empty name was taken")
	}
	other := folder(t, l, "b", "")
	if err := l.Rename(other, "夜の 建物"); err == nil || NameOf(other) != "b" {
		t.Errorf("the name of another run was taken: %v", err)
	}
	if err := l.Rename(dir, "夜の 建物"); err != nil {
		t.Errorf("a run's own name: %v", err)
	}
}

func TestDeleteAndRestore(t *testing.T) {
	l := Open(t.TempDir())
	dir := folder(t, l, "a b", "")
	now := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	place, err := l.Delete(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	if all, _ := l.List(); len(all) != 0 {
		t.Fatalf("still listed: %+v", all)
	}
	folder(t, l, "a b", "") // a new run took the name meanwhile
	back, err := l.Restore(place)
	if err != nil || filepath.Base(back) != "a b 2" {
		t.Fatalf("restored as %q, %v", back, err)
	}
}

func TestEmptyTrashKeepsThirtyDays(t *testing.T) {
	l := Open(t.TempDir())
	now := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	old, err := l.Delete(folder(t, l, "old", ""), now.Add(-Keep-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	young, err := l.Delete(folder(t, l, "young", ""), now.Add(-Keep+time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.EmptyTrash(now); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("the old run is still there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("the young run is gone")
	}
}

func TestTrash(t *testing.T) {
	l := Open(t.TempDir())
	now := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	for i, name := range []string{"first one", "second"} {
		if _, err := l.Delete(folder(t, l, name, ""), now.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	all := l.Trash()
	if len(all) != 2 || all[0].Name != "second" || all[1].Name != "first one" || !all[1].Time.Equal(now) || all[1].Left(now.Add(24*time.Hour)) != 29*24*time.Hour {
		t.Fatalf("got %+v", all)
	}
	if err := l.Remove(all[0].Dir); err != nil {
		t.Fatal(err)
	}
	if err := l.Remove(l.Dir); err == nil {
		t.Error("what is not in the trash was removed")
	}
	if _, err := l.Restore(filepath.Join(l.Dir, "x y")); err == nil {
		t.Error("what is not in the trash was restored")
	}
	dir, err := l.Restore(all[1].Dir)
	if err != nil || dir != filepath.Join(l.Dir, "first one") || len(l.Trash()) != 0 {
		t.Errorf("restored as %q, %v", dir, err)
	}
}

// After another folder was chosen, runs in the one before are still there, and
// are deleted and restored where they lie.
func TestEarlierFolders(t *testing.T) {
	old := Open(t.TempDir())
	dir := folder(t, old, "old", "")
	l := Open(t.TempDir(), old.Dir, old.Dir, filepath.Join(old.Dir, "none"))
	folder(t, l, "new", "")
	if all, err := l.List(); err != nil || len(all) != 2 {
		t.Fatalf("got %+v, %v", all, err)
	}
	place, err := l.Delete(dir, time.Now())
	if err != nil || filepath.Dir(filepath.Dir(place)) != old.Dir || len(l.Trash()) != 1 {
		t.Fatalf("deleted to %q, %v", place, err)
	}
	if back, err := l.Restore(place); err != nil || back != dir {
		t.Errorf("restored as %q, %v", back, err)
	}
}

func TestListFromSeveralGoroutines(t *testing.T) {
	l := Open(t.TempDir())
	folder(t, l, "a", `{"event":"done","step":1}`)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				if runs, err := l.List(); err != nil || len(runs) != 1 {
					t.Errorf("got %v, %v", runs, err)
				}
			}
		})
	}
	all.Wait()
}

// Where the folder of runs is a file, there is no free name to find.
func TestFreeInAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := Open(path).Free("a"); got != filepath.Join(path, "a") {
		t.Errorf("got %q", got)
	}
}

func TestFreeNames(t *testing.T) {
	l := Open(t.TempDir())
	for name, want := range map[string]string{
		"../../etc": "-..-etc", "a/b": "a-b", "": "run", "...": "run", "夜": "夜",
		strings.Repeat("長", 200): strings.Repeat("長", 33),
	} {
		if got := filepath.Base(l.Free(name)); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// A classifier is judged by what it has right, any other run by its loss.
func TestCurve(t *testing.T) {
	s := Summary{State: worker.State{Checks: []worker.Check{{Right: 1, Of: 4}, {Right: 2, Of: 4}, {Right: 3, Of: 4}}}}
	for _, loss := range []float64{3, 2, 1, 0.5} {
		s.State.Validation = append(s.State.Validation, worker.Point{Loss: loss})
	}
	if got, want := s.Curve(2), []float64{3, 0.5}; !slices.Equal(got, want) {
		t.Errorf("of the loss it draws %v, want %v", got, want)
	}
	s.Config.Task = run.TaskClassify
	if got, want := s.Curve(9), []float64{0.25, 0.5, 0.75}; !slices.Equal(got, want) {
		t.Errorf("of a classifier it draws %v, want %v", got, want)
	}
	if got := (Summary{}).Curve(9); len(got) != 0 {
		t.Errorf("of nothing it draws %v", got)
	}
}
