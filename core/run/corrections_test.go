package run

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"maestudio/core/dataset/labels"
	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
)

// planted is a folder of classes with wrong labels, and the table that corrects them.
func planted(t *testing.T) (folder, table string) {
	t.Helper()
	folder = classFolder(t)
	rows := "file,label\n"
	for _, name := range []string{"00.png", "01.png", "02.png", "03.png"} {
		if err := os.Rename(filepath.Join(folder, "left", name), filepath.Join(folder, "top", "x"+name)); err != nil {
			t.Fatal(err)
		}
		rows += "top/x" + name + ",left\n"
	}
	table = filepath.Join(t.TempDir(), "said.csv")
	if err := os.WriteFile(table, []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder, table
}

func newCorrected(t *testing.T, folder, table string) *Run {
	t.Helper()
	r, err := Create(context.Background(), filepath.Join(t.TempDir(), "run"), classConfig(folder), CreateOptions{Corrections: table})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A run that is made with corrections has the right labels, says so, and keeps a copy.
// What is said while it learns changes none of its bits.
func TestRunWithCorrections(t *testing.T) {
	folder, table := planted(t)
	straight, stopped := newCorrected(t, folder, table), newCorrected(t, folder, table)
	if err := os.Remove(table); err != nil {
		t.Fatal(err)
	}
	pictures, err := ListPictures(straight.Dir)
	if err != nil {
		t.Fatal(err)
	}
	left := 0
	for _, p := range pictures {
		if p.Class == "left" {
			left++
		}
		if moved := strings.HasPrefix(filepath.Base(p.Path), "x"); moved && p.Class != "left" {
			t.Errorf("%s is learned as %s", p.Path, p.Class)
		}
	}
	if left != 15 {
		t.Errorf("%d pictures are of the class", left)
	}
	events, err := straight.Events()
	if err != nil || !slices.ContainsFunc(events, func(e Event) bool { return e.Message == "By the corrections: 4 labels corrected." }) {
		t.Errorf("it is not told: %+v, %v", events, err)
	}
	if said, err := straight.Corrections(); err != nil || len(said) != 4 {
		t.Errorf("the copy: %v, %v", said, err)
	}
	if more, err := straight.Uncorrected(); err != nil || len(more) != 0 {
		t.Errorf("it was made without %v, %v", more, err)
	}

	advance(t, straight, AdvanceOptions{})
	ctx, stop := context.WithCancel(context.Background())
	if err := Advance(ctx, stopped.Dir, AdvanceOptions{Events: func(e Event) {
		if e.Event == EventEpoch && e.Epoch == 3 {
			stop()
		}
	}}); err == nil {
		t.Fatal("it was not stopped")
	}
	if _, err := stopped.Correct([]labels.Correction{{Path: pictures[0].Path, Label: "right"}, {Path: "/elsewhere.png", Label: "top"}}); err != nil {
		t.Fatal(err)
	}
	advance(t, stopped, AdvanceOptions{})
	for _, name := range []string{weightsFile, bestFile} {
		a, errA := os.ReadFile(straight.path(name))
		b, errB := os.ReadFile(stopped.path(name))
		if errA != nil || errB != nil || !slices.Equal(a, b) {
			t.Errorf("%s is another after a stop; %v, %v", name, errA, errB)
		}
	}
	if more, err := stopped.Uncorrected(); err != nil || len(more) != 2 {
		t.Errorf("the next one learns %v, %v", more, err)
	}
}

// What a person says is kept, is found where the pictures were moved to, and is undone;
// a table that was spoilt by hand is not written over.
func TestCorrectAndUndo(t *testing.T) {
	folder := classFolder(t)
	r := newClassifier(t, folder)
	if all, err := r.Corrections(); err != nil || all != nil {
		t.Errorf("before: %v, %v", all, err)
	}
	at := func(name string) string { return filepath.Join(folder, "left", name) }
	if _, err := r.Correct([]labels.Correction{{Path: at("00.png"), Label: "left"}, {Path: at("01.png"), Label: "top"}}); err != nil {
		t.Fatal(err)
	}
	before, err := r.Correct([]labels.Correction{{Path: at("01.png"), Label: "right"}, {Path: at("02.png"), Label: "top"}})
	if err != nil || len(before) != 2 || before[0].Label != "top" || before[1].Label != "" {
		t.Fatalf("before: %v, %v", before, err)
	}
	text, err := os.ReadFile(r.CorrectionsFile())
	if err != nil || string(text) != "file,label\nleft/00.png,left\nleft/01.png,right\nleft/02.png,top\n" {
		t.Errorf("it reads %s, %v", text, err)
	}
	if more, err := r.Uncorrected(); err != nil || len(more) != 2 { // that a label is right changes nothing
		t.Errorf("the next one learns %v, %v", more, err)
	}
	if _, err := r.Correct(before); err != nil {
		t.Fatal(err)
	}
	moved := folder + " now"
	if err := os.Rename(folder, moved); err != nil {
		t.Fatal(err)
	}
	if err := Relocate(context.Background(), r.Dir, folder, moved, nil); err != nil {
		t.Fatal(err)
	}
	all, err := r.Corrections()
	if err != nil || len(all) != 2 || all[1].Path != filepath.Join(moved, "left", "01.png") || all[1].Label != "top" {
		t.Errorf("moved: %v, %v", all, err)
	}
	spoilt := "file,label,why\nleft/00.png,left,because\n"
	if err := os.WriteFile(r.CorrectionsFile(), []byte(spoilt), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Correct(all); err == nil || !strings.Contains(err.Error(), "corrections.csv cannot be read") {
		t.Errorf("over a spoilt one: %v", err)
	}
	if text, err := os.ReadFile(r.CorrectionsFile()); err != nil || string(text) != spoilt {
		t.Errorf("it reads %s, %v", text, err)
	}
}

// Whatever fails of the disk's answers, what was said before is there, whole.
func TestCorrectionsSurviveTheDisk(t *testing.T) {
	folder := classFolder(t)
	r := newClassifier(t, folder)
	first := []labels.Correction{{Path: filepath.Join(folder, "left", "00.png"), Label: "top"}}
	if _, err := r.Correct(first); err != nil {
		t.Fatal(err)
	}
	more, _ := labels.Say(first, []labels.Correction{{Path: filepath.Join(folder, "left", "01.png"), Label: "top"}})
	for n := 1; ; n++ {
		files := &faulty.FS{FS: disk.System{}, FailAt: n, Lasting: true, Partial: true, Err: syscall.ENOSPC}
		err := r.writeCorrections(files, correctionsFile, more)
		said, bad := r.Corrections()
		if bad != nil || len(said) != 1 && len(said) != 2 || said[0].Path != first[0].Path {
			t.Fatalf("after call %d has failed: %v, %v", n, said, bad)
		}
		if err == nil {
			break
		}
	}
}

// Corrections that cannot be are refused before anything is made.
func TestBadCorrectionsMakeNoRun(t *testing.T) {
	folder := classFolder(t)
	for rows, want := range map[string]string{
		"file,label\nleft/00.png,Left\n":  `the class is called "left"`,
		"file,label\nleft/00.png,birds\n": "there is no such class",
		"left/00.png,top\n":               "They need the first line file,label",
	} {
		table, dir := filepath.Join(t.TempDir(), "c.csv"), filepath.Join(t.TempDir(), "run")
		if err := os.WriteFile(table, []byte(rows), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Create(context.Background(), dir, classConfig(folder), CreateOptions{Corrections: table})
		if err == nil || !strings.Contains(err.Error(), want) || CodeOf(err) != Pictures {
			t.Errorf("%q: %v", rows, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%q: something was made", rows)
		}
	}
}
