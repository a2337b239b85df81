package window

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
	"maestudio/ui/screen"
)

// A count that does not move is told of after a while, and no longer when it moves.
func TestStall(t *testing.T) {
	var s stall
	at := time.Unix(0, 0)
	for _, c := range []struct {
		after time.Duration
		n     int
		want  bool
	}{{0, 0, false}, {stalled, 0, false}, {time.Second, 0, true}, {time.Second, 1, false}, {stalled, 1, false}, {time.Second, 1, true}} {
		at = at.Add(c.after)
		if got := s.at(c.n, at); got != c.want {
			t.Errorf("at %v with %d: %v", at.Unix(), c.n, got)
		}
	}
}

// What is not answered for a while is told, what is answered before is not, and not
// what is answered just when it would be told.
func TestWhenSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for answer, want := range map[time.Duration]int{stalled / 2: 0, 2 * stalled: 1} {
			said := 0
			w := &Window{do: func(f func()) { f() }}
			heard := w.whenSilent(t.Context(), func() { said++ })
			time.Sleep(answer)
			synctest.Wait()
			if silent := heard(); silent != (want > 0) || said != want {
				t.Errorf("answered after %v: %v, said %d times", answer, silent, said)
			}
		}
		said := 0
		var late func()
		w := &Window{do: func(f func()) { late = f }} // Fyne's goroutine is busy
		ctx, end := context.WithCancel(t.Context())
		heard := w.whenSilent(ctx, func() { said++ })
		time.Sleep(2 * stalled)
		synctest.Wait()
		heard()
		if late(); said != 0 {
			t.Error("it is said after the answer")
		}
		end()
	})
}

// Pictures of which many went away while they were looked at: that is said, with a
// button that looks through them once more.
func TestFilesThatWentAway(t *testing.T) {
	b := open(t)
	dir := pictures(t, 4)
	b.drop(dir)
	b.ready(4)
	r := *b.data.album.Report
	r.Files, r.Problems = r.Files[:2:2], nil
	for _, f := range b.data.album.Report.Files[2:] {
		r.Problems = append(r.Problems, dataset.Problem{Path: f.Path, Kind: picture.Gone, Reason: "The file is gone"})
	}
	b.data.scanned(album.New(&r), nil, true)
	v := b.data.screen.View()
	if told(t, v.Trouble, v.Remedy, "2 files went away", "look through it again"); !v.Again || b.data.count() != 2 {
		t.Fatalf("%d pictures: %+v", b.data.count(), v)
	}
	b.data.again()
	b.until("all of them", func() bool { return b.data.checked && b.data.count() == 4 })
	if v = b.data.screen.View(); v.Trouble != "" || v.Again || v.State != screen.DataReady {
		t.Errorf("after another look: %+v", v)
	}
}

// Nothing that a scan or a run says while its disk is silent is taken for news.
func TestSilentDiskIsTold(t *testing.T) {
	b := open(t)
	dir := pictures(t, 3)
	b.drop(dir)
	b.ready(3)
	b.data.silent = true
	b.data.found(dataset.ScanProgress{Met: 3, Usable: 2, Elapsed: time.Second}, b.data.album, b.data.files)
	if v := b.data.screen.View(); v.Title != noAnswer || v.Below != "2 pictures so far. It goes on as soon as the disk with holiday answers; Cancel ends it." {
		t.Errorf("a scan says %q, %q", v.Title, v.Below)
	}
	run := b.tinyRun("first", dir)
	b.follow(run)
	b.until("the run", func() bool { return b.train.screen.View().State == screen.TrainDone })
	b.train.silent = true
	b.train.show()
	v := b.train.screen.View()
	if told(t, v.Trouble, v.Remedy, "“"+filepath.Base(run)+"”", "as soon as the disk answers"); v.Title != noAnswer || !strings.HasPrefix(v.Left, "Last news") {
		t.Errorf("a run says %q, %q", v.Title, v.Left)
	}
}
