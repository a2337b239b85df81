package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"maestudio/core/bench"
)

func (a *app) bench() *cobra.Command {
	var o bench.Options
	asJSON := false
	c := &cobra.Command{
		Use:     "bench",
		Short:   "Measure the step, the loader and the matrix product",
		GroupID: "machine",
		Long: `Measures how fast this machine trains: matrix products and whole training steps,
as shares of the rate at which it multiplies and adds at best, measured beside
them, and the loader in pictures a second. It takes about half a minute. Close
other programs first: what they take is missing here.`,
		Example: `  maestudio bench
  maestudio bench --preset quick --preset tiny --only step
  maestudio bench --data ~/pictures --only loader`,
		Args: noArguments("it takes no arguments"),
		RunE: func(*cobra.Command, []string) error {
			if err := o.Check(); err != nil {
				return wrongUse("%v", err)
			}
			return a.measure(o, asJSON)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&o.Presets, "preset", nil, "measure the step of this preset; may be given again (default quick)")
	f.StringVar(&o.Only, "only", "", "measure only product, step or loader")
	f.StringVar(&o.Data, "data", "", "a folder of pictures for the loader (default: some are drawn)")
	f.IntVar(&o.Threads, "threads", 0, "threads to compute with; 0 is all")
	f.BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func (a *app) measure(o bench.Options, asJSON bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r, err := bench.Run(ctx, o, func(what string) {
		if !asJSON {
			fmt.Fprintln(a.err, "measuring: "+what)
		}
	})
	if err != nil {
		return err
	}
	text := r.String()
	if asJSON {
		data, err := json.Marshal(r)
		if err != nil {
			return err
		}
		text = string(data) + "\n"
	}
	if _, err := fmt.Fprint(a.out, text); err != nil {
		return fmt.Errorf("The figures cannot be written: %w.", err)
	}
	return nil
}
