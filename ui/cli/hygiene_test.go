package cli_test

import (
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// untidy makes a folder of 30 good pictures, two flat ones, one saved anew, and an
// exact copy.
func untidy(t *testing.T) string {
	t.Helper()
	dir := pictures(t, 30)
	save := func(name string, write func(f *os.File) error) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := write(f); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range []string{"flat1.png", "flat2.png"} {
		save(name, func(f *os.File) error { return png.Encode(f, image.NewGray(image.Rect(0, 0, 40, 40+i))) })
	}
	first, err := os.Open(filepath.Join(dir, "007.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	img, err := png.Decode(first)
	if err != nil {
		t.Fatal(err)
	}
	save("saved.jpg", func(f *os.File) error { return jpeg.Encode(f, img, &jpeg.Options{Quality: 80}) })
	same, err := os.ReadFile(filepath.Join(dir, "003.png"))
	if err != nil {
		t.Fatal(err)
	}
	save("same.png", func(f *os.File) error { _, err := f.Write(same); return err })
	return dir
}

// What may not be worth learning from is told, and left out when that is wanted.
func TestFindings(t *testing.T) {
	data := untidy(t)
	r := maestudio(t, "scan", data)
	for _, want := range []string{"33 pictures", "near copies 1, nearly one colour 2", "saved.jpg", "Nearly the same as " + filepath.Join(data, "007.png"),
		"1 file left out, the same as another", "to leave these out: --leave-out flat"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if strings.Contains(r.out, "not looked for") {
		t.Errorf("it looked for all:\n%s", r.out)
	}
	r = maestudio(t, "scan", "--headers", data)
	if strings.Contains(r.out, "worth a look") || strings.Contains(r.out, "copies  ") || !strings.Contains(r.out, "not looked for  damage, files that are the same, near copies, blurred, dark ") {
		t.Errorf("headers alone tell nothing of that:\n%s", r.out)
	}
	var found struct {
		Files, Copies []any
		Findings      []struct{ Kind, Path, Of, Reason string }
	}
	r = maestudio(t, "scan", "--json", "--keep-copies", data)
	if err := json.Unmarshal([]byte(r.out), &found); err != nil || len(found.Files) != 34 || len(found.Copies) != 0 || len(found.Findings) != 3 || found.Findings[0].Kind != "near" || found.Findings[0].Of == "" {
		t.Errorf("%v: %+v", err, found)
	}
	dir := filepath.Join(t.TempDir(), "run")
	if r := maestudio(t, pretrain(data, dir, "--leave-out", "near,flat", "--keep-copies", "--dry-run")...); r.code != 0 || !strings.Contains(r.out, "about 30 to learn from and 1 to judge by") {
		t.Errorf("forecast of a run that leaves pictures out: exit code %d: %s%s", r.code, r.out, r.err)
	}
	if r := maestudio(t, pretrain(data, dir, "--epochs", "1", "--leave-out", "near,flat", "--keep-copies")...); r.code != 0 || !strings.Contains(r.out, "30 pictures to learn from and 1 held out") {
		t.Fatalf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	for name, want := range map[string]string{
		"run.toml":     "leave_out = [\"near\", \"flat\"]\nkeep_copies = true\n",
		"left-out.tsv": "flat2.png\tThe picture is nearly of one colour\n",
		"report.html":  "The picture is nearly of one colour",
	} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %q is not in it, %v:\n%s", name, want, err, text[:min(2000, len(text))])
		}
	}
	if r := maestudio(t, "train", dir, "--epochs", "2"); r.code != 0 {
		t.Errorf("going on: exit code %d: %s", r.code, r.err)
	}
	fails(t, 2, "--leave-out knows near, blurred, dark, flat, odd", pretrain(data, filepath.Join(t.TempDir(), "run"), "--leave-out", "ugly")...)
	if after, err := os.ReadDir(data); err != nil || len(after) != 34 {
		t.Errorf("the folder has %d files, %v", len(after), err)
	}
}

// A run that fails has its page too.
func TestReportOfAFailedRun(t *testing.T) {
	data, dir := pictures(t, 30), filepath.Join(t.TempDir(), "run")
	if r := maestudio(t, pretrain(data, dir, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r.err)
	}
	page := filepath.Join(dir, "report.html")
	if err := os.Remove(page); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(data, data+"-gone"); err != nil {
		t.Fatal(err)
	}
	r := maestudio(t, "train", dir, "--epochs", "3")
	if r.code != 1 || !isSentence(r.err) || !strings.Contains(r.out, "report    "+page) {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), " · failed") {
		t.Errorf("the report does not tell that the run failed: %v", err)
	}
}
