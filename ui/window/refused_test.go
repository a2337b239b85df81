package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/ui/screen"
)

// A drop that brings no picture leaves what was chosen, and what was left out of
// it, as it was.
func TestRefusedDropLosesNothing(t *testing.T) {
	b := open(t)
	b.drop(pictures(t, 6))
	b.ready(6)
	chosen := b.data.folders[0]
	b.data.setLeft([]string{b.data.files[0].Path}, true)
	b.Go(welcomeKey)
	b.drop(t.TempDir())
	b.until("the answer", func() bool { return b.data.before == nil })
	v := b.data.screen.View()
	if v.State != screen.DataReady || b.data.folders[0] != chosen || b.data.count() != 5 || b.model.count != 5 {
		t.Errorf("%d pictures of %v, %d for the model: %+v", b.data.count(), b.data.folders, b.model.count, v)
	}
	told(t, v.Trouble, v.Remedy, "No pictures in", "still there")
	b.Go(welcomeKey)
	b.drop(filepath.Join(chosen, "gone"))
	if b.data.count() != 5 || b.data.screen.View().State != screen.DataReady {
		t.Errorf("%d pictures after a folder that is not there", b.data.count())
	}
}

// A file that is dropped where a folder belongs is told of there, and a picture
// can be redrawn.
func TestFileInsteadOfFolder(t *testing.T) {
	b := open(t)
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	picture := filepath.Join(pictures(t, 1), "sub", "000.png")
	b.drop(picture)
	if b.Current() != welcomeKey || b.data.picture != picture || !strings.Contains(b.welcome.trouble, "is a file, not a folder") {
		t.Errorf("on %s: %q of %q", b.Current(), b.welcome.trouble, b.data.picture)
	}
	b.Go(dataKey)
	b.drop(text)
	v := b.data.screen.View()
	if b.Current() != dataKey || v.State != screen.DataNone || !strings.Contains(v.Trouble, "“notes.txt” is a file") || v.Picture {
		t.Errorf("on %s: %+v", b.Current(), v)
	}
	b.drop(picture)
	if v = b.data.screen.View(); !v.Picture {
		t.Errorf("a picture: %+v", v)
	}
	b.data.redraw()
	if b.Current() != reconstructKey || b.redraw.path != picture || b.data.screen.View().Trouble != "" {
		t.Errorf("on %s with %q", b.Current(), b.redraw.path)
	}
}
