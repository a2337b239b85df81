package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"maestudio/core/machine"
)

func (a *app) devices() *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use:     "devices",
		Short:   "Say what can compute here, with its measured speed",
		GroupID: "machine",
		Long: `Lists what can compute on this machine. The speed is measured now: the rate at
which the processor multiplies and adds float32 numbers that it has at hand, in
GFLOP/s (thousand million floating-point operations a second), and a card likewise,
in bf16 on its tensor cores. No program can be faster than that; maestudio bench says
how near this one comes.

The fastest kernels are used. MAESTUDIO_CPU=avx2 (or another name of the list)
chooses others; a run promises the same bits only within one name.`,
		Args: noArguments("it takes no arguments"),
		RunE: func(*cobra.Command, []string) error {
			if err := toCard(false); err != nil { // the sibling can measure a card too
				return err
			}
			return a.printDevices(asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func (a *app) printDevices(asJSON bool) error {
	found, err := machine.Look()
	if err != nil {
		return err
	}
	if err := missingProgram(); err != nil {
		found.NVIDIA.Why = err.Error()
	}
	if asJSON {
		data, err := json.Marshal(found)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(a.out, "%s\n", data); err != nil {
			return fmt.Errorf("The list cannot be written: %w.", err)
		}
		return nil
	}
	t := newTable(a.out)
	t.row("cpu", found.Processor.Name+", "+plural(found.Processor.Cores, "core", "cores"))
	for _, line := range cardLines(found.NVIDIA) {
		t.row(line...)
	}
	t.row()
	t.row("kernels", "1 thread", plural(found.Processor.Cores, "thread", "threads"), "GFLOP/s, float32")
	for _, k := range found.Kernels {
		switch {
		case k.Why != "":
			t.row(k.Name, "-", "-", k.Why)
		case k.InUse:
			t.row(k.Name, threeDigits(k.One), threeDigits(k.All), "in use")
		default:
			t.row(k.Name, threeDigits(k.One), threeDigits(k.All), "")
		}
	}
	if err := t.end(); err != nil {
		return fmt.Errorf("The list cannot be written: %w.", err)
	}
	return nil
}

// cardLines are rows about the cards, or the one that says why there is none.
func cardLines(n machine.NVIDIA) (lines [][]string) {
	best, _ := n.Best()
	for _, c := range n.Cards {
		about := fmt.Sprintf("%s, %.0f GB, %s", c.Name, float64(c.Memory)/1e9, n.About())
		var rates []string
		for _, r := range n.Rates {
			if c.Index == best.Index {
				rates = append(rates, threeDigits(r.GFLOPS)+" GFLOP/s "+r.Precision)
			}
		}
		why := c.Why
		if c.Index == best.Index {
			why = n.Why // as it is, or its program is missing
		}
		lines = append(lines, []string{"cuda", strings.Join(append([]string{about}, rates...), ", "), why})
	}
	if len(n.Cards) == 0 {
		lines = [][]string{{"cuda", n.Why}}
	}
	return lines
}
