package handover

import (
	"os"
	"path/filepath"
	"testing"
)

func TestVerb(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want bool
	}{
		{nil, false},
		{[]string{dir}, false},
		{[]string{file}, true},
		{[]string{"scan", dir}, true},
		{[]string{"scan"}, true},
		{[]string{"--help"}, true},
		{[]string{""}, true},
	} {
		if got := Verb(c.args); got != c.want {
			t.Errorf("%q: %v", c.args, got)
		}
	}
}
