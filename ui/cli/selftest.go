package cli

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"maestudio/core/selftest"
)

func (a *app) selftest() *cobra.Command {
	o := selftest.Options{Kills: 5, Device: "cpu"}
	c := &cobra.Command{
		Use:     "selftest",
		Short:   "Kill a training again and again, and see that nothing is lost",
		GroupID: "machine",
		Long: `The power-cut drill: trains a small model on a few pictures of the built-in sample,
undisturbed; then once more, and kills that worker at random moments as a power cut
would, and goes on each time. The weights must be the same at the end, bit for bit.

It works in a temporary folder of its own and touches no run of yours. Exit code 0:
the same, 1: not, or it could not be found out, 130: stopped.`,
		Example: `  maestudio selftest
  maestudio selftest --kills 50`,
		Args: noArguments("it takes no arguments"),
		RunE: func(*cobra.Command, []string) error {
			if o.Kills < 1 || o.Epochs < 0 {
				return wrongUse("--kills wants a whole number of 1 or more, not %d, and --epochs one of 0 or more, not %d.", o.Kills, o.Epochs)
			}
			if o.Device != "cpu" && o.Device != "cuda" {
				return wrongUse("--device wants cpu or cuda, not %q.", o.Device)
			}
			if o.Device == "cuda" {
				if err := toCard(true); err != nil {
					return err
				}
			}
			return a.drill(o)
		},
	}
	c.Flags().IntVar(&o.Kills, "kills", 5, "`N` times that the worker is killed")
	c.Flags().StringVar(&o.Device, "device", "cpu", "`cpu|cuda`: what computes")
	c.Flags().IntVar(&o.Epochs, "epochs", 0, "`N` epochs of each training (32)")
	return c
}

func (a *app) drill(o selftest.Options) error {
	var err error
	o.Program, err = os.Executable()
	if err != nil {
		return fmt.Errorf("The program cannot tell where it is: %w", err)
	}
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	start := time.Now()
	o.Tell = func(line string) { fmt.Fprintln(a.err, line) }
	r, err := selftest.Run(ctx, o)
	switch {
	case ctx.Err() != nil:
		return stopped("The drill was stopped before its end.")
	case err != nil:
		return err
	case !r.Equal:
		return fmt.Errorf("Not the same: killed %s, %s steps end with weights of SHA-256 %.16s, undisturbed with %.16s. Tell us, with what maestudio version says",
			plural(r.Kills, "time", "times"), count(r.Steps), r.Killed, r.Alone)
	}
	fmt.Fprintf(a.out, "Passed in %s: killed %s, %s steps end with the same weights, bit for bit (SHA-256 %.16s).\n",
		span(time.Since(start)), plural(r.Kills, "time", "times"), count(r.Steps), r.Alone)
	return nil
}
