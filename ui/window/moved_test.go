package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// A run whose folder moved goes on with the same pictures at their new place,
// and only with those.
func TestPicturesThatMoved(t *testing.T) {
	b := open(t)
	folder := pictures(t, 20)
	dir := b.tinyRun("first", folder)
	moved, other := filepath.Join(t.TempDir(), "elsewhere"), pictures(t, 3)
	if err := os.Rename(folder, moved); err != nil {
		t.Fatal(err)
	}
	var failed error
	done := false
	ask := func(answer string) {
		failed, done = nil, false
		b.pick.Folder = func(string, string) (string, error) { return answer, nil }
		b.askMoved(dir, mover{compares: func(string, func()) {}, ended: func(_ string, err error) { failed, done = err, err == nil }})
		b.until("the answer", func() bool { return failed != nil || done })
	}
	if ask(other); failed == nil || !strings.Contains(failed.Error(), other) {
		t.Errorf("other pictures were taken: %v", failed)
	}
	if ask(moved); failed != nil {
		t.Fatal(failed)
	}
	list, err := run.ListPictures(dir)
	if err != nil || len(list) != 20 || !strings.HasPrefix(list[0].Path, moved) {
		t.Errorf("the run looks in %v, %v", list, err)
	}
}

// A run that stopped because its pictures are gone asks where they are, says what
// is missing, can be called off, and goes on when they are found.
func TestPretrainFindsItsPictures(t *testing.T) {
	b := open(t)
	folder := pictures(t, 20)
	b.Go(trainKey)
	b.follow(b.tinyRun("first", folder))
	b.until("the run", func() bool { return b.train.screen.View().State == screen.TrainDone })
	moved, other := filepath.Join(t.TempDir(), "elsewhere"), pictures(t, 3)
	if err := os.Rename(folder, moved); err != nil {
		t.Fatal(err)
	}
	b.train.launch(4)
	b.until("the failure", func() bool { return b.train.screen.View().HasMoved })
	answer := func(folder string) {
		b.pick.Folder = func(string, string) (string, error) { return folder, nil }
		b.train.askMoved()
		b.until("comparing", func() bool { return b.train.moving != nil })
		if v := b.train.screen.View(); !v.CanCancel || v.Title != "Comparing the pictures" {
			t.Fatalf("while it compares: %+v", v)
		}
	}
	answer(other)
	b.until("an answer", func() bool { return b.train.moving == nil })
	v := b.train.screen.View()
	if told(t, v.Trouble, v.Remedy, other, "missing 17"); !v.HasMoved {
		t.Error("it does not ask again")
	}
	m := b.train.mover()
	begin := m.compares
	m.compares = func(to string, cancel func()) { begin(to, cancel); b.train.cancel() }
	b.relocate(b.train.dir, folder, moved, m)
	b.until("the end", func() bool { return b.train.moving == nil })
	if v := b.train.screen.View(); v.State != screen.TrainFailed || !v.HasMoved || b.train.busy {
		t.Errorf("called off: %+v", v)
	}
	answer(moved)
	b.until("the new end", func() bool { return b.train.state.Status == worker.Done && b.train.state.Epoch == 4 })
}
