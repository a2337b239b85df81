package main

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"testing"
)

// What a package gives to others it gives on every system, or only make dist would
// tell that the program of another system is no longer built.
func TestEverySystemHasTheSame(t *testing.T) {
	for _, p := range packages(t) {
		if p.path == "maestudio/gpu/cuda/emulate" { // for tests, where a context can be switched by hand
			continue
		}
		here := exported(t, p.dir, "linux")
		for _, system := range []string{"windows", "darwin"} {
			if there := exported(t, p.dir, system); !slices.Equal(here, there) {
				t.Errorf("%s has %v on linux and %v on %s", p.path, here, there, system)
			}
		}
	}
}

// exported lists the functions that the package in dir gives to others on a system.
func exported(t *testing.T, dir, system string) []string {
	t.Helper()
	ctx := build.Default
	ctx.GOOS, ctx.CgoEnabled = system, true
	built, err := ctx.ImportDir(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, name := range slices.Concat(built.GoFiles, built.CgoFiles) {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() {
				names[f.Name.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}
