package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/run"
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
		b.askMoved(dir, func(err error) { failed = err }, func() { done = true })
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
