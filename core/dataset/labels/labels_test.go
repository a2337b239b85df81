package labels

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/dataset"
)

// classesOf makes pictures of n different contents in each class.
func classesOf(prefix string, n int, classes ...string) map[string]int {
	all := map[string]int{}
	for c, class := range classes {
		for i := range n {
			all[fmt.Sprintf("%s%s/%d.png", prefix, class, i)] = len(prefix)*40 + c*n + i + 1
		}
	}
	return all
}

func TestFolderOfClasses(t *testing.T) {
	dir := folderOf(t, classesOf("", 5, "dog", "cat"))
	s := mustOpen(t, dir, Options{Seed: 3})
	if fmt.Sprint(s.Classes) != "[cat dog]" || !s.Drawn || s.Err() != nil {
		t.Errorf("classes %v, drawn %v, %v", s.Classes, s.Drawn, s.Err())
	}
	for _, c := range s.Counts() {
		if c.Train != 4 || c.Validation != 1 {
			t.Errorf("%+v, want 4 and 1", c)
		}
	}
	for _, p := range s.Pictures {
		if want := filepath.Base(filepath.Dir(p.Path)); s.Classes[p.Label] != want || p.Class != want {
			t.Errorf("%s is labelled %s", p.Path, s.Classes[p.Label])
		}
	}
}

// A train without a val gives some of its pictures; a test stays what it is.
func TestTrainAndTestOnly(t *testing.T) {
	pictures := classesOf("Train/", 5, "a", "b")
	for path, n := range classesOf("test/", 2, "a", "b") {
		pictures[path] = n + 100
	}
	s := mustOpen(t, folderOf(t, pictures), Options{})
	for _, c := range s.Counts() {
		if c.Train != 4 || c.Validation != 1 || c.Test != 2 {
			t.Errorf("%+v, want 4, 1 and 2", c)
		}
	}
}

// Parts without a train are no classes: what is missing is said, and what to do.
func TestPartsWithoutTrain(t *testing.T) {
	classes := func(prefixes ...string) map[string]int {
		all := map[string]int{}
		for i, prefix := range prefixes {
			for path, n := range classesOf(prefix, 4, "a", "b") {
				all[path] = n + 100*i
			}
		}
		return all
	}
	flat := classesOf("", 4, "val", "Test")
	for name, c := range map[string]struct {
		pictures map[string]int
		says     string // after the folder's path; "" where there is nothing to refuse
	}{
		"val and test":               {classes("val/", "test/"), "it has test and val to check with and no folder train, so put one beside them with a folder for each class, or give %s itself as the folder of classes."},
		"val and test, no classes":   {flat, "it has Test and val to check with and no folder train, so put one beside them"},
		"val alone":                  {classes("valid/"), "it has valid to check with and no folder train, so put one beside it"},
		"test alone":                 {classes("test/"), "it has test to check with and no folder train, so put one beside it"},
		"test beside other classes":  {classesOf("", 4, "test", "tube"), ""},
		"val and test beside others": {classesOf("", 4, "test", "val", "tube"), ""},
		"train with the others":      {classes("train/", "val/", "test/"), ""},
	} {
		dir := folderOf(t, c.pictures)
		s := mustOpen(t, dir, Options{})
		err := s.Err()
		if c.says == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		says := "There is nothing to learn from in " + dir + ": " + strings.ReplaceAll(c.says, "%s", filepath.Join(dir, "test"))
		if err == nil || !strings.Contains(err.Error(), says) || len(s.Classes) > 0 {
			t.Errorf("%s: classes %v, %v\nwhich does not say\n%s", name, s.Classes, err, says)
		}
		for _, f := range s.Findings {
			if f.Kind == NotTrained {
				t.Errorf("%s: of each class it is said once more: %s", name, f.Text)
			}
		}
	}
	dir := folderOf(t, classes("val/"))
	if err := os.Mkdir(filepath.Join(dir, "train"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := mustOpen(t, dir, Options{}).Err(); err == nil || !strings.Contains(err.Error(), "put others of each class into the part train.") {
		t.Errorf("an empty train: %v", err)
	}
}

// A folder called train among others is a class.
func TestTrainIsAClassToo(t *testing.T) {
	s := mustOpen(t, folderOf(t, classesOf("", 3, "bus", "train", "tram")), Options{})
	if fmt.Sprint(s.Classes) != "[bus train tram]" {
		t.Errorf("classes %v", s.Classes)
	}
}

// Several folders are read as one; their classes of the same name are one.
func TestSeveralFolders(t *testing.T) {
	one, other := folderOf(t, classesOf("", 3, "a", "b")), folderOf(t, classesOf("train/", 3, "b", "c"))
	report, err := dataset.Scan(context.Background(), []string{one, other}, dataset.ScanOptions{Check: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := FromFolders(report, Options{})
	if err != nil || fmt.Sprint(s.Classes) != "[a b c]" || s.Counts()[1] != (Count{"b", 5, 1, 0}) {
		t.Errorf("%v, %v, %v", s.Classes, s.Counts(), err)
	}
}

func TestOneClassNoneAndTooFew(t *testing.T) {
	for _, c := range []struct {
		pictures map[string]int
		says     string
	}{
		{classesOf("", 4, "only"), `only one class in`},
		{map[string]int{"1.png": 1, "2.png": 2}, "no labelled pictures"},
		{map[string]int{"a/1.png": 1, "b/1.png": 2}, "enough pictures to hold one out"},
	} {
		s := mustOpen(t, folderOf(t, c.pictures), Options{})
		if err := s.Err(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v, which does not say %q", c.pictures, err, c.says)
		}
	}
	if _, err := Open(context.Background(), filepath.Join(t.TempDir(), "gone"), Options{}); err == nil {
		t.Error("a folder that is not there is read")
	}
}

// Copies in one class count once, across classes and parts they are said.
func TestCopies(t *testing.T) {
	pictures := classesOf("train/", 4, "a", "b")
	for path, n := range classesOf("val/", 2, "a", "b") {
		pictures[path] = n + 100
	}
	pictures["train/a/again.png"] = pictures["train/a/0.png"] // counts once
	pictures["val/b/seen.png"] = pictures["train/b/1.png"]    // leaks
	pictures["train/b/other.png"] = pictures["train/a/2.png"] // in two classes
	dir := folderOf(t, pictures)
	s := mustOpen(t, dir, Options{})
	s.mustSay(t, Copies, "1 picture is the same")
	s.mustSay(t, Leakage, "1 of 5 pictures held out", "seen.png")
	s.mustSay(t, InTwoClasses, "2 pictures", "byte for byte: "+filepath.Join("a", "2.png")+" = "+filepath.Join("b", "other.png")+". ")
	for _, p := range s.Pictures {
		name := filepath.Base(p.Path)
		if p.Leaked != (name == "seen.png") {
			t.Errorf("%s: leaked %v", p.Path, p.Leaked)
		}
		if want := p.Path == filepath.Join(dir, "train/a/2.png") || name == "other.png"; p.Disputed != want {
			t.Errorf("%s: disputed %v", p.Path, p.Disputed)
		}
	}
}

// Near copies across given parts are leaks too, and a drawn split keeps them in one part.
func TestNearCopies(t *testing.T) {
	dir := t.TempDir()
	for i := range 12 {
		class := fmt.Sprintf("%c", 'a'+i%2)
		saveScene(t, filepath.Join(dir, "given/train", class, fmt.Sprint(i, ".png")), i)
		saveScene(t, filepath.Join(dir, "drawn", class, fmt.Sprint(i, ".png")), i)
		saveScene(t, filepath.Join(dir, "drawn", class, fmt.Sprint(i, " again.jpg")), i)
	}
	saveScene(t, filepath.Join(dir, "given/val/a/new.png"), 20)
	saveScene(t, filepath.Join(dir, "given/val/b/new.png"), 21)
	saveScene(t, filepath.Join(dir, "given/val/b/seen.jpg"), 3)
	mustOpen(t, filepath.Join(dir, "given"), Options{}).mustSay(t, Leakage, "1 of 3", filepath.Join("b", "seen.jpg"))
	for seed := range uint64(5) {
		s := mustOpen(t, filepath.Join(dir, "drawn"), Options{Seed: seed})
		parts := map[string]Part{}
		for _, p := range s.Pictures {
			scene := strings.TrimSuffix(strings.TrimSuffix(p.Path, ".png"), " again.jpg")
			if parts[scene] != "" && parts[scene] != p.Part {
				t.Errorf("seed %d: %s is in two parts", seed, scene)
			}
			parts[scene] = p.Part
		}
		if n := s.Counts()[0].Validation; n != 2 {
			t.Errorf("seed %d: %d of 12 are held out", seed, n)
		}
	}
}

func TestManyClasses(t *testing.T) {
	sizes := make([]int, 1000)
	for i := range sizes {
		sizes[i] = 5 + i%7
	}
	sizes[500] = 0
	s := made(Options{}, sizes...)
	if len(s.Classes) != 999 || s.Err() != nil {
		t.Errorf("%d classes, %v", len(s.Classes), s.Err())
	}
	s.mustSay(t, EmptyClass, "class0500")
	s.mustSay(t, TinyClass, "classes have fewer", "more")
}

func TestImbalanceIsSaid(t *testing.T) {
	s := made(Options{}, 300, 15)
	s.mustSay(t, Imbalance, "20 times", "class0000", "class0001")
	if got := s.Imbalance(); got != 20 {
		t.Errorf("imbalance %v", got)
	}
	s = made(Options{}, 40, 30)
	for _, f := range s.Findings {
		t.Errorf("%s: %s", f.Kind, f.Text)
	}
}

func TestATable(t *testing.T) {
	dir := folderOf(t, map[string]int{"in/1.png": 1, "in/2.png": 2, "in/3.png": 3, "in/4.png": 4, "in/5.png": 5, "in/6.png": 6, "in/7.png": 7})
	write(t, filepath.Join(dir, "in", "bad.png"), func(f *os.File) error { _, err := f.WriteString("no picture"); return err })
	table := filepath.Join(dir, "labels.csv")
	write(t, table, func(f *os.File) error {
		_, err := f.WriteString("\ufeffImage;Size;Class\r\n" +
			"in/1.png;9;red\r\nin\\2.png;9;red\r\n\"in/3.png\";9;red\r\nin/4.png;9;blue\r\nin/5.png;9;blue\r\nin/6.png;9;blue\r\n" +
			"in/6.png;9;red\r\nin/gone.png;9;blue\r\nin/bad.png;9;blue\r\n")
		return err
	})
	s := mustOpen(t, table, Options{})
	if fmt.Sprint(s.Classes) != "[blue red]" || s.Err() != nil {
		t.Errorf("classes %v, %v", s.Classes, s.Err())
	}
	for _, c := range s.Counts() {
		if c.Train != 2 || c.Validation != 1 {
			t.Errorf("%+v, want 2 and 1", c)
		}
	}
	s.mustSay(t, Missing, "1 picture", "gone.png")
	s.mustSay(t, Unreadable, "bad.png")
	s.mustSay(t, Twice, "6.png (lines 7 and 8)")
	s.mustSay(t, Unlabelled, "1 picture")
}

// A table's pictures may lie elsewhere; what lies beside the table is not looked at.
func TestTableOfPicturesElsewhere(t *testing.T) {
	dir := folderOf(t, map[string]int{"home/other/9.png": 9, "p/a/1.png": 1, "p/a/2.png": 2, "p/a/3.png": 3, "q/4.png": 4, "q/5.png": 5, "q/6.png": 6})
	table := filepath.Join(dir, "home", "t.csv")
	write(t, table, func(f *os.File) error {
		_, err := fmt.Fprintf(f, "../p/a/1.png,x\n../p/a/2.png,x\n../p/a/3.png,x\n%[1]s/4.png,y\n%[1]s/5.png,y\n%[1]s/6.png,y\n../gone/7.png,y\n", filepath.Join(dir, "q"))
		return err
	})
	s := mustOpen(t, table, Options{})
	if len(s.Pictures) != 6 || s.Err() != nil {
		t.Errorf("%d pictures, %v", len(s.Pictures), s.Err())
	}
	s.mustSay(t, Missing, "1 picture", "7.png")
	for _, f := range s.Findings {
		if f.Kind == Unlabelled {
			t.Errorf("%s %v", f.Text, f.Paths)
		}
	}
}

// A folder that only the row of a missing picture names is none of the table's.
func TestTableOfOneMissingPicture(t *testing.T) {
	dir := folderOf(t, map[string]int{"in/1.png": 1, "in/2.png": 2, "in/3.png": 3, "a.png": 4, "other/b.png": 5})
	table := filepath.Join(dir, "t.csv")
	for text, unlabelled := range map[string]int{"file,label\nin/1.png,x\nin/2.png,y\nnope.jpg,x\n": 1, "file,label\nnope.jpg,x\n": 0} {
		write(t, table, func(f *os.File) error { _, err := f.WriteString(text); return err })
		s, got := mustOpen(t, table, Options{}), 0
		s.mustSay(t, Missing, "1 picture", "nope.jpg")
		for _, f := range s.Findings {
			if f.Kind == Unlabelled {
				got = len(f.Paths)
			}
		}
		if got != unlabelled {
			t.Errorf("%q: %d pictures are not in the table, want %d:\n%s", text, got, unlabelled, s.said())
		}
	}
}

// A first line that names the columns otherwise is not just a picture that is not there.
func TestTableOfOtherColumns(t *testing.T) {
	dir := folderOf(t, classesOf("", 3, "a", "b"))
	table := filepath.Join(dir, "t.csv")
	const doubt = "Its first line names no picture that is there: if it names the columns, it should be file,label."
	for text, doubted := range map[string]bool{
		"pic;name\na/0.png;x\nb/0.png;y\n":            true,
		"pic;name\nnone.png;x\n":                      true,
		"file;label\nnone.png;x\na/0.png;y\n":         false,
		"a/0.png;x\nnone.png;x\nb/0.png;y\n":          false,
		"file;label\nnone.png;x\nnone either.png;y\n": false,
	} {
		write(t, table, func(f *os.File) error { _, err := f.WriteString(text); return err })
		s := mustOpen(t, table, Options{})
		if got := strings.Contains(s.finding(t, Missing).Text, doubt); got != doubted {
			t.Errorf("%q: its first line is doubted: %v\n%s", text, got, s.said())
		}
		if slices.ContainsFunc(s.Findings, func(f Finding) bool { return f.Kind == EmptyClass && strings.Contains(f.Text, `"name"`) }) {
			t.Errorf("%q: a name of a column is taken for a class:\n%s", text, s.said())
		}
	}
}

// Usual names of columns, in any order and case, are no row; what they may be called
// otherwise is no class, not even one that a correction can name.
func TestNamesOfColumns(t *testing.T) {
	dir := folderOf(t, classesOf("", 4, "a", "b"))
	table := filepath.Join(dir, "t.csv")
	rows := func(format string) (text string) {
		for i := range 8 {
			class := string("ab"[i/4])
			text += fmt.Sprintf(format+"\n", filepath.Join(class, fmt.Sprint(i%4, ".png")), class)
		}
		return text
	}
	usual, other := rows("%s,%s"), rows("%[2]s,%[1]s")
	for text, known := range map[string]bool{
		"image,class\n" + usual: true, "filename,category\n" + usual: true, "File_Name, Label\n" + usual: true, "\ufeff\"path\",\"class_name\"\n" + usual: true,
		"label,image\n" + other: true, "img,classname\n" + usual: true,
		"photo,species\n" + usual: false, "id,label\n" + usual: false,
	} {
		write(t, table, func(f *os.File) error { _, err := f.WriteString(text); return err })
		s := mustOpen(t, table, Options{})
		line, _, _ := strings.Cut(text, "\n")
		if len(s.Pictures) != 8 || fmt.Sprint(s.Classes) != "[a b]" {
			t.Errorf("%q: %d pictures of the classes %q", line, len(s.Pictures), s.Classes)
		}
		for _, f := range s.Findings {
			if f.Kind == EmptyClass || known && f.Kind == Missing {
				t.Errorf("%q: %s", line, f.Text)
			}
		}
	}
	write(t, table, func(f *os.File) error { _, err := f.WriteString("photo,species\n" + usual); return err })
	said := []Correction{{Path: filepath.Join(dir, "a", "0.png"), Label: "species"}}
	if _, err := Open(t.Context(), table, Options{Corrections: said}); err == nil || !strings.Contains(err.Error(), "there is no such class") {
		t.Errorf("a correction may name a column: %v", err)
	}
}

// Classes that differ in case are folders to be joined, or words in a table.
func TestSameButCase(t *testing.T) {
	dir := folderOf(t, classesOf("in/", 3, "a", "b"))
	table := filepath.Join(dir, "t.csv")
	write(t, table, func(f *os.File) error {
		_, err := f.WriteString("in/a/0.png,Cat\nin/a/1.png,cat\n")
		return err
	})
	mustOpen(t, table, Options{}).mustSay(t, SameButCase, "if they are one, write the same name in all rows.")
	c := newCollection(dir, Options{})
	c.class("Cat")
	c.class("cat")
	c.set().mustSay(t, SameButCase, "if they are one, move the pictures into one folder.")
}

func TestTableOfNothing(t *testing.T) {
	table := filepath.Join(t.TempDir(), "t.csv")
	for _, text := range []string{"", "file,label\n", "a.png,x\nb.png,y\n"} {
		write(t, table, func(f *os.File) error { _, err := f.WriteString(text); return err })
		if err := mustOpen(t, table, Options{}).Err(); err == nil || !strings.Contains(err.Error(), "no labelled pictures") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A table all of whose pictures are elsewhere is said to be that, and not to want class
// folders.
func TestTableOfMissingPictures(t *testing.T) {
	table := filepath.Join(t.TempDir(), "t.csv")
	write(t, table, func(f *os.File) error {
		_, err := f.WriteString("file,label\npics/a.png,red\npics/b.png,blue\n")
		return err
	})
	err := mustOpen(t, table, Options{}).Err()
	if err == nil || !strings.Contains(err.Error(), "names 2 pictures that are not there: pics/a.png, pics/b.png") || strings.Contains(err.Error(), "Make a folder") {
		t.Errorf("it says %v", err)
	}
}

// A table without rows is told what it lacks, not to have folders; its lines may end as
// they like.
func TestTableOfColumnsAlone(t *testing.T) {
	table := filepath.Join(t.TempDir(), "t.csv")
	write(t, table, func(f *os.File) error { _, err := f.WriteString("file,label\n"); return err })
	if err := mustOpen(t, table, Options{}).Err(); err == nil || !strings.Contains(err.Error(), "It needs a row for each picture: file,label.") || strings.Contains(err.Error(), "folder") {
		t.Errorf("it says %v", err)
	}
	for _, end := range []string{"\n", "\r\n", "\r"} {
		rows, headed, err := parseTable([]byte("file,label"+end+"a.png,red"+end+"b.png,blue"+end), "/t")
		if err != nil || !headed || len(rows) != 2 || rows[1].class != "blue" {
			t.Errorf("lines that end in %q: %+v, %v", end, rows, err)
		}
	}
}

func TestTablesWithoutHeaderAndWithParts(t *testing.T) {
	rows, _, err := parseTable([]byte("a.png,red\nb.png,blue\n"), "/t")
	if err != nil || len(rows) != 2 || rows[1].path != filepath.Join("/t", "b.png") || rows[1].class != "blue" {
		t.Errorf("%+v, %v", rows, err)
	}
	rows, _, err = parseTable([]byte("split\tlabel\tfile\nval\tred\ta.png\nTrain\tblue\t/b.png\n"), "/t")
	if err != nil || len(rows) != 2 || rows[0].part != Validation || rows[1].part != Train || rows[1].path != filepath.FromSlash("/b.png") {
		t.Errorf("%+v, %v", rows, err)
	}
	for text, says := range map[string]string{
		"a.png\n":                         "line 1: it has no label",
		"file,label\na.png,\n":            `line 2: "a.png" has no label`,
		"file,label,part\na.png,x,some\n": `line 2: the part is "some"`,
		"file,label\n\"a.png,x\n":         "quote",
	} {
		if _, _, err := parseTable([]byte(text), "/t"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, which does not say %q", text, err, says)
		}
	}
}
