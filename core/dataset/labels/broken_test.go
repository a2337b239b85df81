package labels

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/internal/testdata"
)

// What becomes of each file of the folder of nasty labels is what is expected of a
// sound program.
func TestBrokenTreeAsExpected(t *testing.T) {
	root := testdata.Shared(t, "data/broken/tree_classes")
	s := mustOpen(t, root, Options{})
	used, named := map[string]bool{}, map[string]bool{}
	for _, p := range s.Pictures {
		used[p.Path] = true
	}
	for _, f := range s.Findings {
		for _, p := range f.Paths {
			named[p] = true
		}
	}
	rows := expected(t)
	if len(rows) < 20 {
		t.Fatalf("only %d rows are about tree_classes", len(rows))
	}
	for path, want := range rows {
		whole := filepath.Join(filepath.Dir(root), filepath.FromSlash(path))
		class := filepath.Base(filepath.Dir(path))
		said := named[whole] || strings.Contains(s.said(), `"`+class+`"`)
		switch want {
		case "ok", "ok or warn":
			if !used[whole] {
				t.Errorf("%s is not used", path)
			}
		case "reject":
			if used[whole] || !named[whole] {
				t.Errorf("%s is not rejected, or not said to be", path)
			}
		case "skip":
			if used[whole] {
				t.Errorf("%s is used", path)
			}
		case "warn", "warn or skip":
			if !said {
				t.Errorf("%s: nothing is said about it", path)
			}
		default:
			t.Errorf("%s: the test does not know what %q means", path, want)
		}
	}
}

// expected is what EXPECTED.tsv says of classification.
func expected(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open(testdata.Shared(t, "data/broken/EXPECTED.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := map[string]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if c := strings.Split(lines.Text(), "\t"); len(c) == 4 && c[3] == "classify" {
			rows[c[0]] = c[1]
		}
	}
	return rows
}

// The sentences about it name what is wrong.
func TestBrokenTreeInWords(t *testing.T) {
	s := mustOpen(t, testdata.Shared(t, "data/broken/tree_classes"), Options{})
	want := []string{"Good_A", "classe été", "good_a", "good_b", "nested", "single"}
	if !slices.Equal(s.Classes, want) {
		t.Errorf("classes %q, want %q", s.Classes, want)
	}
	if s.Drawn {
		t.Error("the parts of train and val are not taken as they are")
	}
	if got := s.Counts()[2]; got != (Count{"good_a", 6, 3, 0}) {
		t.Errorf("good_a is %+v", got)
	}
	s.mustSay(t, NotTrained, `"unseen"`, "1 picture")
	s.mustSay(t, SameButCase, `"Good_A", "good_a"`)
	s.mustSay(t, Beside, "stray.jpg")
	s.mustSay(t, InTwoClasses, "4 pictures")
	s.mustSay(t, Unreadable, "2 pictures", "x.jpg", "y.png")
	s.mustSay(t, TinyClass, "6 classes")
	said := s.said()
	for _, w := range []string{`"all_broken" is left out: none of its 2`, `"empty_class" has no pictures`} {
		if !strings.Contains(said, w) {
			t.Errorf("nothing says %q:\n%s", w, said)
		}
	}
	if err := s.Err(); err != nil {
		t.Errorf("it cannot be trained on: %v", err)
	}
}

// The real pack reads as its README says.
func TestThings18(t *testing.T) {
	report, err := dataset.Scan(context.Background(), []string{testdata.Shared(t, "data/cls_things18")}, dataset.ScanOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := FromFolders(report, Options{})
	if err != nil {
		t.Fatal(err)
	}
	train, labels := s.Of(Train)
	val, _ := s.Of(Validation)
	if len(s.Classes) != 18 || len(train) != 1396 || len(labels) != 1396 || len(val) != 348 || s.Drawn {
		t.Errorf("%d classes, %d + %d pictures, drawn %v; want 18, 1396 + 348", len(s.Classes), len(train), len(val), s.Drawn)
	}
	if s.Findings != nil {
		t.Errorf("it is said to have faults:\n%s", s.said())
	}
}
