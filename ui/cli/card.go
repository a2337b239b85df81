package cli

import (
	"cmp"
	"errors"

	"github.com/spf13/cobra"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/gpu/cuda/card"
	"maestudio/gpu/cuda/nvidia"
)

// chooseDevice settles what --device leaves open: auto, as it is without the flag, is a
// card where there is one and a program for it. Where only that program is missing it says so.
func (a *app) chooseDevice(cmd *cobra.Command, c *run.Config) error {
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
	if err := missingProgram(); err != nil {
		a.warn(err)
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

// missingProgram is an error where a card could compute if the program for it were here.
func missingProgram() error {
	if _, ok := card.Find().Best(); !ok || nvidia.BuiltIn {
		return nil
	}
	_, err := worker.CardProgram()
	return err
}

// onCard does what a run needs that is to go on on a card: one that was begun there, or
// any for which --device asks for that.
func onCard(c run.Config, device string) error {
	if cmp.Or(device, c.Device.Name) != "cuda" {
		return nil
	}
	err := toCard(true)
	var told *run.Error
	if c.Device.Name == "cuda" && errors.As(err, &told) {
		return run.Errorf(run.Device, told.Cause, "This run was begun on an NVIDIA card (%s). %s", c.Device.Family, told.Sentence)
	}
	return err
}

// checkDevice refuses what is no place to go on with a run.
func checkDevice(device string) error {
	if device != "" && device != "cpu" && device != "cuda" {
		return wrongUse("--device wants cpu or cuda, not %q; without it a run goes on where it was begun.", device)
	}
	return nil
}
