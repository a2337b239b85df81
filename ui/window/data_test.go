package window

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// ready waits until all was looked at.
func (b *bench) ready(n int) {
	b.t.Helper()
	b.until("the pictures", func() bool { return b.data.checked })
	if got := b.data.count(); got != n || len(b.data.Files()) != n {
		b.t.Fatalf("%d pictures, %d in the list, want %d", got, len(b.data.Files()), n)
	}
}

func TestLeaveOutSeveral(t *testing.T) {
	b := open(t)
	b.drop(pictures(t, 6))
	b.ready(6)
	grid := b.data.screen.Grid()
	grid.SelectAll()
	b.data.leaveOut()
	b.ready(0)
	if v := b.data.screen.View(); v.Title != "All pictures are left out" || !v.NoneLeft || v.LeftOutCount != "6" || len(v.LeftOut) != 1 || v.LeftOut[0].Count != "6" {
		t.Fatalf("after all were left out: %+v", v)
	}
	b.data.showReason(0) // those by the person
	grid.Select(2)
	back := b.data.files[2].Path
	b.data.leaveOut()
	b.ready(1)
	if b.data.Files()[0].Path != back {
		t.Error("another picture came back")
	}
	b.undoLast()
	b.ready(0)
	b.undoLast()
	b.ready(6)
	b.undoLast() // there is nothing more
	b.ready(6)
	if v := b.data.screen.View(); len(v.LeftOut) != 0 || !v.Filters[0].Chosen {
		t.Errorf("after all came back: %+v", v)
	}
}

func TestSeveralFolders(t *testing.T) {
	b := open(t)
	one, two := pictures(t, 3), pictures(t, 4)
	if err := os.WriteFile(filepath.Join(two, "sub", "a.png"), []byte("x"), 0o644); err != nil {
		t.Fatal(err) // no longer the copy of one's
	}
	b.drop(one)
	b.ready(3)
	b.data.screen.Grid().Select(0)
	b.data.leaveOut()
	b.drop(two) // beside the first
	b.until("both", func() bool { return b.data.checked })
	v := b.data.screen.View()
	if len(b.data.folders) != 2 || v.LeftOut[0].Reason != byYou || !strings.HasPrefix(v.Below, "From 2 folders") {
		t.Fatalf("got %v, %+v", b.data.folders, v)
	}
	if !v.Folders[0].Removable || v.Folders[0].Fold != widget.Unfolded || v.Folders[1].Removable {
		t.Errorf("folders: %+v", v.Folders)
	}
	if err := os.Rename(filepath.Join(two, "sub", "003.png"), filepath.Join(two, "sub", "003.txt")); err != nil {
		t.Fatal(err)
	}
	n := b.data.count()
	b.drop(two) // which has changed
	b.until("both once more", func() bool { return b.data.checked })
	if v := b.data.screen.View(); b.data.count() != n-1 || len(b.data.folders) != 2 || v.Trouble != "" || b.data.left.Len() != 1 {
		t.Errorf("twice the same folder: %d pictures of %d, %q", b.data.count(), n, v.Trouble)
	}
	n = b.data.count()
	b.data.remove(one)
	b.until("the second alone", func() bool { return b.data.checked })
	if v := b.data.screen.View(); len(b.data.folders) != 1 || b.data.left.Len() != 0 || v.Folders[0].Removable {
		t.Errorf("after one was removed: %v, %+v", b.data.folders, v.Folders)
	}
	b.undoLast()
	b.until("both again", func() bool { return b.data.checked })
	if b.data.count() != n || b.data.left.Len() != 1 {
		t.Errorf("after undo: %d pictures of %d, %d left out", b.data.count(), n, b.data.left.Len())
	}
}

func TestCancelGoesBack(t *testing.T) {
	b := open(t)
	b.drop(pictures(t, 3))
	b.ready(3)
	b.drop(pictures(t, 5))
	b.data.cancel()
	b.ready(3)
	if v := b.data.screen.View(); v.State != screen.DataReady || v.Title != "3 pictures are ready" {
		t.Errorf("got %+v", v)
	}
}

func TestFoldersFold(t *testing.T) {
	b := open(t)
	dir := pictures(t, 2)
	b.drop(dir)
	b.ready(2)
	b.data.fold(dir)
	if v := b.data.screen.View(); len(v.Folders) != 1 || v.Folders[0].Fold != widget.Folded {
		t.Errorf("folded: %+v", v.Folders)
	}
	b.data.fold(dir)
	b.data.showFolder(filepath.Join(dir, "sub"))
	if v := b.data.screen.View(); len(v.Folders) != 2 || !v.Folders[1].Chosen || len(b.data.files) != 2 {
		t.Errorf("unfolded: %+v", v.Folders)
	}
}

func TestWhatCannotBeUsedSaysWhy(t *testing.T) {
	b := open(t)
	dir := pictures(t, 2)
	if err := os.WriteFile(filepath.Join(dir, "broken.jpg"), []byte("no"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.drop(dir)
	b.ready(2)
	b.data.showReason(0)
	b.data.screen.Grid().Select(0)
	v := b.data.screen.View()
	if len(b.data.files) != 1 || b.data.about(0) == "" || v.LeftOut[0].Todo == "" {
		t.Fatalf("%v, %q, %+v", b.data.files, b.data.about(0), v.LeftOut)
	}
	b.data.leaveOut() // changes nothing
	b.ready(2)
}

// many is a report of n pictures in folders of a hundred.
func many(n int) *dataset.Report {
	r := &dataset.Report{Folders: []string{filepath.FromSlash("/p")}}
	for i := range n {
		r.Files = append(r.Files, dataset.File{Path: filepath.FromSlash(fmt.Sprintf("/p/%03d/%05d.jpg", i/1000, i)), Size: 1000, Width: 96, Height: 96, Format: "jpeg"})
	}
	return r
}

// A hundred thousand pictures: nothing that happens on Fyne's goroutine takes
// more than a tenth of a second of the processor.
func TestAHundredThousandPictures(t *testing.T) {
	b := open(t)
	b.Go(dataKey)
	b.data.looked = looked{folders: []string{filepath.FromSlash("/p")}}
	a := album.New(many(100_000))
	grid := b.data.screen.Grid()
	for _, step := range []struct {
		what string
		do   func()
	}{
		{"the first pass", func() { b.data.scanned(a, nil, false) }},
		{"the second pass", func() { b.data.scanned(a, nil, true) }},
		{"a folder", func() { b.data.showFolder(filepath.FromSlash("/p/050")) }},
		{"all again", func() { b.data.showFilter(filterAll) }},
		{"folding", func() { b.data.fold(filepath.FromSlash("/p")) }},
		{"one picture", func() { grid.Select(99) }},
		{"leaving it out", b.data.leaveOut},
		{"taking it back", b.undoLast},
		{"the last picture", func() { grid.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd}) }},
	} {
		took := spent(step.do)
		t.Logf("%s: %v", step.what, took)
		if took > callbackLimit {
			t.Errorf("%s takes %v", step.what, took)
		}
	}
	if n := b.data.count(); n != 100_000 || grid.InSight() > 200 {
		t.Errorf("%d pictures, %d tiles", n, grid.InSight())
	}
}

// An error on Data stays through what the program finds out meanwhile, and goes
// when the person says so.
func TestErrorIsDismissed(t *testing.T) {
	b := ready(t)
	b.drop("/gone")
	b.data.refresh(false)
	if v := b.data.screen.View(); !strings.Contains(v.Trouble, "“gone” cannot be read") {
		t.Fatalf("it says %q", v.Trouble)
	}
	labels := ""
	for _, o := range test.LaidOutObjects(b.data.screen.Content()) {
		if button, is := o.(*widget.Button); is {
			labels += button.Label() + " "
			if button.Label() == "Dismiss" {
				button.Tapped(nil)
			}
		}
	}
	if !strings.Contains(labels, "Choose a folder… Dismiss") {
		t.Errorf("the buttons are %s", labels)
	}
	if v := b.data.screen.View(); v.Trouble != "" || v.State != screen.DataReady {
		t.Errorf("dismissed it still says %q", v.Trouble)
	}
}

// A folder without pictures that is added beside others is told as such.
func TestAddedFolderWithoutPictures(t *testing.T) {
	b := ready(t)
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	b.drop(empty)
	b.until("the pictures", func() bool { return b.data.checked })
	if v := b.data.screen.View(); v.Trouble != "No pictures in “empty”." || v.Title != "12 pictures are ready" {
		t.Errorf("it says %q under %q", v.Trouble, v.Title)
	}
}

// The toast stands above the bottom bar, and moves as that comes and goes.
func TestToastAboveTheBottomBar(t *testing.T) {
	b := ready(t)
	b.toast("Something happened.", nil)
	foot := func() (y float32) {
		for _, o := range test.LaidOutObjects(b.layer) {
			if toast, is := o.(*widget.Toast); is {
				y = toast.Position().Y + toast.Size().Height
			}
		}
		return y
	}
	before := foot()
	b.data.screen.Grid().Select(1)
	if lifted := before - foot(); lifted != 52 {
		t.Errorf("lifted by %v, want 52", lifted)
	}
	b.Go(modelKey)
	if got := foot(); got != before {
		t.Errorf("on Model it ends at %v, want %v", got, before)
	}
}

// In one tree the icon of a folder that folds stands under that of one that does
// not, at any depth.
func TestFoldersOfOneLevelStandInLine(t *testing.T) {
	root := &album.Folder{Name: "r", Path: "/r", Subs: []*album.Folder{
		{Name: "a", Path: "/r/a", Subs: []*album.Folder{{Name: "x", Path: "/r/a/x"}}}, {Name: "b", Path: "/r/b"}}}
	b := open(t)
	b.data.shown = map[string]bool{"/r/a": true}
	var at []int
	for _, row := range b.data.folderRows(&album.Album{Roots: []*album.Folder{root}}) {
		x := row.Indent
		if row.Fold != widget.NoFold {
			x += foldRoom
		}
		at = append(at, x-foldRoom)
	}
	if want := []int{0, 16, 32, 16}; !slices.Equal(at, want) {
		t.Errorf("icons at %v, want %v", at, want)
	}
}

// Other pictures instead of those that were there: with undo these come back, with
// what was left out, and are looked at to the end.
func TestInsteadHasAWayBack(t *testing.T) {
	b := open(t)
	first, second := pictures(t, 4), filepath.Join(t.TempDir(), "winter")
	if err := os.Rename(pictures(t, 7), second); err != nil {
		t.Fatal(err)
	}
	b.drop(first)
	b.until("the pictures", func() bool { return b.data.checked })
	b.data.screen.Grid().Select(1)
	b.data.leaveOut()
	b.data.open([]string{second})
	b.until("other pictures", func() bool { return b.data.album != nil })
	if want := "“winter” is shown instead of “holiday”."; b.layer.ToastWords() != want || b.data.count() != 7 {
		t.Fatalf("%d pictures; it says %q, want %q", b.data.count(), b.layer.ToastWords(), want)
	}
	b.undoLast()
	b.until("the first pictures", func() bool { return b.data.checked && !b.data.closer.running })
	if v := b.data.screen.View(); b.data.count() != 3 || v.Title != "3 pictures are ready" || b.data.folders[0] != first {
		t.Errorf("%d pictures of %v; it says %q", b.data.count(), b.data.folders, v.Title)
	}
}

// While a folder is added and looked through, the pictures that are shown stay where they
// are; while one is taken off, those of the others do.
func TestTilesStayWhileAFolderIsAdded(t *testing.T) {
	b := open(t)
	first := pictures(t, 6)
	b.drop(first)
	b.ready(6)
	b.until("the thumbnails", func() bool { return b.pending() == 0 })
	grid := b.data.screen.Grid()
	paths := func() (all []string) {
		for _, f := range b.data.files {
			all = append(all, f.Path)
		}
		return all
	}
	before, changed := paths(), ""
	stays := func() {
		if got := paths(); len(got) < 6 || !slices.Equal(got[:6], before) {
			changed = fmt.Sprintf("%d pictures are listed", len(got))
		}
		for i := range before {
			if grid.Shown()[i] == nil {
				changed = fmt.Sprintf("tile %d is empty", i)
			}
		}
	}
	second := classFolder(t, 20, "zebras")
	b.data.join([]string{second})
	b.until("the scan", func() bool { return b.data.view.State == screen.DataScanning })
	stays()
	b.until("all", func() bool { stays(); return b.data.checked })
	if b.ready(26); changed != "" {
		t.Errorf("while a folder was added %s", changed)
	}
	b.data.remove(second)
	if stays(); len(b.data.files) != 6 || changed != "" {
		t.Errorf("while a folder is taken off, %d pictures are shown: %s", len(b.data.files), changed)
	}
	b.ready(6)
	b.data.open([]string{second})
	if len(b.data.files) != 0 {
		t.Errorf("while another folder is opened, %d pictures of the one before are shown", len(b.data.files))
	}
	b.ready(20)
}
