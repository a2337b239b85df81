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
	"slices"
	"strings"
	"time"

	"maestudio/core/run"
	"maestudio/gpu"
	"maestudio/gpu/cuda/card"
)

// Options choose what is measured; the zero value measures everything.
type Options struct {
	Presets   []string // of the step; nil is quick, small, tiny and base
	Precision string   // "float32", "bf16", or "" for both
	Threads   int      // 0: all
	Device    string   // "cuda": the fastest card, its products and steps; else the processor
	Only      string   // one of parts, or "" for all
	Data      string   // a folder of pictures for the loader; "" draws some
	For       time.Duration
	Program   string // the worker, started as PROGRAM train RUN --json to see how soon it makes a step

	named  bool   // presets were asked for
	camera string // a folder of pictures to decode
}

var (
	parts   = []string{"peak", "product", "step", "finetune", "loader", "decoding", "start"}
	presets = []string{"quick", "small", "tiny", "base"}
)

// batches are smaller than those of the presets where PyTorch was measured with smaller
// ones; memory and rates can be compared with equal ones only.
var batches = map[string]int{"tiny": 32, "base": 8}

// Report is what was measured.
type Report struct {
	Family    string     `json:"family"`
	Detail    string     `json:"detail"`
	Threads   int        `json:"threads"`
	Peaks     []Peak     `json:"peaks"` // of all threads, one for each precision
	Products  []Product  `json:"products,omitempty"`
	Steps     []Step     `json:"steps,omitempty"`
	Finetunes []Step     `json:"finetuning_steps,omitempty"`
	Loader    *Loader    `json:"loader,omitempty"`
	Decoding  []Decoding `json:"decoding,omitempty"`              // of JPEG: pictures of 12 megapixels, or those that were given
	Start     float64    `json:"seconds_to_first_step,omitempty"` // of a prepared run, pictures in the cache
}

// Peak is the rate of multiply-adds on registers.
type Peak struct {
	Precision string  `json:"precision"`
	GFLOPS    float64 `json:"gflops"`
}

// Product is the three matrix products of one layer, rows x in times in x out and
// the two of its way back.
type Product struct {
	Name      string `json:"name"`
	Precision string `json:"precision"`
	Rows      int    `json:"rows"`
	In        int    `json:"in"`
	Out       int    `json:"out"`
	Output    Rate   `json:"output"`
	Input     Rate   `json:"input_gradient"`
	Weight    Rate   `json:"weight_gradient"`
}

// Rate is a rate and what part it is of the peak.
type Rate struct {
	GFLOPS float64 `json:"gflops"`
	Share  float64 `json:"share_of_peak"`
}

// Step is a whole training step: forward, backward and optimiser.
type Step struct {
	Preset            string      `json:"preset"`
	Precision         string      `json:"precision"`
	Batch             int         `json:"batch"`
	Milliseconds      float64     `json:"milliseconds"`
	PicturesPerSecond float64     `json:"pictures_per_second"`
	GFLOPS            float64     `json:"gflops"`
	Share             float64     `json:"share_of_peak"`
	Loss              float64     `json:"loss"`
	PeakMemory        int64       `json:"peak_memory,omitempty"` // bytes of the whole program; 0: not known
	Operations        []Operation `json:"operations"`            // of the fastest of some steps that were timed in parts
}

// Loader is how fast batches are made, nothing waiting for them.
type Loader struct {
	Pictures int     `json:"pictures"`
	Size     int     `json:"size"`
	First    float64 `json:"first_epoch_pictures_per_second"` // decoded from files
	Cached   float64 `json:"cached_pictures_per_second"`      // from the cache

	EndToEnd *EndToEnd `json:"end_to_end,omitempty"`
}

// Run measures. progress, which may be nil, is told what is measured next.
func Run(ctx context.Context, o Options, progress func(what string)) (*Report, error) {
	if progress == nil {
		progress = func(string) {}
	}
	if o.For == 0 {
		o.For = 2 * time.Second
	}
	o.named = len(o.Presets) > 0
	if !o.named {
		o.Presets = presets
	}
	r := &Report{}
	for _, matrix := range o.precisions() {
		if err := r.compute(ctx, matrix, o, progress); err != nil {
			return nil, err
		}
	}
	if o.Device != "cuda" && (o.wants("loader") || o.wants("decoding") || o.wants("start")) {
		if err := r.files(ctx, o, progress); err != nil {
			return nil, err
		}
	}
	r.share()
	return r, ctx.Err()
}

func (o Options) wants(part string) bool { return o.Only == "" || o.Only == part }

var precisionNames = map[gpu.DType]string{gpu.Float32: "float32", gpu.BFloat16: "bf16"}

// precisions is what was asked for, or both, but for a card that has no bf16: a processor
// without it computes it too, more slowly, and the figures say by how much.
func (o Options) precisions() (all []gpu.DType) {
	for _, matrix := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
		if o.Precision == precisionNames[matrix] || o.Precision == "" && o.has(matrix) {
			all = append(all, matrix)
		}
	}
	return all
}

func (o Options) has(matrix gpu.DType) bool {
	if o.Device != "cuda" || matrix == gpu.Float32 {
		return true
	}
	best, _ := card.Find().Best()
	return best.BFloat16()
}

// compute measures products and steps in one precision.
func (r *Report) compute(ctx context.Context, matrix gpu.DType, o Options, progress func(string)) error {
	dev, err := o.open(matrix)
	if err != nil {
		return err
	}
	defer dev.Close()
	info := dev.Info()
	r.Family, r.Detail, r.Threads = info.Family, info.Detail, info.Threads
	r.Peaks = append(r.Peaks, Peak{Precision: precisionNames[matrix]})
	if err := r.lookAtPeak(dev); err != nil {
		return err
	}
	if o.wants("product") {
		if err := r.products(ctx, dev, o, progress); err != nil {
			return err
		}
	}
	if o.wants("step") {
		if err := r.steps(ctx, dev, o, progress); err != nil {
			return err
		}
	}
	if o.wants("finetune") {
		return r.finetunes(ctx, dev, o, progress)
	}
	return nil
}

// lookAtPeak measures the peak again; the best counts.
func (r *Report) lookAtPeak(dev *computer) error {
	p := &r.Peaks[len(r.Peaks)-1]
	rate, err := dev.peak()
	p.GFLOPS = max(p.GFLOPS, rate)
	return err
}

// share compares everything with the peak of its precision.
func (r *Report) share() {
	peak := map[string]float64{}
	for _, p := range r.Peaks {
		peak[p.Precision] = p.GFLOPS
	}
	for i := range r.Products {
		p := &r.Products[i]
		for _, rate := range []*Rate{&p.Output, &p.Input, &p.Weight} {
			rate.Share = rate.GFLOPS / peak[p.Precision]
		}
	}
	for _, steps := range [][]Step{r.Steps, r.Finetunes} {
		for i := range steps {
			steps[i].share(peak[steps[i].Precision])
		}
	}
}

func (s *Step) share(peak float64) {
	s.Share = s.GFLOPS / peak
	for i := range s.Operations {
		o := &s.Operations[i]
		o.Share = o.FLOP / o.Milliseconds / 1e6 / peak
	}
}

// Check refuses options that name what there is not.
func (o Options) Check() error {
	if o.Only != "" && !slices.Contains(parts, o.Only) {
		return fmt.Errorf("There is nothing named %q to measure. It can be %s.", o.Only, strings.Join(parts, ", "))
	}
	if o.Precision != "" && o.Precision != "float32" && o.Precision != "bf16" {
		return fmt.Errorf("There is no precision %q. It can be float32 or bf16.", o.Precision)
	}
	for _, p := range o.Presets {
		if _, err := run.Preset(p); err != nil {
			return err
		}
	}
	if o.Device != "" && o.Device != "cpu" && o.Device != "cuda" {
		return fmt.Errorf("There is no device %q. It can be cpu or cuda.", o.Device)
	}
	if o.Threads < 0 {
		return errors.New("The number of threads cannot be negative. 0 takes all.")
	}
	return nil
}

// best calls f until time is up, at least three times, and returns the shortest
// time: what the machine does when nothing else disturbs it.
func best(ctx context.Context, d time.Duration, f func() error) (time.Duration, error) {
	shortest := forever
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
