package run

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/run/disk"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda/card"
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
	precision := map[gpu.DType]string{gpu.Float32: "float32", gpu.BFloat16: "bf16"}[cpu.Fastest("")]
	if d.Name != "cpu" || d.Precision != precision || d.Family == "" || d.Family == "auto" || d.Threads < 1 {
		t.Errorf("settled as %+v", d)
	}
}

// A program that cannot open a card makes runs for one that can.
func TestCardIsSettled(t *testing.T) {
	for _, c := range []struct {
		capability      int
		asked, got, bad string
	}{
		{90, "auto", "bf16", ""},
		{90, "float32", "float32", ""},
		{75, "", "float32", ""},
		{75, "bf16", "", "Old card has no tensor cores"},
		{0, "auto", "", "no driver here. Use the device \"cpu\"."},
	} {
		found := card.Report{Cards: []card.Card{{Name: "Old card", Capability: c.capability}}}
		if c.capability == 0 {
			found = card.Report{Why: "There is no driver here."}
		}
		d := DeviceConfig{Name: "cuda", Precision: c.asked}
		err := d.settleCard(found)
		if c.bad != "" {
			if err == nil || !strings.Contains(err.Error(), c.bad) {
				t.Errorf("%+v: %v", c, err)
			}
			continue
		}
		if err != nil || d.Precision != c.got || d.Family != found.Cards[0].Family() || d.Threads < 1 {
			t.Errorf("%+v: settled as %+v, %v", c, d, err)
		}
	}
}

// A run in bf16 keeps the promises of one in float32: other threads, a stop and a
// checkpoint change no bit. Its bits are its own.
func TestMixedPrecision(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	made := func(precision string) *Run {
		return newRunOf(t, pictures, func(c *Config) { c.Device.Name, c.Device.Precision = "cpu", precision })
	}
	straight, resumed, exact := made("bf16"), made("bf16"), made("float32")
	advance(t, straight, AdvanceOptions{Threads: 1})
	advance(t, exact, AdvanceOptions{Threads: 1})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := Advance(ctx, resumed.Dir, AdvanceOptions{CacheDir: t.TempDir(), Threads: 2, Events: func(e Event) {
		if e.Event == EventStep && e.Step == 5 {
			cancel()
		}
	}})
	if !errors.Is(err, ErrStopped) {
		t.Fatalf("stopped: %v", err)
	}
	advance(t, resumed, AdvanceOptions{Threads: 3})
	if straight.Config.Device.Precision != "bf16" || weightsSum(t, resumed) != weightsSum(t, straight) {
		t.Errorf("precision %s: stopped and resumed it is another model", straight.Config.Device.Precision)
	}
	if weightsSum(t, exact) == weightsSum(t, straight) {
		t.Error("in float32 it is the same model")
	}
	far := losses(t, exact)
	for i, loss := range losses(t, straight) {
		if math.Abs(loss-far[i]) > .01*far[i] {
			t.Errorf("step %d: loss %v, in float32 %v", i+1, loss, far[i])
		}
	}
}
