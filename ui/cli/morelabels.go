package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"maestudio/core/morelabels"
	"maestudio/core/study"
)

func (a *app) morelabels() *cobra.Command {
	var o studyOptions
	cmd := &cobra.Command{
		Use:     "morelabels --run RUN",
		Short:   "Find out whether more labelled pictures would help a classifier",
		GroupID: "train",
		Long: `Trains the classifier again on a quarter and on half of the pictures that it learned
from, with several seeds, the same settings and as many steps, judged by the same
held-out pictures, and says what twice the labels brought, with an interval: that
more would likely help, that they would help little, or that it cannot be told.
Every class keeps its share, near copies stay together, and the quarter lies within
the half. The classifiers lie in RUN/morelabels; RUN itself is the first with all.

Ctrl-C stops after the step; the same command goes on where it was.
Exit code 0: answered, 130: stopped, 2: wrong use, 1: anything else.`,
		Example: `  maestudio morelabels --run runs/flowers
  maestudio morelabels --run runs/flowers --seeds 5`,
		Args: noArguments("the classifier goes after --run"),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.runStudy(c, o, morelabels.Question, shareOf, moreLabelsFound)
		},
	}
	o.flags(cmd)
	return cmd
}

func shareOf(p study.Part) string {
	return map[string]string{morelabels.Quarter: "a quarter of the labels", morelabels.Half: "half of the labels", morelabels.All: "all labels"}[p.Way]
}

func moreLabelsFound(dir string) (f finding, err error) {
	report, err := morelabels.Look(dir)
	if err != nil || report == nil || report.Answer == nil {
		return f, err
	}
	f.Comparison, f.Answer, f.Points = report.Answer, report.Answer.Answer(), report.Points
	f.Words, f.reason = morelabels.Words(report)
	for _, p := range report.Points {
		f.rows = append(f.rows, []string{fmt.Sprintf("%.0f %%", 100*p.Share), plural(p.Labels, "picture", "pictures"),
			fmt.Sprintf("%.1f %% right", 100*p.Top1), fmt.Sprintf("%.0f to %.0f %%", 100*p.Interval.Low, 100*p.Interval.High)})
	}
	return f, nil
}
