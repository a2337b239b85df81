package run

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"maestudio/core/dataset"
	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
)

// refuses creates a run that has to be refused, with a code and a sentence that
// holds some words, and leaves nothing behind.
func refuses(t *testing.T, dir string, c Config, code Code, words ...string) {
	t.Helper()
	before := tree(dir)
	_, err := Create(context.Background(), dir, c, CreateOptions{})
	if CodeOf(err) != code {
		t.Errorf("code %q of %v, want %q", CodeOf(err), err, code)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the sentence lacks %q: %v", w, err)
		}
	}
	if after := tree(dir); after != before {
		t.Errorf("it left %q, before there was %q", after, before)
	}
}

func tree(dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "nothing"
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestCreateRefuses(t *testing.T) {
	base := t.TempDir()
	at := func(name string) string { return filepath.Join(base, name) }
	drawPictures(t, at("pictures"), 5)
	os.MkdirAll(at("empty"), 0o777)
	os.WriteFile(at("file"), []byte("x"), 0o666)
	os.MkdirAll(at("used"), 0o777)
	os.WriteFile(at("used/letter.txt"), []byte("x"), 0o666)
	good := microConfig(at("pictures"))

	if _, err := Create(context.Background(), at("run"), good, CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	os.MkdirAll(at("run/checkpoints"), 0o777) // one that was advanced; the name comes before run.toml
	refuses(t, at("run"), good, Exists, "holds a run already", "maestudio train "+at("run"))
	refuses(t, at("used"), good, Exists, "letter.txt")
	refuses(t, at("file"), good, Exists, "is not a folder")
	refuses(t, at("new"), microConfig(at("gone")), Pictures, at("gone"))
	refuses(t, at("new"), microConfig(at("empty")), Pictures, "no pictures")
	refuses(t, at("new"), microConfig(at("file")), Pictures, "not a folder")

	bad := good
	bad.Model.EncoderHeads = 3
	refuses(t, at("new"), bad, Settings, "Heads do not divide")
	bad = good
	bad.Model.ImageSize = 18
	refuses(t, at("new"), bad, Settings, "no multiple of the patch size")
	bad = good
	bad.Training.Init = at("file")
	refuses(t, at("new"), bad, Damaged, "cannot be read")
	bad = good
	bad.Device.Name = "abacus"
	refuses(t, at("new"), bad, Settings, "abacus")
}

// A disk that takes nothing, from any call on: no run, and a sentence. The same
// folder can be used when the disk is well again.
func TestCreateOnAFailingDisk(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 3) // fewer than a batch: there are notes to write
	for n := 1; ; n++ {
		dir := filepath.Join(t.TempDir(), "run")
		fs := &faulty.FS{FS: disk.System{}, FailAt: n, Err: syscall.EROFS, Lasting: true, Partial: true, NoSync: true}
		_, err := Create(context.Background(), dir, microConfig(pictures), CreateOptions{FS: fs})
		if fs.Failures() == 0 {
			if n < 15 {
				t.Errorf("only %d calls", n)
			}
			return
		}
		if CodeOf(err) != ReadOnly {
			t.Fatalf("call %d: %v", n, err)
		}
		if _, err := Create(context.Background(), dir, microConfig(pictures), CreateOptions{}); err != nil {
			t.Errorf("call %d, then again: %v", n, err)
		}
	}
}

func TestCreateInAFolderThatMayNotBeWritten(t *testing.T) {
	pictures, dir := filepath.Join(t.TempDir(), "pictures"), t.TempDir()
	drawPictures(t, pictures, 3)
	os.Chmod(dir, 0o555)
	os.Chmod(filepath.Dir(dir), 0o755)
	withoutRights(t, func() {
		if _, err := os.Create(filepath.Join(dir, "x")); err == nil {
			t.Error("the folder can be written")
		}
		refuses(t, filepath.Join(dir, "run"), microConfig(pictures), ReadOnly, "writing is not allowed there")
	})
}

// What does not fit the number of pictures is made to, and said.
func TestCreateFitsTheBatch(t *testing.T) {
	for _, c := range []struct{ pictures, batch, accumulate, notes int }{
		{1, 1, 1, 1}, {3, 3, 1, 1}, {5, 4, 1, 1}, {8, 4, 2, 0}, {20, 4, 2, 0},
	} {
		pictures := filepath.Join(t.TempDir(), "pictures")
		drawPictures(t, pictures, c.pictures)
		var notes []string
		r, err := Create(context.Background(), filepath.Join(t.TempDir(), "run"), microConfig(pictures),
			CreateOptions{Warn: func(s string) { notes = append(notes, s) }})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Config.Training; got.Batch != c.batch || got.Accumulate != c.accumulate || len(notes) != c.notes {
			t.Errorf("%d pictures: batch %d of %d, %q", c.pictures, got.Batch, got.Accumulate, notes)
		}
		events, err := r.Events()
		if err != nil || len(events) != c.notes {
			t.Errorf("%d pictures: events %v, %v", c.pictures, events, err)
		}
		advance(t, r, AdvanceOptions{})
	}
}

func TestSplit(t *testing.T) {
	for n, want := range map[int]int{1: 0, 19: 0, 20: 1, 39: 1, 40: 2, 1000: 50, 9999: 499, 10000: 500, 30000: 500} {
		files := make([]dataset.File, n)
		for i := range files {
			files[i].Path = string(rune('a'+i%26)) + strings.Repeat("x", i%7) + "/" + string(rune(0x4e00+i))
		}
		once, again, other := split(files, 1), split(files, 1), split(files, 2)
		if got := n - countTrain(once); got != want {
			t.Errorf("of %d, %d are held out, want %d", n, got, want)
		}
		if !slices.Equal(once, again) || want > 1 && slices.Equal(once, other) {
			t.Errorf("of %d: the same seed holds out others, or another seed the same", n)
		}
		if !slices.IsSortedFunc(once, func(a, b Picture) int { return strings.Compare(a.Path, b.Path) }) {
			t.Errorf("%d pictures are out of order", n)
		}
	}
}

// A run starts from the weights of another, whatever becomes of that one.
func TestInit(t *testing.T) {
	first := newRun(t, short)
	advance(t, first, AdvanceOptions{})
	second := newRun(t, short, func(c *Config) {
		c.Training.Init = first.Dir
		c.Training.BLR, c.Training.WarmupEpochs, c.Training.WeightDecay = 1e-9, 0, 0
	})
	os.RemoveAll(first.Dir)
	advance(t, second, AdvanceOptions{})
	from, err := os.ReadFile(second.path(initFile))
	if err != nil {
		t.Fatal(err)
	}
	if len(from) < 1000 {
		t.Errorf("init.safetensors has %d bytes", len(from))
	}
	if a, b := losses(t, second)[0], losses(t, newlyTrained(t))[0]; a >= b {
		t.Errorf("the first loss is %v from trained weights and %v from random ones", a, b)
	}
	c := microConfig(second.Config.Data.Folders...)
	c.Training.Init = second.path(weightsFile)
	c.Model.EncoderDim = 32
	refuses(t, filepath.Join(t.TempDir(), "new"), c, Settings, "are of another model", "cls_token")
}

func newlyTrained(t *testing.T) *Run {
	r := newRun(t, short)
	advance(t, r, AdvanceOptions{})
	return r
}

// Files that cannot be used are told, on the spot and in the events.
func TestCreateTellsOfUnusableFiles(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 20)
	for i, want := range []string{"1 file cannot be used and is left out; maestudio scan", "2 files cannot be used and are left out; maestudio scan"} {
		if err := os.WriteFile(filepath.Join(pictures, string(rune('a'+i))+".jpg"), []byte("no picture"), 0o666); err != nil {
			t.Fatal(err)
		}
		var told []string
		r, err := Create(context.Background(), filepath.Join(t.TempDir(), "run"), microConfig(pictures),
			CreateOptions{Warn: func(s string) { told = append(told, s) }})
		if err != nil {
			t.Fatal(err)
		}
		events, err := r.Events()
		if err != nil || len(told) != 1 || !strings.HasPrefix(told[0], want) || len(events) != 1 || events[0].Event != EventWarning || events[0].Message != told[0] {
			t.Errorf("told %q, events %+v, %v", told, events, err)
		} else if at := events[0].Time; at.Nanosecond()%1e6 != 0 || at.Location() != time.UTC {
			t.Errorf("the warning's time is %v", at)
		}
	}
}

// What was decided before a run stands first in its events.
func TestNotesOfARun(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	r, err := Create(context.Background(), filepath.Join(t.TempDir(), "run"), microConfig(pictures), CreateOptions{Notes: []string{"The program chose 3 epochs."}})
	if err != nil {
		t.Fatal(err)
	}
	if events, err := r.Events(); err != nil || len(events) != 1 || events[0].Event != EventWarning || events[0].Message != "The program chose 3 epochs." {
		t.Errorf("%+v, %v", events, err)
	}
}
