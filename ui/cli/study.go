package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"maestudio/core/report"
	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/task/score"
)

// studyOptions are the flags of the verbs that answer a question by training a
// classifier again and again.
type studyOptions struct {
	run, device    string
	seeds, threads int
	manners        manners
	json           bool
}

func (o *studyOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.run, "run", "", "`RUN` folder of a classifier that is done")
	f.IntVar(&o.seeds, "seeds", 0, "`N` seeds for each way (3, or as many as were asked for last)")
	f.IntVar(&o.threads, "threads", 0, "`N` processor cores to use; changes no result (all)")
	f.StringVar(&o.device, "device", "", "`cpu|cuda`: train there, wherever the classifier was trained")
	o.manners.flags(cmd)
	f.BoolVar(&o.json, "json", false, "print the answer as one JSON object; shares are fractions of 1")
}

// runStudy finds the answer out, and prints it. way says in words how a part is trained.
func (a *app) runStudy(cmd *cobra.Command, o studyOptions, q study.Question, way func(study.Part) string, found func(dir string) (finding, error)) error {
	verb := cmd.Name()
	switch {
	case o.run == "":
		return wrongUse("%s needs a classifier: --run RUN, a run that maestudio finetune made.", verb)
	case cmd.Flags().Changed("seeds") && (o.seeds < 1 || o.seeds > 100):
		return wrongUse("--seeds wants a whole number from 1 to 100, not %d.", o.seeds)
	}
	if err := errors.Join(checkThreads(cmd, o.threads), o.manners.check(cmd), checkDevice(o.device)); err != nil {
		return err
	}
	dir, err := filepath.Abs(o.run)
	if err != nil {
		return fmt.Errorf("The folder %s cannot be found.", o.run)
	}
	if r, err := run.Open(dir); err == nil { // else it is said below what this is
		if err := onCard(r.Config, o.device); err != nil {
			return err
		}
	}
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	show := a.progress(o.json)
	defer show.end()
	err = q.Advance(ctx, dir, o.seeds, o.options(show, way))
	show.end()
	if errors.Is(err, run.ErrStopped) {
		return stopped("Stopped; nothing is lost. Go on with: maestudio %s --run %s", verb, shellWord(o.run))
	}
	if err != nil {
		return err
	}
	f, err := found(dir)
	if err == nil && f.Comparison == nil {
		err = fmt.Errorf("What was found out cannot be read in %s. Ask again.", dir)
	}
	if err != nil {
		return err
	}
	_, _ = report.Write(dir) // the page tells the answer too, which is printed in any case
	return a.printFinding(f, o.json)
}

func (o studyOptions) options(show progress, way func(study.Part) string) study.Options {
	s := study.Options{AdvanceOptions: run.AdvanceOptions{Threads: o.manners.threads(o.threads), Device: o.device}}
	cannot := o.manners.apply(&s.AdvanceOptions)
	s.Remarks = func() []error { return cannot }
	s.CacheDir, s.CacheLimit = pictureCache()
	s.Looked, s.Looking = cacheDir(), scanProgress(show)
	s.Part = func(n, of int, part study.Part) {
		show.end()
		show.say("%d of %d: %s, seed %d", n, of, way(part), part.Seed)
	}
	s.Judged = func(done, total int) { show.looking("judging: look", done, total) }
	s.Ended = func(part study.Part, top1 float64) {
		show.end()
		show.say("     %.1f %% right", 100*top1)
	}
	return s
}

// finding is an answer as --json prints it.
type finding struct {
	*score.Comparison
	Answer score.Answer `json:"answer"`
	Words  string       `json:"words"`
	Points any          `json:"points,omitempty"`
	reason string
	rows   [][]string // of a table, where there is one
}

func (a *app) printFinding(f finding, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(a.out).Encode(f)
	}
	fmt.Fprintf(a.out, "%s\n%s\n", f.Words, f.reason)
	t := newTable(a.out)
	for _, cells := range f.rows {
		t.row(cells...)
	}
	return t.end()
}
