package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"maestudio/core/bench"
)

func (a *app) bench() *cobra.Command {
	var o bench.Options
	asJSON, asMarkdown := false, false
	c := &cobra.Command{
		Use:     "bench",
		Short:   "Measure the step, the loader and the matrix product",
		GroupID: "machine",
		Long: `Measures how fast this machine trains: matrix products and whole steps of
pre-training and fine-tuning, as shares of the rate at which it multiplies and adds at best, measured beside
them; where a step's time goes; the loader in pictures a second, and training from
it; decoding of JPEG; and how soon a run makes its first step. It takes about four
minutes. Close other programs first:
what they take is missing here.`,
		Example: `  maestudio bench
  maestudio bench --preset quick --preset tiny --only step
  maestudio bench --data ~/pictures --only loader`,
		Args: noArguments("it takes no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := checkThreads(c, o.Threads); err != nil {
				return err
			}
			if err := o.Check(); err != nil {
				return wrongUse("%v", err)
			}
			if o.Device == "cuda" {
				if err := toCard(true); err != nil {
					return err
				}
			}
			return a.measure(o, asJSON, asMarkdown)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVar(&o.Presets, "preset", nil, "`NAME` of a preset to measure, may be repeated (quick, small, tiny, base)")
	f.StringVar(&o.Precision, "precision", "", "`NAME`: float32 or bf16 (both)")
	f.StringVar(&o.Device, "device", "cpu", "`cpu|cuda`: what to measure; of a card products and steps")
	f.StringVar(&o.Only, "only", "", "`WHAT` to measure: peak, product, step, finetune, loader, decoding or start (all)")
	f.StringVar(&o.Data, "data", "", "`DIR` of pictures for the loader and for decoding (some are drawn)")
	f.IntVar(&o.Threads, "threads", 0, "`N` processor cores to use (all)")
	f.BoolVar(&asJSON, "json", false, "print one JSON object")
	f.BoolVar(&asMarkdown, "markdown", false, "print tables for a document")
	return c
}

func (a *app) measure(o bench.Options, asJSON, asMarkdown bool) error {
	var err error
	if o.Program, err = os.Executable(); err != nil {
		return fmt.Errorf("The program cannot tell where it is: %w", err)
	}
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	r, err := bench.Run(ctx, o, func(what string) {
		if !asJSON {
			fmt.Fprintln(a.err, "measuring: "+what)
		}
	})
	switch {
	case ctx.Err() != nil:
		return stopped("The measurement was stopped before its end.")
	case err != nil:
		return err
	}
	text := r.String()
	if asMarkdown {
		text = r.Markdown()
	}
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
