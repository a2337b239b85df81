package main

import (
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// packages lists the module's packages: folder, import path, and every package
// that the program needs for it.
func packages(t *testing.T) (list []struct{ dir, path, deps string }) {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}\t{{.ImportPath}}\t{{join .Deps \" \"}}", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		list = append(list, struct{ dir, path, deps string }{f[0], f[1], " " + f[2] + " "})
	}
	return list
}

// Imports point down only: ui/ to core/ to gpu/.
func TestImportsPointDown(t *testing.T) {
	forbidden := []struct{ from, to, why string }{
		{"maestudio/core/", "maestudio/ui", "what the program knows must not know how it is shown"},
		{"maestudio/core/", "fyne.io/", "core/ runs headless in the worker"},
		{"maestudio/gpu", "maestudio/core", "a device knows buffers, not models"},
		{"maestudio/gpu", "maestudio/ui", "a device knows buffers, not windows"},
		{"maestudio/ui/cli", "fyne.io/", "maestudio-cli starts on a bare server"},
		{"maestudio/core/train", "maestudio/core/mae", "the loop knows nothing of the method"},
		{"maestudio/core/vit", "maestudio/core/mae", "the encoder knows nothing of masking"},
	}
	for _, p := range packages(t) {
		for _, f := range forbidden {
			if strings.HasPrefix(p.path+"/", f.from) && strings.Contains(p.deps, " "+f.to) {
				t.Errorf("%s needs something of %s, but %s", p.path, f.to, f.why)
			}
		}
	}
}

// Every package says what it is, once.
func TestPackagesHaveOneDocComment(t *testing.T) {
	for _, p := range packages(t) {
		built, err := build.ImportDir(p.dir, 0) // the files of this system and these tags
		if err != nil {
			t.Fatal(err)
		}
		var with []string
		for _, name := range slices.Concat(built.GoFiles, built.CgoFiles) {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil {
				with = append(with, name)
			}
		}
		if len(with) != 1 {
			t.Errorf("%s has %d package comments %v; it should have one", p.path, len(with), with)
		}
	}
}

// Work comes to Fyne's goroutine through one place, ui/widget/do.go.
func TestOnePlaceGivesWorkToFyne(t *testing.T) {
	places := map[string]bool{}
	err := filepath.WalkDir("ui", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "fyne.Do") { // and fyne.DoAndWait
			places[filepath.ToSlash(path)] = true
		}
		return err
	})
	if err != nil || len(places) != 1 || !places["ui/widget/do.go"] {
		t.Errorf("%v; these give work to Fyne's goroutine: %v", err, slices.Collect(maps.Keys(places)))
	}
}
