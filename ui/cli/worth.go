package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"maestudio/core/run"
	"maestudio/core/task/score"
	"maestudio/core/worth"
)

func (a *app) worth() *cobra.Command {
	var o worthOptions
	cmd := &cobra.Command{
		Use:     "worth --run RUN",
		Short:   "Find out whether pre-training was worth it for a classifier",
		GroupID: "train",
		Long: `Trains the classifier again, from its encoder and from nothing, with several seeds,
on the same pictures with the same settings, and says how much more often those
from the encoder are right, with an interval: yes, no, or that a difference cannot
be shown. The classifiers lie in RUN/worth. Asked again with more seeds it trains
what is missing; with fewer it leaves the others out of the answer and keeps them.

Ctrl-C stops after the step; the same command goes on where it was.
Exit code 0: answered, 130: stopped, 2: wrong use, 1: anything else.`,
		Example: `  maestudio worth --run runs/flowers
  maestudio worth --run runs/flowers --seeds 5`,
		Args: noArguments("the classifier goes after --run"),
		RunE: func(c *cobra.Command, _ []string) error { return a.runWorth(c, o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.run, "run", "", "`RUN` folder of a classifier that is done")
	f.IntVar(&o.seeds, "seeds", 0, "`N` seeds for each way (3, or as many as were asked for last)")
	f.IntVar(&o.threads, "threads", 0, "`N` processor cores to use; changes no result (all)")
	f.StringVar(&o.device, "device", "", "`cpu|cuda`: train there, wherever the classifier was trained")
	o.manners.flags(cmd)
	f.BoolVar(&o.json, "json", false, "print the answer as one JSON object; shares are fractions of 1")
	return cmd
}

type worthOptions struct {
	run, device    string
	seeds, threads int
	manners        manners
	json           bool
}

func (a *app) runWorth(cmd *cobra.Command, o worthOptions) error {
	switch {
	case o.run == "":
		return wrongUse("worth needs a classifier: --run RUN, a run that maestudio finetune made.")
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
	err = worth.Advance(ctx, dir, o.seeds, o.options(show))
	show.end()
	if errors.Is(err, run.ErrStopped) {
		return stopped("Stopped; nothing is lost. Go on with: maestudio worth --run %s", shellWord(o.run))
	}
	if err != nil {
		return err
	}
	return a.printWorth(dir, o.json)
}

func (o worthOptions) options(show progress) worth.Options {
	p := worth.Options{AdvanceOptions: run.AdvanceOptions{Threads: o.manners.threads(o.threads), Device: o.device}}
	cannot := o.manners.apply(&p.AdvanceOptions)
	p.Remarks = func() []error { return cannot }
	p.CacheDir, p.CacheLimit = pictureCache()
	p.Part = func(n, of int, part worth.Part) {
		show.end()
		show.say("%d of %d: %s, seed %d", n, of, start(part), part.Seed)
	}
	p.Judged = func(done, total int) { show.looking("picture", done, total) }
	p.Ended = func(part worth.Part, top1 float64) {
		show.end()
		show.say("     %.1f %% right", 100*top1)
	}
	return p
}

func start(p worth.Part) string {
	if p.FromEncoder {
		return "from the encoder"
	}
	return "from nothing"
}

func (a *app) printWorth(dir string, asJSON bool) error {
	report, err := worth.Look(dir)
	if err != nil {
		return err
	}
	if report == nil || report.Answer == nil {
		return fmt.Errorf("What was found out cannot be read in %s. Ask again.", dir)
	}
	answer, reason := worth.Words(*report.Answer)
	if asJSON {
		return json.NewEncoder(a.out).Encode(struct {
			score.Comparison
			Answer score.Answer `json:"answer"`
			Words  string       `json:"words"`
		}{*report.Answer, report.Answer.Answer(), answer})
	}
	fmt.Fprintf(a.out, "%s\n%s\n", answer, reason)
	return nil
}
