package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"maestudio/core/dataset"
	"maestudio/core/dataset/hygiene"
	"maestudio/core/places"
)

func (a *app) scan() *cobra.Command {
	var asJSON, headers, byClass, keepCopies bool
	cmd := &cobra.Command{
		Use:     "scan DIR...",
		Short:   "Say what is in a folder: usable pictures, problems, sizes, copies",
		GroupID: "look",
		Long: `Looks at every picture below the folders, at any depth: JPEG, PNG, GIF, BMP,
TIFF and WebP. What cannot be used is listed with the reason, and files that are
the same byte for byte count once. Hidden files and folders, backups and
unfinished downloads are passed over, and so are folders of runs, whose samples are
what a model drew; links to folders are not followed.

Every picture is decoded once, which finds damage, and looked at for what may not be
worth learning from: near copies (saved anew, in another size, a little cut off),
blurred and very dark pictures, such as are nearly of one colour, and such as are
three times as long as wide or more. Those stay among the usable ones; pretrain
--leave-out leaves them out. What was found is remembered, so a scan that was stopped
goes on where it was, and the next one of the same folder is fast.

With --labels the sub-folders are classes (those of train, val and test where the
folder has them): how many pictures each has, which classes cannot be learned, and
pictures that stand in two classes or are both trained on and held out.`,
		Example: `  maestudio scan ~/Pictures
  maestudio scan --headers ~/Pictures            fast: sizes, but no damage and no copies
  maestudio scan --labels ~/flowers              classes, and what is odd about them
  maestudio scan ~/Pictures --json | jq '.problems[].path'
  maestudio scan ~/Pictures --json | jq '.findings[] | select(.kind == "near")'`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return wrongUse("scan needs a folder: maestudio %s.", c.Use)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, dirs []string) error {
			return a.runScan(dirs, asJSON, byClass, dataset.ScanOptions{Check: !headers, KeepCopies: keepCopies, CacheDir: cacheDir()})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object with every file")
	cmd.Flags().BoolVar(&headers, "headers", false, "read only the beginning of each file")
	cmd.Flags().BoolVar(&byClass, "labels", false, "take sub-folders as classes and say what is odd about them")
	cmd.Flags().BoolVar(&keepCopies, "keep-copies", false, "let files that are the same byte for byte count each (once)")
	return cmd
}

func (a *app) runScan(dirs []string, asJSON, byClass bool, o dataset.ScanOptions) error {
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	show := a.progress(asJSON)
	start := time.Now()
	report, err := dataset.Scan(ctx, dirs, o, scanProgress(show))
	show.end()
	switch {
	case ctx.Err() != nil:
		return stopped("The scan was stopped before its end. What was looked at is remembered; the next one goes on from there.")
	case err != nil:
		return err
	case !asJSON && len(report.Files)+len(report.Problems)+len(report.Copies) == 0:
		return report.Err() // a table of zeros says nothing
	}
	whole := labelledReport{Report: report}
	if byClass {
		if whole.Labels, err = readLabels(report); err != nil {
			return err
		}
	}
	if asJSON {
		err = json.NewEncoder(a.out).Encode(whole)
	} else {
		err = a.printReport(report, time.Since(start))
	}
	if err == nil && byClass && !asJSON {
		err = a.printLabels(whole.Labels)
	}
	if err != nil {
		return err
	}
	return report.Err()
}

// copies says how many files are left out because another is the same.
func copies(n int) string {
	if n == 0 {
		return "none"
	}
	return plural(n, "file", "files") + " left out, the same as another"
}

func scanProgress(show progress) func(dataset.ScanProgress) {
	return func(p dataset.ScanProgress) {
		if p.Checking {
			show.looking("checking picture", p.Done, p.Total, checkRate(p))
		} else {
			show.looking("looking for pictures:", p.Usable, 0)
		}
	}
}

// checkRate says how fast pictures are checked and how long that will take.
func checkRate(p dataset.ScanProgress) string {
	if p.Rate == 0 {
		return ""
	}
	return fmt.Sprintf(", %s a second, %s left", threeDigits(p.Rate), span(p.Left))
}

// cacheDir is where what can be computed again is kept, or "" for nowhere.
func cacheDir() string {
	p, _ := places.Find()
	return p.Cache
}

// pictureCache is where training keeps decoded pictures and how many bytes they
// may take, 0 for the usual. The window says it in the environment.
func pictureCache() (dir string, limit int64) {
	if gb, err := strconv.Atoi(os.Getenv("MAESTUDIO_CACHE_GB")); err == nil && gb > 0 {
		limit = int64(gb) * 1e9
	}
	if dir = os.Getenv("MAESTUDIO_CACHE"); filepath.IsAbs(dir) {
		return dir, limit
	}
	return cacheDir(), limit
}

func (a *app) printReport(r *dataset.Report, took time.Duration) error {
	var folders []string
	for _, f := range r.Folders {
		folders = append(folders, printable(f))
	}
	s, t := r.Skipped, newTable(a.out)
	t.row("folders", strings.Join(folders, ", "))
	t.row("usable", fmt.Sprintf("%s, %s (looked at in %s)", plural(len(r.Files), "picture", "pictures"), size(r.Bytes()), span(took)))
	t.row("formats", listed(r.Formats(), "none"))
	t.row("short sides", sides(r))
	if classes := r.Classes(); len(classes) > 1 {
		t.row("sub-folders", listed(classes, "beside them"))
	}
	if r.Checked {
		t.row("copies", copies(len(r.Copies)))
	}
	t.row("problems", plural(len(r.Problems), "file", "files"))
	if r.Checked {
		t.row("worth a look", found(r))
	} else {
		t.row("not looked for", "damage, files that are the same, near copies, blurred, dark and nearly flat pictures: run it without --headers")
	}
	t.row("passed over", fmt.Sprintf("%s hidden, %s temporary, %s of other kinds, %s", count(s.Hidden), count(s.Temporary), count(s.Other), plural(s.Runs, "training run", "training runs")))
	if err := t.end(); err != nil {
		return err
	}
	if err := a.printProblems(r); err != nil {
		return err
	}
	return a.printFindings(r)
}

// perKind is how many files of each kind of problem are named.
const perKind = 5

func (a *app) printProblems(r *dataset.Report) error {
	byKind := map[dataset.Kind][]dataset.Problem{}
	for _, p := range r.Problems {
		byKind[p.Kind] = append(byKind[p.Kind], p)
	}
	for _, kind := range longestFirst(byKind) {
		problems := byKind[kind]
		t := newTable(a.out)
		t.row()
		for _, p := range problems[:min(perKind, len(problems))] {
			t.row(printable(p.Path), p.Reason)
		}
		if more := len(problems) - perKind; more > 0 {
			t.row(fmt.Sprintf("and %s more of this kind; --json lists them all", count(more)))
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	return nil
}

// found counts what may not be worth learning from.
func found(r *dataset.Report) string {
	var kinds []dataset.Count
	for _, k := range hygiene.Kinds {
		if n := len(r.Found(k)); n > 0 {
			kinds = append(kinds, dataset.Count{Name: strings.ToLower(k.Title()), Count: n})
		}
	}
	return listed(kinds, "")
}

// printFindings names some pictures of each kind.
func (a *app) printFindings(r *dataset.Report) error {
	for _, k := range hygiene.Kinds {
		all := r.Found(k)
		if len(all) == 0 {
			continue
		}
		t := newTable(a.out)
		t.row()
		for _, f := range all[:min(perKind, len(all))] {
			t.row(printable(f.Path), f.Reason)
		}
		if more := len(all) - perKind; more > 0 {
			t.row(fmt.Sprintf("and %s more of this kind; --json lists them all", count(more)))
		}
		t.row("to leave these out: --leave-out " + string(k))
		if err := t.end(); err != nil {
			return err
		}
	}
	return nil
}

// mostListed is how many names a list in a row has.
const mostListed = 8

// listed writes counts as "jpeg 120, png 3".
func listed(counts []dataset.Count, unnamed string) string {
	var parts []string
	for i, c := range counts {
		if i == mostListed {
			parts = append(parts, fmt.Sprintf("and %s more", count(len(counts)-mostListed)))
			break
		}
		name := printable(c.Name)
		if c.Name == "" {
			name = unnamed
		}
		parts = append(parts, name+" "+count(c.Count))
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

func sides(r *dataset.Report) string {
	var parts []string
	for _, s := range r.Sizes() {
		if s.To == 0 {
			parts = append(parts, fmt.Sprintf("from %d px: %s", s.From, count(s.Count)))
		} else {
			parts = append(parts, fmt.Sprintf("%d-%d px: %s", s.From, s.To, count(s.Count)))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// printable is a path as it can be shown: one with control characters or bytes
// that are no text stands in quotes.
func printable(path string) string {
	odd := func(r rune) bool { return unicode.IsControl(r) }
	if !utf8.ValidString(path) || strings.ContainsFunc(path, odd) {
		return strconv.Quote(path)
	}
	return path
}
