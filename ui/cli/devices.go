package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda/card"
)

func (a *app) devices() *cobra.Command {
	return &cobra.Command{
		Use:     "devices",
		Short:   "Say what can compute here, with its measured speed",
		GroupID: "machine",
		Long: `Lists what can compute on this machine. The speed is measured now: the rate at
which the processor multiplies and adds float32 numbers that it has at hand, in
GFLOP/s (thousand million floating-point operations a second). No program can be
faster than that; maestudio bench says how near this one comes.

The fastest kernels are used. MAESTUDIO_CPU=avx2 (or another name of the list)
chooses others; a run promises the same bits only within one name.`,
		Args: noArguments("it takes no arguments"),
		RunE: func(*cobra.Command, []string) error { return a.printDevices() },
	}
}

func (a *app) printDevices() error {
	d, err := cpu.Open(cpu.Options{})
	if err != nil {
		return err
	}
	info := d.Info()
	if err := d.Close(); err != nil {
		return err
	}
	t := newTable(a.out)
	t.row("cpu", info.Detail+", "+plural(runtime.NumCPU(), "core", "cores"))
	found := card.Find()
	for _, c := range found.Cards {
		about := fmt.Sprintf("%s, %.0f GB, driver %s, CUDA %d.%d", c.Name, float64(c.Memory)/1e9, found.Driver, found.CUDA/1000, found.CUDA%1000/10)
		t.row("cuda", about, c.Why)
	}
	if len(found.Cards) == 0 {
		t.row("cuda", found.Why)
	}
	t.row()
	t.row("kernels", "1 thread", plural(runtime.NumCPU(), "thread", "threads"), "GFLOP/s, float32")
	for _, f := range cpu.Families() {
		if !f.Available {
			t.row(f.Name, "-", "-", f.Why)
			continue
		}
		use := ""
		if f.Name == info.Family {
			use = "in use"
		}
		t.row(f.Name, threeDigits(cpu.MeasurePeak(1, f.Name, gpu.Float32)), threeDigits(cpu.MeasurePeak(0, f.Name, gpu.Float32)), use)
	}
	if err := t.end(); err != nil {
		return fmt.Errorf("The list cannot be written: %w.", err)
	}
	return nil
}
