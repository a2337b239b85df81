// Package testdata finds the files that tests need and the repository does not
// hold: image packs and numbers of the reference, in a folder shared/ beside it.
package testdata

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Shared returns the path of a file or folder below shared/. Where it is
// absent the test is skipped, except where MAESTUDIO_REQUIRE names "shared".
func Shared(t testing.TB, name string) string {
	t.Helper()
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "..", "shared", filepath.FromSlash(name))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	const message = "needs shared/%s beside the repository, which is not there"
	if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "shared") {
		t.Fatalf(message, name)
	}
	t.Skipf(message, name)
	return ""
}

func repositoryRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", os.ErrNotExist
		}
		dir = parent
	}
}
