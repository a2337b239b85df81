package cli

import (
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/predict"
)

// Beside features each path has its line, whatever it is called.
func TestPathsKeepTheirLines(t *testing.T) {
	out := filepath.Join(t.TempDir(), "f.npy")
	table := &predict.Table{Paths: []string{"a.png", "new\nline.png"}, Features: []float32{1, 2}}
	if err := writeFeatures(out, table, 1); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out + ".txt")
	if want := "a.png\nnew\\nline.png\n"; err != nil || string(text) != want {
		t.Errorf("%q, want %q (%v)", text, want, err)
	}
}
