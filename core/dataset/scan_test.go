package dataset

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/dataset/picture"
)

func paths(r *Report, below string) (names []string) {
	for _, f := range r.Files {
		name, _ := filepath.Rel(below, f.Path)
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

func TestNames(t *testing.T) {
	for name, want := range map[string]nameClass{
		"a.jpg": pictureName, "a.JPG": pictureName, "a.JpEg": pictureName, "a.jfif": pictureName, "a.TIFF": pictureName,
		"a.tar.gz.webp": pictureName, "-rf.jpg": pictureName, "#hash.jpg": pictureName, "a.dib": pictureName,
		"a.heic": foreignName, "a.SVG": foreignName, "a.cr2": foreignName, "a.ppm": foreignName,
		".a.jpg": hiddenName, "..a.jpg": hiddenName, "._a.jpg": hiddenName, ".DS_Store": hiddenName,
		"a.jpg~": temporaryName, "a.jpg.tmp": temporaryName, "a.jpg.part": temporaryName, "a.jpg.crdownload": temporaryName,
		"#a.jpg#": temporaryName, "~$a.jpg": temporaryName,
		"a": otherName, "jpg": otherName, "a.txt": otherName, "Thumbs.db": otherName, "a.mp4": otherName, "a.": otherName,
	} {
		if got, _ := classify(name); got != want {
			t.Errorf("%s is of class %d, want %d", name, got, want)
		}
	}
}

func TestScanGoesThroughFolders(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{
		"top.jpg", "b/1.png", "b/deep/er/2.JPG", "a/3.jpeg",
		".hidden/4.png", "__MACOSX/5.png", "@eaDir/6.png", "a/.7.png",
	} {
		writePicture(t, filepath.Join(dir, name), drawing(i, 20+i, 30))
	}
	writePicture(t, filepath.Join(dir, "b", "run", "samples", "8.png"), drawing(8, 20, 30))
	writeFile(t, filepath.Join(dir, "b", "run", "run.toml"), "version = 1")
	writeFile(t, filepath.Join(dir, "a", "notes.txt"), "hello")
	writeFile(t, filepath.Join(dir, "a", "3.jpeg~"), "hello")
	writeFile(t, filepath.Join(dir, "a", "page.jpg"), "<!DOCTYPE html><html>not found</html>")
	writeFile(t, filepath.Join(dir, "a", "photo.heic"), "....ftypheic")
	r := mustScan(t, ScanOptions{}, dir)
	if got, want := paths(r, dir), []string{"a/3.jpeg", "b/1.png", "b/deep/er/2.JPG", "top.jpg"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if want := (Skipped{Hidden: 4, Temporary: 1, Other: 1, Runs: 1}); r.Skipped != want {
		t.Errorf("skipped %+v, want %+v", r.Skipped, want)
	}
	if want := []Count{{"b", 2}, {"", 1}, {"a", 1}}; !slices.Equal(r.Classes(), want) {
		t.Errorf("classes %v, want %v", r.Classes(), want)
	}
	if want := []Count{{"Not a picture", 1}, {"Unknown kind of picture", 1}}; !slices.Equal(r.Reasons(), want) {
		t.Errorf("reasons %v, want %v", r.Reasons(), want)
	}
	if f := r.Files[0]; f.Width != 23 || f.Height != 30 || f.Format != "JPEG" || f.Class != "a" || f.Size == 0 || f.ModTime.IsZero() {
		t.Errorf("file %+v", f)
	}
	if want := []SizeCount{{16, 31, 4}}; !slices.Equal(r.Sizes(), want) {
		t.Errorf("sizes %v, want %v", r.Sizes(), want)
	}
}

// What is told as it is met is what the report has in the end.
func TestScanTellsWhatItMeets(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		writePicture(t, filepath.Join(dir, string(rune('a'+i))+".png"), drawing(i, 20, 30))
	}
	writeFile(t, filepath.Join(dir, "page.jpg"), "<!DOCTYPE html><html>not found</html>")
	var found, refused []string
	r := mustScan(t, ScanOptions{Check: true,
		Found: func(f File) { found = append(found, f.Path) }, Refused: func(p Problem) { refused = append(refused, p.Path) }}, dir)
	slices.Sort(found)
	if len(found) != 3 || found[0] != r.Files[0].Path || !slices.Equal(refused, []string{r.Problems[0].Path}) {
		t.Errorf("told %v and %v", found, refused)
	}
}

func TestFoldersThatLieInEachOtherCountOnce(t *testing.T) {
	dir := t.TempDir()
	writePicture(t, filepath.Join(dir, "a", "1.png"), drawing(1, 20, 20))
	writePicture(t, filepath.Join(dir, "2.png"), drawing(2, 20, 20))
	alias := filepath.Join(t.TempDir(), "alias")
	if err := os.Symlink(dir, alias); err != nil {
		t.Skip(err)
	}
	r := mustScan(t, ScanOptions{KeepCopies: true}, filepath.Join(dir, "a"), dir, dir, alias)
	if len(r.Files) != 2 || len(r.Copies) != 2 {
		t.Errorf("found %v, copies %v", r.Files, r.Copies)
	}
}

func TestCopiesAndLinksCountOnce(t *testing.T) {
	dir := t.TempDir()
	writePicture(t, filepath.Join(dir, "b.png"), drawing(1, 20, 20))
	writePicture(t, filepath.Join(dir, "a.png"), drawing(1, 20, 20))
	writePicture(t, filepath.Join(dir, "other.png"), drawing(2, 20, 20))
	if err := os.Symlink("other.png", filepath.Join(dir, "link.png")); err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		o    ScanOptions
		want []string
	}{
		{ScanOptions{}, []string{"a.png", "b.png", "link.png"}},
		{ScanOptions{Check: true}, []string{"a.png", "link.png"}},
		{ScanOptions{Check: true, KeepCopies: true}, []string{"a.png", "b.png", "link.png", "other.png"}},
	} {
		r := mustScan(t, c.o, dir)
		if got := paths(r, dir); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.o, got, c.want)
		}
		if len(r.Files)+len(r.Copies) != 4 {
			t.Errorf("%+v: copies %v", c.o, r.Copies)
		}
	}
}

func TestCheckFindsWhatHeadersHide(t *testing.T) {
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole.jpg")
	writePicture(t, whole, drawing(1, 200, 200))
	text, _ := os.ReadFile(whole)
	writeFile(t, filepath.Join(dir, "half.jpg"), string(text[:len(text)/2]))
	if r := mustScan(t, ScanOptions{}, dir); len(r.Files) != 2 || r.Checked {
		t.Errorf("headers only: %+v", r)
	}
	cache := t.TempDir()
	for range 2 { // the second time from memory
		r := mustScan(t, ScanOptions{Check: true, CacheDir: cache}, dir)
		if len(r.Files) != 1 || len(r.Files[0].Hash) != 64 || !r.Checked || len(r.Problems) != 1 ||
			r.Problems[0].Kind != picture.EndsEarly || r.Problems[0].Reason != "The picture ends early" {
			t.Errorf("checked: %+v", r)
		}
	}
}

// A check that was broken off goes on where it was: what is remembered is not
// looked at again, unless the file changed.
func TestCheckRemembers(t *testing.T) {
	dir, files := folderOf(t, 6)
	cache := t.TempDir()
	first := mustScan(t, ScanOptions{Check: true, CacheDir: cache}, dir)
	l := openLedger(cache)
	defer l.close()
	for _, f := range files {
		if v, known := l.lookup(f); !known || v.err != nil || len(v.hash) != 64 {
			t.Fatalf("%s is not remembered", f.Path)
		}
	}
	f, err := os.OpenFile(filepath.Join(cache, ledgerName), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"key":"cut o`) // a crash in the middle of a line
	f.Close()
	writePicture(t, files[2].Path, drawing(50, 64, 64))
	second := mustScan(t, ScanOptions{Check: true, CacheDir: cache}, dir)
	for i, f := range second.Files {
		if same := f.Hash == first.Files[i].Hash; same != (i != 2) {
			t.Errorf("file %d: the hash stayed: %v", i, same)
		}
	}
}

func TestScanTellsHowFarItIs(t *testing.T) {
	dir, _ := folderOf(t, 12)
	var all []ScanProgress
	_, err := Scan(context.Background(), []string{dir}, ScanOptions{Check: true}, func(p ScanProgress) { all = append(all, p) })
	if err != nil || len(all) < 2 {
		t.Fatalf("%v, %d calls", err, len(all))
	}
	last := all[len(all)-1]
	if !last.Checking || last.Done != 12 || last.Total != 12 || last.Usable != 12 || last.Met != 14 || last.Path == "" {
		t.Errorf("at the end: %+v", last)
	}
}

func TestScanCanBeCancelled(t *testing.T) {
	dir, _ := folderOf(t, 4)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err := Scan(ctx, []string{dir}, ScanOptions{Check: true}, nil)
	if !errors.Is(err, context.Canceled) || r == nil || len(r.Problems) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	r, err = Scan(ctx, []string{dir}, ScanOptions{Check: true}, func(p ScanProgress) {
		if !p.Checking {
			cancel() // between the passes
		}
	})
	if !errors.Is(err, context.Canceled) || len(r.Files) != 4 || r.Checked || len(r.Problems) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestScanExplainsItself(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "only", "notes.txt")
	writeFile(t, file, "hello")
	writeFile(t, filepath.Join(dir, "broken", "a.jpg"), "")
	os.Mkdir(filepath.Join(dir, "empty"), 0o777)
	for _, c := range []struct{ dir, want string }{
		{"missing", "does not exist. Check its name, or that its disk is connected."},
		{"only/notes.txt", "is not a folder. Name the folder that the pictures are in."},
		{"empty", "it is empty. Choose a folder with JPEG, PNG, GIF, BMP, TIFF or WebP files."},
		{"only", "only files and folders of other kinds (1). Choose a folder with JPEG"},
		{"broken", "What was found there: The file is empty (1)."},
	} {
		r, err := Scan(context.Background(), []string{filepath.Join(dir, c.dir)}, ScanOptions{}, nil)
		if err == nil {
			err = r.Err()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want: %s", c.dir, err, c.want)
		}
	}
	if _, err := Scan(context.Background(), nil, ScanOptions{}, nil); err == nil {
		t.Error("no folder at all was accepted")
	}
}

func TestMinSide(t *testing.T) {
	dir := t.TempDir()
	writePicture(t, filepath.Join(dir, "a.png"), drawing(1, 300, 20))
	writePicture(t, filepath.Join(dir, "b.png"), drawing(1, 300, 7))
	r := mustScan(t, ScanOptions{}, dir)
	if len(r.Files) != 1 || r.Problems[0].Reason != "Only 300 x 7 pixels, too small to learn from" {
		t.Errorf("%+v", r)
	}
	if r := mustScan(t, ScanOptions{MinSide: 32}, dir); len(r.Files) != 0 || len(r.Problems) != 2 {
		t.Errorf("with 32: %+v", r)
	}
}

// A folder of nothing but runs says so; its lists are lists in JSON too.
func TestScanOfARun(t *testing.T) {
	dir := t.TempDir()
	for _, run := range []string{"first", "second"} {
		writePicture(t, filepath.Join(dir, run, "samples", "1.png"), drawing(1, 20, 30))
		writeFile(t, filepath.Join(dir, run, "run.toml"), "version = 1")
	}
	r := mustScan(t, ScanOptions{Check: true}, dir)
	if err := r.Err(); err == nil || !strings.Contains(err.Error(), "beside training runs") || r.Skipped.Runs != 2 {
		t.Errorf("%v, %+v", err, r.Skipped)
	}
	text, err := json.Marshal(r)
	if err != nil || strings.Contains(string(text), "null") {
		t.Errorf("%s, %v", text, err)
	}
}
