package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"maestudio/core/evaluate"
	"maestudio/core/report"
)

func (a *app) report() *cobra.Command {
	judge, threads := false, 0
	cmd := &cobra.Command{
		Use:     "report RUN",
		Short:   "Write a run's report: one page that opens anywhere",
		GroupID: "look",
		Long: `Writes RUN/report.html, one file with everything about the run: how its error
stands beside simple guesses, the curves, samples over time, what happened, the
pictures and what was left out, all settings. That of a classifier says how good it
is: how many of 100 pictures it names rightly, beside what needs no fine-tuning,
what it takes for what, each class, whether its certainty can be believed, labels
that are likely wrong. The page needs no network and no script. The curves lie
beside it as numbers, RUN/curves.csv.

A run that is done, was stopped or has failed has written its report already; this
writes it anew. A run may be training meanwhile. A classifier is judged at the end
of finetune, and where the window shows its result; --judge has it judged where it
was not.`,
		Example: `  maestudio report runs/mine
  maestudio report --judge runs/flowers`,
		Args: oneArgument("a run folder"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkThreads(c, threads); err != nil {
				return err
			}
			if judge {
				if err := a.judge(args[0], threads); err != nil {
					return err
				}
			}
			path, err := report.Write(args[0])
			if err == nil {
				fmt.Fprintln(a.out, path)
			}
			return err
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&judge, "judge", false, "judge a classifier first by the pictures that its run held out")
	f.IntVar(&threads, "threads", 0, "`N` processor cores to use for that; changes no result (all)")
	return cmd
}

// judge finds out how good a classifier is, where that is not known.
func (a *app) judge(dir string, threads int) error {
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	show := a.progress(false)
	_, err := evaluate.Own(ctx, dir, threads, evaluate.Watch{Progress: func(done, total int) { show.looking("judging: look", done, total) }})
	show.end()
	return stoppedOr(ctx, err)
}
