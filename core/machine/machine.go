// Package machine says what can compute here, and how fast.
package machine

import (
	"runtime"

	"maestudio/core/run"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/card"
	"maestudio/gpu/cuda/nvidia"
)

// Report is what can compute here.
type Report struct {
	Processor Processor `json:"processor"`
	Kernels   []Kernels `json:"kernels"` // of the processor, the fastest first
	NVIDIA    NVIDIA    `json:"nvidia"`
}

// Processor is this machine's own.
type Processor struct {
	Name  string `json:"name"`
	Cores int    `json:"cores"`
}

// Kernels are a family of them, with the rate at which the processor multiplies and adds
// float32 numbers that it has at hand.
type Kernels struct {
	Name  string  `json:"name"`
	InUse bool    `json:"in_use"`
	One   float64 `json:"gflops_of_one_thread,omitempty"`
	All   float64 `json:"gflops,omitempty"`
	Why   string  `json:"why,omitempty"` // they are not available
}

// NVIDIA is the driver and its cards.
type NVIDIA struct {
	card.Report
	Rates []CardRate `json:"rates,omitempty"` // of the fastest card, in a program that computes on cards
}

// CardRate is the rate at which a card multiplies and adds what is in its registers: in
// bf16 on its tensor cores.
type CardRate struct {
	Precision string  `json:"precision"`
	GFLOPS    float64 `json:"gflops"`
}

// Look measures. It takes some seconds.
func Look() (Report, error) {
	d, err := cpu.Open(cpu.Options{})
	if err != nil {
		return Report{}, err
	}
	info := d.Info()
	if err := d.Close(); err != nil {
		return Report{}, err
	}
	r := Report{Processor: Processor{Name: info.Detail, Cores: runtime.NumCPU()}, NVIDIA: NVIDIA{Report: card.Find()}}
	for _, f := range cpu.Families() {
		k := Kernels{Name: f.Name, Why: f.Why, InUse: f.Name == info.Family}
		if f.Available {
			k.One, k.All = cpu.MeasurePeak(1, f.Name, gpu.Float32), cpu.MeasurePeak(0, f.Name, gpu.Float32)
		}
		r.Kernels = append(r.Kernels, k)
	}
	best, ok := r.NVIDIA.Best()
	if !ok || !nvidia.BuiltIn {
		return r, nil
	}
	r.NVIDIA.Rates, err = rates(best)
	return r, err
}

// rates measures a card in what it computes in.
func rates(best card.Card) (all []CardRate, err error) {
	precisions := []gpu.DType{gpu.Float32}
	if best.BFloat16() {
		precisions = append(precisions, gpu.BFloat16)
	}
	for _, p := range precisions {
		dev, err := run.OpenCard(p)
		if err != nil {
			return nil, err
		}
		rate, err := cuda.Peak(dev)
		dev.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, CardRate{Precision: map[gpu.DType]string{gpu.Float32: "float32", gpu.BFloat16: "bf16"}[p], GFLOPS: rate})
	}
	return all, nil
}
