package labels

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corrected opens a folder with corrections, as rows of a table have them.
func corrected(t *testing.T, dir string, o Options, rows ...string) (*Set, error) {
	t.Helper()
	table := filepath.Join(t.TempDir(), "corrections.csv")
	if err := os.WriteFile(table, []byte(strings.Join(append([]string{"file,label"}, rows...), "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	all, err := ReadCorrections(table, Base(dir))
	if err != nil {
		t.Fatal(err)
	}
	o.Corrections = all
	return Open(context.Background(), dir, o)
}

// of returns the pictures by their paths below a folder.
func (s *Set) below(dir string) map[string]Picture {
	all := map[string]Picture{}
	for _, p := range s.Pictures {
		if name, err := filepath.Rel(dir, p.Path); err == nil && filepath.IsLocal(name) {
			all[filepath.ToSlash(name)] = p
		} else {
			all[filepath.Base(p.Path)] = p
		}
	}
	return all
}

// What a person said counts instead of the folder; the part stays.
func TestCorrectionsOverrideFolders(t *testing.T) {
	pictures := classesOf("train/", 5, "a", "b")
	for path, n := range classesOf("val/", 3, "a", "b") {
		pictures[path] = n + 100
	}
	pictures["train/a/again.png"] = pictures["train/a/1.png"] // a copy is the same picture
	dir := folderOf(t, pictures)
	if err := os.Mkdir(filepath.Join(dir, "train", "new"), 0o777); err != nil {
		t.Fatal(err)
	}
	s, err := corrected(t, dir, Options{}, "train/a/1.png,b", "val/b/2.png,a", filepath.Join(dir, "train", "a", "2.png")+", new", "train/b/0.png,b", "train/a/gone.png,b")
	if err != nil {
		t.Fatal(err)
	}
	got := s.below(dir)
	for name, want := range map[string]Picture{"train/a/1.png": {Part: Train, Corrected: true, Label: 1}, "val/b/2.png": {Part: Validation, Corrected: true},
		"train/a/2.png": {Part: Train, Corrected: true, Label: 2}, "train/b/0.png": {Part: Train, Label: 1}, "train/a/0.png": {Part: Train}} {
		if p := got[name]; p.Label != want.Label || p.Part != want.Part || p.Corrected != want.Corrected || p.Class != s.Classes[want.Label] {
			t.Errorf("%s is %+v, want %+v", name, p, want)
		}
	}
	if _, there := got["train/a/again.png"]; there {
		t.Error("a copy keeps the label that was wrong")
	}
	s.mustSay(t, Missing, "corrections name 1 picture that is not there and is passed over: "+filepath.Join(dir, "train", "a", "gone.png")+". ")
	for i, want := range []Count{{"a", 3, 4, 0}, {"b", 6, 2, 0}, {"new", 1, 0, 0}} {
		if got := s.Counts()[i]; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

// Pictures from elsewhere are trained on and never held out, unless they are there
// already: then they are those.
func TestCorrectionsFromElsewhere(t *testing.T) {
	pictures := classesOf("", 10, "a", "b")
	pictures["beside.png"] = 90
	dir := folderOf(t, pictures)
	plain := mustOpen(t, dir, Options{})
	held := ""
	for name, p := range plain.below(dir) {
		if p.Part == Validation && p.Class == "a" && name > held { // the last of them
			held = name
		}
	}
	other := folderOf(t, map[string]int{"new.png": 91, "copy.png": pictures[held]})
	write(t, filepath.Join(other, "bad.png"), func(f *os.File) error { _, err := f.WriteString("no picture"); return err })
	at := func(name string) string { return filepath.Join(other, name) }
	for seed := range uint64(6) {
		before := mustOpen(t, dir, Options{Seed: seed}).below(dir)
		s, err := corrected(t, dir, Options{Seed: seed}, "beside.png,a", at("new.png")+",b", at("copy.png")+",b", at("bad.png")+",a")
		if err != nil {
			t.Fatal(err)
		}
		got := s.below(dir)
		for name, class := range map[string]string{"beside.png": "a", "new.png": "b"} {
			if p := got[name]; p.Class != class || p.Part != Train || !p.Added {
				t.Errorf("seed %d: %s is %+v", seed, name, p)
			}
		}
		if p, there := got["copy.png"]; there || got[held].Class != "b" || !got[held].Corrected {
			t.Errorf("seed %d: the copy is %+v, %s is %+v", seed, p, held, got[held])
		}
		s.mustSay(t, Unreadable, "bad.png")
		for _, f := range s.Findings {
			if f.Kind == Beside || f.Kind == Leakage || f.Kind == InTwoClasses {
				t.Errorf("seed %d: %s", seed, f.Text)
			}
		}
		moved := 0 // one may make room for the corrected picture, which is of this class now
		for name, p := range before {
			if name != held && p.Class == "b" && p.Part == Validation && got[name].Part != Validation {
				moved++
			}
		}
		if room := got[held].Part == Validation; moved > 1 || moved == 1 && !room {
			t.Errorf("seed %d: %d pictures are not held out any more; the corrected one is %+v", seed, moved, got[held])
		}
	}
}

// Of a table too.
func TestCorrectionsOverrideATable(t *testing.T) {
	dir := folderOf(t, classesOf("in/", 8, "x"))
	table := filepath.Join(dir, "labels.csv")
	write(t, table, func(f *os.File) error {
		fmt.Fprintln(f, "file,label")
		for i := range 7 {
			fmt.Fprintf(f, "in/x/%d.png,%c\n", i, 'a'+i%2)
		}
		return nil
	})
	s, err := corrected(t, table, Options{}, "in/x/0.png,b", "in/x/7.png,a")
	if err != nil {
		t.Fatal(err)
	}
	got := s.below(dir)
	if p := got["in/x/0.png"]; p.Class != "b" || !p.Corrected {
		t.Errorf("%+v", p)
	}
	if p := got["in/x/7.png"]; p.Class != "a" || !p.Added || p.Part != Train {
		t.Errorf("%+v", p)
	}
}

// A table of corrections that is none is refused whole, in one sentence that says what
// to do.
func TestBadCorrections(t *testing.T) {
	dir := folderOf(t, classesOf("", 4, "Cats", "dogs"))
	for words, want := range map[string]string{
		"":                                "nothing is in it",
		"\x89PNG\x00":                     "no text in UTF-8",
		"Cats/0.png,dogs\n":               `its columns are "Cats/0.png", "dogs"`,
		"file,label,sure\na.png,dogs,1\n": `its columns are "file", "label", "sure"`,
		"file,label\na.png\n":             "line 2: it has 1 column and needs 2",
		"file,label\n,dogs\n":             "line 2: it names no file",
		"file,label\na.png, \n":           `line 2: "a.png" has no label`,
		"file,label\na.png,\"dogs\n":      "line 2",
		"file,label\na.png,x\nb.png,x\n./a.png,y": "lines 2 and 4 say different labels of " + filepath.Join(dir, "a.png"),
	} {
		table := filepath.Join(t.TempDir(), "c.csv")
		write(t, table, func(f *os.File) error { _, err := f.WriteString(words); return err })
		all, err := ReadCorrections(table, dir)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "file,label") || all != nil {
			t.Errorf("%q: %v, %v, which does not say %q", words, all, err, want)
		}
	}
	if _, err := ReadCorrections(filepath.Join(dir, "none.csv"), dir); err == nil || !strings.Contains(err.Error(), "cannot be opened") {
		t.Errorf("of none: %v", err)
	}
	for row, want := range map[string]string{
		"Cats/0.png,cats":  `Line 2 of the corrections says "cats" of ` + filepath.Join(dir, "Cats", "0.png") + `, and the class is called "Cats"`,
		"Cats/0.png,birds": `"birds" of ` + filepath.Join(dir, "Cats", "0.png") + ", and there is no such class",
	} {
		if _, err := corrected(t, dir, Options{}, row); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", row, err)
		}
	}
}

// What is written is read again, whatever the names.
func TestCorrectionsThereAndBack(t *testing.T) {
	base := t.TempDir()
	all := []Correction{{Path: filepath.Join(base, "a, b", " \"x\".png"), Label: "été, \"1\""}, {Path: filepath.Join(filepath.Dir(base), "else.png"), Label: " spaces "}}
	var text bytes.Buffer
	if err := WriteCorrections(&text, all, base); err != nil {
		t.Fatal(err)
	}
	if words := text.String(); !strings.HasPrefix(words, "file,label\n\"a, b/ ") || !strings.Contains(words, "\n"+all[1].Path+",") {
		t.Errorf("it reads\n%s", words)
	}
	table := filepath.Join(t.TempDir(), "c.csv")
	write(t, table, func(f *os.File) error { _, err := f.Write(append([]byte("\ufeff"), text.Bytes()...)); return err })
	got, err := ReadCorrections(table, base)
	if err != nil || len(got) != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	for i, c := range got {
		if c.Path != all[i].Path || c.Label != all[i].Label {
			t.Errorf("%+v, want %+v", c, all[i])
		}
	}
	// as a spreadsheet of many countries writes it
	write(t, table, func(f *os.File) error { _, err := f.WriteString("Label;File\r\ncats;a/1.png\r\n"); return err })
	if got, err := ReadCorrections(table, base); err != nil || len(got) != 1 || got[0].Label != "cats" || got[0].Path != filepath.Join(base, "a", "1.png") {
		t.Errorf("%v, %v", got, err)
	}
}

// Saying something again takes the place of what was said, and can be undone.
func TestSay(t *testing.T) {
	all, before := Say(nil, []Correction{{Path: "/1", Label: "a"}, {Path: "/2", Label: "a"}})
	if len(all) != 2 || before[0].Label != "" {
		t.Fatalf("%v, %v", all, before)
	}
	now, before := Say(all, []Correction{{Path: "/1", Label: "b"}, {Path: "/3", Label: "c"}})
	if fmt.Sprint(now) != "[{/2 a 0} {/1 b 0} {/3 c 0}]" {
		t.Errorf("now %v", now)
	}
	if back, _ := Say(now, before); fmt.Sprint(back) != "[{/2 a 0} {/1 a 0}]" {
		t.Errorf("back %v", back)
	}
}
