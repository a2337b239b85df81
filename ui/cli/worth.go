package cli

import (
	"github.com/spf13/cobra"

	"maestudio/core/study"
	"maestudio/core/worth"
)

func (a *app) worth() *cobra.Command {
	var o studyOptions
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
		RunE: func(c *cobra.Command, _ []string) error { return a.runStudy(c, o, worth.Question, start, worthFound) },
	}
	o.flags(cmd)
	return cmd
}

func start(p study.Part) string {
	if p.Way == worth.Encoder {
		return "from the encoder"
	}
	return "from nothing"
}

func worthFound(dir string) (f finding, err error) {
	report, err := worth.Look(dir)
	if err != nil || report == nil || report.Answer == nil {
		return f, err
	}
	f.Comparison, f.Answer = report.Answer, report.Answer.Answer()
	f.Words, f.reason = worth.Words(*report.Answer)
	return f, nil
}
