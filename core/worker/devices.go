package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"

	"maestudio/core/machine"
)

// Devices lets the program for NVIDIA cards say what can compute here, with its measured
// speed. It takes some seconds.
func Devices(ctx context.Context) (machine.Report, error) {
	program, err := CardProgram()
	if err != nil {
		return machine.Report{}, err
	}
	said, err := exec.CommandContext(ctx, program, "devices", "--json").Output()
	if err != nil {
		return machine.Report{}, fmt.Errorf("%s devices: %w", program, err)
	}
	var r machine.Report
	if err := json.Unmarshal(said, &r); err != nil {
		return machine.Report{}, fmt.Errorf("%s devices: %w", program, err)
	}
	return r, nil
}
