package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/gpu/cuda/card"
	"maestudio/gpu/cuda/nvidia"
)

// chooseDevice settles what --device leaves open: auto, as it is without the flag, is a
// card where there is one and a program for it.
func chooseDevice(cmd *cobra.Command, c *run.Config) error {
	asked := "auto"
	if f := cmd.Flags().Lookup("device"); f != nil && f.Changed {
		asked = f.Value.String()
	}
	if asked == "cpu" {
		return nil
	}
	if err := toCard(asked == "cuda"); err != nil {
		return err
	}
	if nvidia.BuiltIn {
		if _, ok := card.Find().Best(); ok || asked == "cuda" {
			c.Device.Name = "cuda"
		}
	}
	return nil
}

// toCard lets the sibling do this verb where a card can compute; it then does not
// return. Where none can, must makes that an error.
func toCard(must bool) error {
	if nvidia.BuiltIn {
		return nil
	}
	found := card.Find()
	if _, ok := found.Best(); !ok {
		if must {
			return run.Errorf(run.Device, nil, "%s --device cpu computes on the processor.", found.Why)
		}
		return nil
	}
	program, err := worker.CardProgram()
	if err != nil {
		if must {
			return run.Errorf(run.Device, err, "%v", err)
		}
		return nil
	}
	return become(program)
}

// onCard does what a run that was begun on a card needs, unless it is to go on on the
// processor.
func onCard(c run.Config, device string) error {
	if c.Device.Name != "cuda" || device == "cpu" {
		return nil
	}
	err := toCard(true)
	var told *run.Error
	if errors.As(err, &told) {
		return run.Errorf(run.Device, told.Cause, "This run was begun on an NVIDIA card (%s). %s", c.Device.Family, told.Sentence)
	}
	return err
}
