package library

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
