package window

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/album"
)

// brokenFolder is a copy of shared/data/broken.
func brokenFolder(t *testing.T) string {
	t.Helper()
	from := filepath.Join("..", "..", "..", "shared", "data", "broken")
	if _, err := os.Stat(from); err != nil {
		if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "shared") {
			t.Fatal("needs shared/data/broken beside the repository, which is not there")
		}
		t.Skip("needs shared/data/broken beside the repository, which is not there")
	}
	dir := filepath.Join(t.TempDir(), "broken")
	if out, err := exec.Command("cp", "-r", from, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// shown is what Data shows of every file: "picture", or the reason that it is left
// out for; nothing of one that is passed over. Chips and rows are clicked through.
func (b *bench) shown() map[string]string {
	b.t.Helper()
	all := map[string]string{}
	b.data.showFilter(filterAll)
	for _, f := range b.data.files {
		all[f.Path] = "picture"
	}
	if want := number(len(b.data.files)) + " pictures are ready"; b.data.screen.View().Title != want {
		b.t.Errorf("the title is %q, want %q", b.data.screen.View().Title, want)
	}
	out := 0
	for i, row := range b.data.screen.View().LeftOut {
		b.data.showReason(i)
		if n := len(b.data.files); row.Count != number(n) || n == 0 {
			b.t.Errorf("%q says %s files, and %d are shown", row.Reason, row.Count, n)
		}
		for j, f := range b.data.files {
			if what, twice := all[f.Path]; twice {
				b.t.Errorf("%s is shown as %q and as left out: %q", f.Path, what, row.Reason)
			}
			if b.data.why[j] == "" {
				b.t.Errorf("%s has no reason of its own", f.Path)
			}
			all[f.Path] = row.Reason
		}
		out += len(b.data.files)
	}
	if v := b.data.screen.View(); v.LeftOutCount != number(out) {
		b.t.Errorf("left out %s, and the reasons have %d", v.LeftOutCount, out)
	}
	return all
}

// Every row of EXPECTED.tsv for pre-training, as the Data screen shows it.
func TestBrokenFolderAsExpected(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes a picture of 100 megapixels")
	}
	dir := brokenFolder(t)
	table, err := os.ReadFile(filepath.Join(dir, "EXPECTED.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	b := open(t)
	b.drop(dir)
	b.until("the end of the scan", func() bool { return b.data.checked })
	b.smooth("a broken folder")
	shown, rows := b.shown(), 0
	unescape := strings.NewReplacer(`\\`, `\`, `\t`, "\t")
	for line := range strings.Lines(string(table)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 || f[3] != "pretrain" {
			continue
		}
		rows++
		if what := shown[filepath.Join(dir, unescape.Replace(f[0]))]; !permits(f[1], what) {
			t.Errorf("%s is shown as %q, expected: %s", f[0], what, f[1])
		}
	}
	if rows < 150 {
		t.Errorf("only %d rows", rows)
	}
}

// permits tells whether a row's words allow what is shown. A copy of a picture is
// one that loads.
func permits(want, what string) bool {
	any, words := strings.HasPrefix(want, "any"), " "+want
	switch what {
	case "picture", album.Copies:
		return any || strings.Contains(words, " ok") || strings.Contains(words, "partial")
	case "":
		return any || strings.Contains(words, " skip")
	}
	return any || strings.Contains(words, "reject") || strings.Contains(words, " skip")
}
