package dataset

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/internal/testdata"
)

// What is examined one by one is what a scan says of it; what cannot be read has no look.
func TestExamineIsAsAScan(t *testing.T) {
	dir := t.TempDir()
	testdata.Classes(t, dir, 3)
	broken := filepath.Join(dir, "left", "broken.png")
	if err := os.WriteFile(broken, []byte("no picture"), 0o666); err != nil {
		t.Fatal(err)
	}
	report, err := Scan(context.Background(), []string{dir}, ScanOptions{Check: true, KeepCopies: true}, nil)
	if err != nil || len(report.Files) == 0 {
		t.Fatal(err, report)
	}
	paths := []string{broken}
	for _, f := range report.Files {
		paths = append(paths, f.Path)
	}
	got, err := Examine(context.Background(), paths)
	if err != nil || got[0] != (File{Path: broken}) {
		t.Fatalf("%+v, %v", got[0], err)
	}
	for i, want := range report.Files {
		want.Class = "" // which a path alone does not say
		if got[i+1] != want {
			t.Errorf("%+v, want %+v", got[i+1], want)
		}
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Examine(stopped, paths); err == nil {
		t.Error("it goes on after it was stopped")
	}
}
