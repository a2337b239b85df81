package run

import (
	"strings"
	"testing"

	"maestudio/core/run/disk"
)

// A run that was begun with kernels which this machine lacks goes on with those
// that it has, and says so.
func TestOtherMachinesKernels(t *testing.T) {
	r := newRun(t, short, func(c *Config) { c.Device.Name = "cpu" })
	r.Config.Device.Family = "abacus"
	if err := writeConfig(disk.System{}, r.path(configFile), r.Config); err != nil {
		t.Fatal(err)
	}
	var warnings, families []string
	advance(t, r, AdvanceOptions{Events: func(e Event) {
		switch e.Event {
		case EventWarning:
			warnings = append(warnings, e.Message)
		case EventStart:
			families = append(families, e.Family)
		}
	}})
	if len(warnings) != 1 || !strings.Contains(warnings[0], "begun with abacus kernels and goes on with "+families[0]) {
		t.Errorf("warnings %q, families %q", warnings, families)
	}
}

// What is left open about the device is settled when a run is made.
func TestDeviceIsSettled(t *testing.T) {
	r := newRun(t, func(c *Config) { c.Device = DeviceConfig{} })
	d := r.Config.Device
	if d.Name != "cpu" || d.Precision != "float32" || d.Family == "" || d.Family == "auto" || d.Threads < 1 {
		t.Errorf("settled as %+v", d)
	}
}
