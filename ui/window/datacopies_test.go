package window

import (
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/album"
	"maestudio/core/run"
)

// copied writes n pictures and one more copy of the first.
func copied(t *testing.T, n int) string {
	t.Helper()
	dir := pictures(t, n)
	data, err := os.ReadFile(filepath.Join(dir, "sub", "000.png"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "sub", "zzz.png"), data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Exact copies count once until a person says otherwise, with undo; a run is made of
// what is shown.
func TestCopiesMayCountEach(t *testing.T) {
	b := open(t)
	b.drop(copied(t, 9))
	b.ready(9)
	if v := b.data.screen.View(); !v.HasCopies || !v.Once || v.LeftOut[0].Reason != album.Copies {
		t.Fatalf("a copy: %+v", v)
	}
	b.data.showReason(0)
	b.data.countCopies(false)
	b.ready(10)
	if v := b.data.screen.View(); !v.HasCopies || v.Once || len(v.LeftOut) != 0 || b.data.reason != "" {
		t.Errorf("copies count each: %+v", v)
	}
	b.undoLast()
	b.ready(9)
	b.data.countCopies(false)
	b.ready(10)
	b.small(2)
	b.model.start()
	if words := b.refusal(); words != "" {
		t.Fatal(words)
	}
	r, err := run.Open(b.train.dir)
	if err != nil {
		t.Fatal(err)
	}
	if all, err := run.ListPictures(r.Dir); err != nil || len(all) != 10 || !r.Config.Data.KeepCopies {
		t.Errorf("the run has %d pictures, keep_copies %v, %v", len(all), r.Config.Data.KeepCopies, err)
	}
	b.until("the end", func() bool { return hasReport(b.train.state) })
	b.Go(dataKey)
	b.drop(pictures(t, 3)) // beside the others
	b.until("both", func() bool { return b.data.checked })
	if !b.data.copies {
		t.Error("a folder beside it changes how copies count")
	}
	b.data.open([]string{pictures(t, 4)})
	b.ready(4)
	if b.data.copies || b.data.screen.View().HasCopies {
		t.Error("another folder takes over how copies count")
	}
}
