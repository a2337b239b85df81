// Package bench measures what this machine does: matrix products and whole
// training steps against its own peak, and the loader in pictures a second.
//
// The peak is measured again beside each figure, and the best of all counts, as
// the best time does for a figure: an absolute rate says little on a machine that
// does other things too, a share of the peak more.
package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"maestudio/core/run"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
)

// Options choose what is measured; the zero value measures everything.
type Options struct {
	Presets []string // of the step; nil is quick
	Threads int      // 0: all
	Only    string   // "product", "step", "loader", or "" for all
	Data    string   // a folder of pictures for the loader; "" draws some
	For     time.Duration
}

// Report is what was measured.
type Report struct {
	Family   string    `json:"family"`
	Detail   string    `json:"detail"`
	Threads  int       `json:"threads"`
	Peak     float64   `json:"peak_gflops"` // float32, all threads
	Products []Product `json:"products,omitempty"`
	Steps    []Step    `json:"steps,omitempty"`
	Loader   *Loader   `json:"loader,omitempty"`
}

// Product is the three matrix products of one layer, rows x in times in x out and
// the two of its way back.
type Product struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows"`
	In     int    `json:"in"`
	Out    int    `json:"out"`
	Output Rate   `json:"output"`
	Input  Rate   `json:"input_gradient"`
	Weight Rate   `json:"weight_gradient"`
}

// Rate is a rate and what part it is of the peak.
type Rate struct {
	GFLOPS float64 `json:"gflops"`
	Share  float64 `json:"share_of_peak"`
}

// Step is a whole training step: forward, backward and optimiser.
type Step struct {
	Preset            string  `json:"preset"`
	Batch             int     `json:"batch"`
	Milliseconds      float64 `json:"milliseconds"`
	PicturesPerSecond float64 `json:"pictures_per_second"`
	GFLOPS            float64 `json:"gflops"`
	Share             float64 `json:"share_of_peak"`
	Loss              float64 `json:"loss"`
}

// Loader is how fast batches are made, nothing waiting for them.
type Loader struct {
	Pictures int     `json:"pictures"`
	Size     int     `json:"size"`
	First    float64 `json:"first_epoch_pictures_per_second"` // decoded from files
	Cached   float64 `json:"cached_pictures_per_second"`      // from the cache
}

// Run measures. progress, which may be nil, is told what is measured next.
func Run(ctx context.Context, o Options, progress func(what string)) (*Report, error) {
	if progress == nil {
		progress = func(string) {}
	}
	if o.For == 0 {
		o.For = 2 * time.Second
	}
	if len(o.Presets) == 0 {
		o.Presets = []string{"quick"}
	}
	dev, err := cpu.Open(cpu.Options{Threads: o.Threads})
	if err != nil {
		return nil, err
	}
	defer dev.Close()
	info := dev.Info()
	r := &Report{Family: info.Family, Detail: info.Detail, Threads: info.Threads}
	r.lookAtPeak()
	parts := []struct {
		name string
		run  func() error
	}{
		{"product", func() error { return r.products(ctx, dev, o, progress) }},
		{"step", func() error { return r.steps(ctx, dev, o, progress) }},
		{"loader", func() error { return r.loader(ctx, o, progress) }},
	}
	for _, p := range parts {
		if o.Only != "" && o.Only != p.name {
			continue
		}
		if err := p.run(); err != nil {
			return nil, err
		}
	}
	r.share()
	return r, ctx.Err()
}

// lookAtPeak measures the rate of multiply-adds on registers, GFLOP/s.
func (r *Report) lookAtPeak() {
	r.Peak = max(r.Peak, cpu.MeasurePeak(r.Threads, r.Family, gpu.Float32))
}

// share compares everything with the peak.
func (r *Report) share() {
	for i := range r.Products {
		p := &r.Products[i]
		for _, rate := range []*Rate{&p.Output, &p.Input, &p.Weight} {
			rate.Share = rate.GFLOPS / r.Peak
		}
	}
	for i := range r.Steps {
		r.Steps[i].Share = r.Steps[i].GFLOPS / r.Peak
	}
}

// Check refuses options that name what there is not.
func (o Options) Check() error {
	switch o.Only {
	case "", "product", "step", "loader":
	default:
		return fmt.Errorf("There is nothing named %q to measure. It can be product, step or loader.", o.Only)
	}
	for _, p := range o.Presets {
		if _, err := run.Preset(p); err != nil {
			return err
		}
	}
	if o.Threads < 0 {
		return errors.New("The number of threads cannot be negative. 0 takes all.")
	}
	return nil
}

// best calls f until time is up, at least three times, and returns the shortest
// time: what the machine does when nothing else disturbs it.
func best(ctx context.Context, d time.Duration, f func() error) (time.Duration, error) {
	shortest := time.Duration(1<<63 - 1)
	n := 0
	for begin := time.Now(); n < 3 || time.Since(begin) < d; n++ {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		start := time.Now()
		if err := f(); err != nil {
			return 0, err
		}
		shortest = min(shortest, time.Since(start))
	}
	return shortest, nil
}

func (r Rate) String() string { return fmt.Sprintf("%.0f = %2.0f%%", r.GFLOPS, 100*r.Share) }

// String is the report as a table for a terminal.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, kernels %s, %d threads: peak %.0f GFLOP/s (float32 FMA, measured now)\n", r.Detail, r.Family, r.Threads, r.Peak)
	if len(r.Products) > 0 {
		fmt.Fprintf(&b, "\n%-34s %14s %14s %14s\n", "GFLOP/s of layers (rows x in x out)", "output", "input grad.", "weight grad.")
		for _, p := range r.Products {
			fmt.Fprintf(&b, "%-34s %15s %14s %14s\n", fmt.Sprintf("%s %dx%dx%d", p.Name, p.Rows, p.In, p.Out), p.Output, p.Input, p.Weight)
		}
	}
	if len(r.Steps) > 0 {
		fmt.Fprintf(&b, "\n%-34s %10s %9s %12s\n", "training step", "ms", "of peak", "pictures/s")
		for _, s := range r.Steps {
			fmt.Fprintf(&b, "%-34s %10.0f %8.0f%% %12.1f\n", fmt.Sprintf("%s, batch %d", s.Preset, s.Batch), s.Milliseconds, 100*s.Share, s.PicturesPerSecond)
		}
	}
	if l := r.Loader; l != nil {
		fmt.Fprintf(&b, "\n%-34s %22s %12s\n", "loader", "", "pictures/s")
		fmt.Fprintf(&b, "%-34s %22s %12.0f\n%-34s %22s %12.0f\n", fmt.Sprintf("first epoch, %d px", l.Size), "", l.First, "later epochs, from the cache", "", l.Cached)
	}
	return b.String()
}
