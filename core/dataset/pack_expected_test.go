package dataset

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
)

// expectation is a line of the pack's table.
type expectation struct{ path, want string }

func readExpected(t *testing.T, dir string) (all []expectation) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "EXPECTED.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	unescape := strings.NewReplacer(`\\`, `\`, `\t`, "\t")
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) == 4 && f[3] == "pretrain" {
			all = append(all, expectation{filepath.Join(dir, unescape.Replace(f[0])), f[1]})
		}
	}
	return all
}

// allowed tells which ends a row permits: ok, rejected, skipped.
func (e expectation) allowed() (ok, rejected, skipped bool) {
	want := " " + e.want
	any := strings.HasPrefix(e.want, "any")
	ok = any || strings.Contains(want, " ok") || strings.Contains(want, "partial")
	rejected = any || strings.Contains(want, "reject") || strings.Contains(want, " skip")
	skipped = any || strings.Contains(want, " skip")
	return ok, rejected, skipped
}

// The whole pack is read at once, with copies and without.
func TestBrokenPack(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes a picture of 100 megapixels")
	}
	dir := testdata.Shared(t, "data/broken")
	remembered := t.TempDir() // decode once
	all := mustScan(t, ScanOptions{Check: true, KeepCopies: true, CacheDir: remembered}, dir)
	once := mustScan(t, ScanOptions{Check: true, CacheDir: remembered}, dir)
	t.Run("ends as expected", func(t *testing.T) { expectPack(t, dir, all) })
	t.Run("copies count once", func(t *testing.T) { expectOnce(t, all, once) })
}

// expectPack compares a report with every row of the pack's table.
func expectPack(t *testing.T, dir string, r *Report) {
	usable, problems := map[string]bool{}, map[string]string{}
	for _, f := range r.Files {
		usable[f.Path] = true
	}
	for _, p := range r.Problems {
		problems[p.Path] = p.Reason
	}
	rows := readExpected(t, dir)
	if len(rows) < 150 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, e := range rows {
		ok, rejected, skipped := e.allowed()
		reason, isProblem := problems[e.path]
		name, _ := filepath.Rel(dir, e.path)
		switch {
		case usable[e.path] && !ok:
			t.Errorf("%s is used, expected: %s", name, e.want)
		case isProblem && !rejected:
			t.Errorf("%s is left out (%s), expected: %s", name, reason, e.want)
		case !usable[e.path] && !isProblem && !skipped:
			t.Errorf("%s is not looked at, expected: %s", name, e.want)
		case isProblem && reason == "":
			t.Errorf("%s is left out without a reason", name)
		}
	}
}

// expectOnce: 41 files of the pack are copies of one; the first by path is kept.
func expectOnce(t *testing.T, all, once *Report) {
	if len(all.Files) != len(once.Files)+len(once.Copies) || len(once.Copies) < 41 {
		t.Errorf("%d files, %d without copies, %d copies", len(all.Files), len(once.Files), len(once.Copies))
	}
	hashes, used := map[string]string{}, map[string]bool{}
	for _, f := range once.Files {
		used[f.Path] = true
		if other, twice := hashes[f.Hash]; twice {
			t.Errorf("%s and %s are the same", f.Path, other)
		}
		hashes[f.Hash] = f.Path
	}
	for _, c := range once.Copies {
		if c.Of >= c.Path || !used[c.Of] {
			t.Errorf("%s is left out as a copy of %s, which should be the first", c.Path, c.Of)
		}
	}
}
