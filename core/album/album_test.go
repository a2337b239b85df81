package album

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// report is what a scan of /p and /q might find; separators are those of the
// system.
func report(paths ...string) *dataset.Report {
	r := &dataset.Report{Folders: []string{at("/p"), at("/q")}}
	for _, p := range paths {
		r.Files = append(r.Files, dataset.File{Path: at(p)})
	}
	slices.SortFunc(r.Files, func(a, b dataset.File) int { return strings.Compare(a.Path, b.Path) })
	return r
}

func at(path string) string { return strings.ReplaceAll(path, "/", separator) }

// tree writes folders with their counts, a level two blanks deeper.
func tree(folders []*Folder, indent string) (s string) {
	for _, f := range folders {
		s += fmt.Sprintf("%s%s %d\n", indent, f.Name, f.To-f.From) + tree(f.Subs, indent+"  ")
	}
	return s
}

func TestTree(t *testing.T) {
	a := New(report("/p/1.png", "/p/a/2.png", "/p/a/deep/er/3.png", "/p/a-b/4.png", "/p/a.b/5.png", "/p/a b/6.png", "/p/z.png", "/q/猫/7.png", "/qq/8.png"))
	want := "p 7\n  a b 1\n  a-b 1\n  a.b 1\n  a 2\n    deep 1\n      er 1\nq 1\n  猫 1\n"
	if got := tree(a.Roots, ""); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestLeaveOut(t *testing.T) {
	a, left := New(report("/p/a/1", "/p/a/2", "/p/b/1", "/q/1")), &Left{}
	left.Set([]string{at("/p/a/2"), at("/q/1"), at("/q/1")}, true)
	if left.Len() != 2 || left.Below(at("/p")) != 1 || left.Below(at("/p/b")) != 0 || !left.Has(at("/q/1")) {
		t.Errorf("got %+v", left)
	}
	if n := len(a.Files("", left)); n != 2 {
		t.Errorf("%d files are left", n)
	}
	if first, last := a.Ends(left); first != at("/p/a/1") || last != at("/p/b/1") {
		t.Errorf("they go from %s to %s", first, last)
	}
	if f := a.Files(at("/p/a"), left); len(f) != 1 || f[0].Path != at("/p/a/1") {
		t.Errorf("below /p/a: %v", f)
	}
	if f := a.LeftBy(left); len(f) != 2 || f[1].Path != at("/q/1") {
		t.Errorf("left out: %v", f)
	}
	copied := left.Clone()
	left.Keep([]string{at("/p")})
	if left.Len() != 1 || copied.Len() != 2 {
		t.Errorf("after /q was taken off: %+v, the copy %+v", left, copied)
	}
	left.Set([]string{at("/p/a/2")}, false)
	if left.Len() != 0 || len(a.Files("", left)) != 4 {
		t.Errorf("after taking back: %+v", left)
	}
}

func TestReasons(t *testing.T) {
	r := report()
	r.Copies = []dataset.Copy{{Path: "c", Of: "a"}}
	r.Problems = []dataset.Problem{{Path: "1", Kind: picture.TooSmall, Reason: "Only 3 x 3 pixels"}, {Path: "2", Kind: picture.EndsEarly, Reason: "The picture ends early"},
		{Path: "3", Kind: picture.EndsEarly, Reason: "The picture ends early"}, {Path: "4", Kind: picture.TooSmall, Reason: "Only 2 x 2 pixels"}, {Path: "5", Kind: picture.TooSmall, Reason: "Only 1 x 1 pixels"}}
	got := ""
	for _, reason := range New(r).Reasons {
		got += fmt.Sprintf("%s: %s: %d %s\n", reason.Title, reason.Todo, len(reason.Files), reason.Files[0].Why)
	}
	want := "Exact copies: Kept once: 1 The same as a\nToo small to learn from: Too little to hide: 3 Only 3 x 3 pixels\nThe picture ends early: Copy these again: 2 The picture ends early\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Every kind of problem says what to do.
func TestEveryKindHasAdvice(t *testing.T) {
	for _, kind := range []picture.Kind{picture.Empty, picture.EndsEarly, picture.Damaged, picture.NotPicture, picture.Unsupported, picture.TooLarge,
		picture.TooSmall, picture.Unreadable, picture.Gone, dataset.NotAFile, dataset.Link, dataset.Folder} {
		if todo[kind] == "" {
			t.Errorf("%s has none", kind)
		}
	}
}
