package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"maestudio/core/report"
)

func (a *app) report() *cobra.Command {
	return &cobra.Command{
		Use:     "report RUN",
		Short:   "Write a run's report: one page that opens anywhere",
		GroupID: "look",
		Long: `Writes RUN/report.html, one file with everything about the run: how its error
stands beside simple guesses, the curves, samples over time, what happened, the
pictures and what was left out, all settings. It needs no network and no script.
The curves lie beside it as numbers, RUN/curves.csv.

A run that is done, was stopped or has failed has written its report already; this
writes it anew. A run may be training meanwhile.`,
		Example: `  maestudio report runs/mine`,
		Args:    oneArgument("a run folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			path, err := report.Write(args[0])
			if err == nil {
				fmt.Fprintln(a.out, path)
			}
			return err
		},
	}
}
