package run

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"maestudio/core/run/disk"
)

// copyFolder copies a folder; the copies are new files with times of their own.
func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Hour)
	filepath.WalkDir(to, func(path string, d os.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(path, later, later))
	})
}

// The folder of pictures is carried away in the middle of a run: the run says how
// to go on, is told the new place, and ends as one whose pictures stayed.
func TestMovedPictures(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	straight := newRunOf(t, pictures)
	advance(t, straight, AdvanceOptions{})

	r := newRunOf(t, pictures)
	stopAfter(t, r, 6)
	list, _ := os.ReadFile(r.path(filesFile))
	away := filepath.Join(t.TempDir(), "another\tdisk")
	copyFolder(t, pictures, away)
	if err := os.Rename(pictures, pictures+" gone"); err != nil {
		t.Fatal(err)
	}
	fails(t, r, AdvanceOptions{}, Pictures, "kept as of step 6", "maestudio train "+r.Dir+" --data FOLDER")
	calls, last := 0, 0
	err := Relocate(context.Background(), r.Dir, pictures, away, func(done, total int) {
		if calls++; done != calls || total != 44 {
			t.Errorf("call %d: %d of %d", calls, done, total)
		}
		last = done
	})
	if err != nil || last != 44 {
		t.Fatalf("%v after %d pictures", err, last)
	}
	if folders, err := r.Folders(); err != nil || !reflect.DeepEqual(folders, []string{away}) {
		t.Errorf("folders %q, %v", folders, err)
	}
	if all, err := ListPictures(r.Dir); err != nil || filepath.Dir(all[0].Path) != away {
		t.Errorf("the first of the list is %+v, %v", all[0], err)
	}
	if after, _ := os.ReadFile(r.path(filesFile)); string(after) != string(list) {
		t.Error("files.tsv was changed")
	}
	advance(t, r, AdvanceOptions{Events: func(e Event) {
		if e.Event == EventWarning {
			t.Error(e.Message)
		}
	}})
	if weightsSum(t, r) != weightsSum(t, straight) || !reflect.DeepEqual(epochs(t, r), epochs(t, straight)) {
		t.Error("with its pictures moved it ends as another model")
	}
}

func TestRelocateRefuses(t *testing.T) {
	base := t.TempDir()
	at := func(name string) string { return filepath.Join(base, name) }
	drawPictures(t, at("pictures"), 24)
	r := newRunOf(t, at("pictures"))
	refused := func(code Code, from, to string, words ...string) {
		t.Helper()
		err := Relocate(context.Background(), r.Dir, from, to, nil)
		if CodeOf(err) != code {
			t.Errorf("code %q of %v, want %q", CodeOf(err), err, code)
			return
		}
		for _, w := range words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("the sentence lacks %q: %v", w, err)
			}
		}
		if _, err := os.Stat(r.path(movedFile)); err == nil {
			t.Error("a refused move was written down")
		}
	}
	copyFolder(t, at("pictures"), at("copy"))
	os.Remove(at("copy/picture-003.png"))
	os.Remove(at("copy/picture-005.png"))
	other, _ := os.ReadFile(at("copy/picture-007.png"))
	other[len(other)/2] ^= 1 // the size stays
	os.WriteFile(at("copy/picture-007.png"), other, 0o666)
	refused(Pictures, at("pictures"), at("copy"), "of 24 pictures, missing 2, different 1,", "picture-003.png", "Nothing was changed")
	refused(Pictures, at("pictures"), at("nowhere"), "There is no folder "+at("nowhere"))
	refused(Pictures, at("pictures"), at("pictures/picture-001.png"), "There is no folder")
	refused(Settings, at("copy"), at("pictures"), at("copy")+" is no folder of this run. It has "+at("pictures"))

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := Relocate(ctx, r.Dir, at("pictures"), at("pictures"), nil)
	if !errors.Is(err, ErrStopped) || CodeOf(err) != Stopped {
		t.Errorf("cancelled: %v", err)
	}
	lock, err := takeLock(r.path(lockFile))
	if err != nil {
		t.Fatal(err)
	}
	refused(Busy, at("pictures"), at("pictures"))
	lock.release()
}

// Moved, moved again, and back.
func TestRelocateAgain(t *testing.T) {
	base := t.TempDir()
	at := func(name string) string { return filepath.Join(base, name) }
	drawPictures(t, at("one"), 24)
	r := newRunOf(t, at("one"), short)
	for _, move := range [][2]string{{"one", "two"}, {"two", "three"}, {"one", "one"}} {
		if now, _ := r.Folders(); now[0] != at(move[1]) {
			if err := os.Rename(now[0], at(move[1])); err != nil {
				t.Fatal(err)
			}
		}
		if err := Relocate(context.Background(), r.Dir, at(move[0]), at(move[1]), nil); err != nil {
			t.Fatal(err)
		}
		if now, err := r.Folders(); err != nil || now[0] != at(move[1]) {
			t.Errorf("%v: folders %q, %v", move, now, err)
		}
	}
	advance(t, r, AdvanceOptions{})
}

func TestMovesNow(t *testing.T) {
	m := moves{"/a": "/new", "/a/b": "/inner", "/c/": "/see"}
	for path, want := range map[string]string{
		"/a": "/new", "/a/x.png": "/new/x.png", "/ab/x.png": "/ab/x.png", "/a/b/y/x.png": "/inner/y/x.png", "/a/bc.png": "/new/bc.png",
		"/c/x.png": "/see/x.png", "/d/a/x.png": "/d/a/x.png",
	} {
		if got := m.now(path); got != want {
			t.Errorf("%s is now %s, want %s", path, got, want)
		}
	}
	if got := (moves{"/": "/disk"}).now("/x/y.png"); got != "/disk/x/y.png" {
		t.Error(got)
	}
}

func TestMovesAreReadAsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), movedFile)
	want := moves{"/a tab\there": "/b \\ \xff", "/c": "/d\ne"}
	if err := want.write(disk.System{}, path); err != nil {
		t.Fatal(err)
	}
	if got, err := readMoves(path); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := readMoves(path + "x"); err != nil || len(got) != 0 {
		t.Errorf("without a file: %q, %v", got, err)
	}
	for _, text := range []string{"a\tb\n", movedHead + "\n/a\n", movedHead + "\n/a\t\n", movedHead + "\n\\q\t/b\n"} {
		os.WriteFile(path, []byte(text), 0o666)
		if _, err := readMoves(path); CodeOf(err) != Damaged || !strings.Contains(err.Error(), "Remove it") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
