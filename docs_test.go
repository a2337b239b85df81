package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every row of the table of faults names tests that show it, and each is where the
// row says: in a folder that it names, or in core/run.
func TestFaultsAreShown(t *testing.T) {
	text, err := os.ReadFile("docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	folder := regexp.MustCompile(`\b(?:core|ui|gpu)(?:/\w+)+`)
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) != 3 || strings.HasPrefix(line, "| what goes wrong") {
			continue
		}
		rows++
		tests := name.FindAllStringSubmatch(cells[2], -1)
		if len(tests) == 0 {
			t.Errorf("no test shows %q", cells[0])
		}
		folders := append(folder.FindAllString(cells[2], -1), "core/run")
		for _, test := range tests {
			if !slices.ContainsFunc(folders, func(dir string) bool { return hasTest(t, dir, test[1]) }) {
				t.Errorf("%s is not in %v, for %q", test[1], folders, cells[0])
			}
		}
	}
	if rows < 30 {
		t.Errorf("%d rows", rows)
	}
}

// hasTest reports whether a test is in a folder.
func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(text), "func "+name+"(")
	})
}
