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

// Every row of the pack ends as its table says, the whole folder read at once.
func TestBrokenPackEndsAsExpected(t *testing.T) {
	dir := testdata.Shared(t, "data/broken")
	r := mustScan(t, ScanOptions{Check: true, KeepCopies: true}, dir)
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

// 41 files of the pack are copies of one; once is enough.
func TestCopiesInThePackCountOnce(t *testing.T) {
	dir := testdata.Shared(t, "data/broken")
	all := mustScan(t, ScanOptions{Check: true, KeepCopies: true}, dir)
	once := mustScan(t, ScanOptions{Check: true}, dir)
	if len(all.Files) != len(once.Files)+len(once.Copies) || len(once.Copies) < 41 {
		t.Errorf("%d files, %d without copies, %d copies", len(all.Files), len(once.Files), len(once.Copies))
	}
	hashes := map[string]string{}
	for _, f := range once.Files {
		if other, twice := hashes[f.Hash]; twice {
			t.Errorf("%s and %s are the same", f.Path, other)
		}
		hashes[f.Hash] = f.Path
	}
	for _, c := range once.Copies {
		if c.Of >= c.Path {
			t.Errorf("%s was kept and not %s, which comes first", c.Of, c.Path)
		}
	}
}
