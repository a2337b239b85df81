package bench

import (
	"fmt"
	"strings"
)

func (r Rate) String() string { return fmt.Sprintf("%.0f = %2.0f%%", r.GFLOPS, 100*r.Share) }

// String is the report as tables for a terminal.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, kernels %s, %d threads", r.Detail, r.Family, r.Threads)
	for _, p := range r.Peaks {
		fmt.Fprintf(&b, ", peak %.0f GFLOP/s %s", p.GFLOPS, p.Precision)
	}
	b.WriteString(" (measured now)\n")
	if len(r.Products) > 0 {
		fmt.Fprintf(&b, "\n%-42s %14s %14s %14s\n", "GFLOP/s of layers (rows x in x out)", "output", "input grad.", "weight grad.")
	}
	for _, p := range r.Products {
		name := fmt.Sprintf("%s %dx%dx%d, %s", p.Name, p.Rows, p.In, p.Out, p.Precision)
		fmt.Fprintf(&b, "%-42s %14s %14s %14s\n", name, p.Output, p.Input, p.Weight)
	}
	if len(r.Steps) > 0 {
		fmt.Fprintf(&b, "\n%-42s %10s %9s %12s %9s\n", "training step", "ms", "of peak", "pictures/s", "memory")
	}
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "%-42s %10.0f %8.0f%% %12.1f %9s\n", s.name(), s.Milliseconds, 100*s.Share, s.PicturesPerSecond, gigabytes(s.PeakMemory))
	}
	if len(r.Finetunes) > 0 {
		fmt.Fprintf(&b, "\n%-42s %10s %9s %12s %9s\n", "fine-tuning step", "ms", "of peak", "pictures/s", "memory")
	}
	for _, s := range r.Finetunes {
		fmt.Fprintf(&b, "%-42s %10.0f %8.0f%% %12.1f %9s\n", s.name(), s.Milliseconds, 100*s.Share, s.PicturesPerSecond, gigabytes(s.PeakMemory))
	}
	for _, s := range r.Steps {
		s.table(&b, s.name())
	}
	for _, s := range r.Finetunes {
		s.table(&b, "fine-tuning "+s.name())
	}
	if l := r.Loader; l != nil {
		fmt.Fprintf(&b, "\n%-42s %33s\n%-42s %33.0f\n%-42s %33.0f\n", "loader", "pictures/s",
			fmt.Sprintf("first epoch, %d px", l.Size), l.First, "later epochs, from the cache", l.Cached)
	}
	if l := r.Loader; l != nil && l.EndToEnd != nil {
		e := l.EndToEnd
		fmt.Fprintf(&b, "%-42s %33.1f\n%-42s %33.1f\n%-42s %33s\n", "training step alone, "+e.Preset+", "+e.Precision, e.Alone,
			"training from files, later epochs", e.Files, "  of the step alone, median (least to most)",
			fmt.Sprintf("%.3f (%.3f to %.3f)", e.Ratio, e.Least, e.Most))
	}
	if len(r.Decoding) > 0 {
		d := r.Decoding[0]
		fmt.Fprintf(&b, "\n%-42s %16s %16s\n", fmt.Sprintf("processor ms for a JPEG of %.1f megapixels", d.Megapixels), "whole", fmt.Sprintf(">= %d px", d.Kept))
		for _, d := range r.Decoding {
			fmt.Fprintf(&b, "%-42s %16.1f %16.1f\n", d.Decoder, d.Whole, d.Reduced)
		}
	}
	if r.Start > 0 {
		fmt.Fprintf(&b, "\n%-42s %31.2f s\n", "from the worker's start to its first step", r.Start)
	}
	return b.String()
}

func (s Step) name() string { return fmt.Sprintf("%s, batch %d, %s", s.Preset, s.Batch, s.Precision) }

func gigabytes(bytes int64) string {
	if bytes == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f GB", float64(bytes)/1e9)
}

// table says where a step's time goes; what takes less than half a percent is one line.
func (s Step) table(b *strings.Builder, name string) {
	if len(s.Operations) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%-42s %10s %9s %12s\n", "where the time goes: "+name, "ms", "of step", "of peak")
	small := Operation{Name: "all else"}
	for _, o := range s.Operations {
		if o.OfStep < .005 {
			small.Milliseconds, small.OfStep = small.Milliseconds+o.Milliseconds, small.OfStep+o.OfStep
			continue
		}
		o.line(b)
	}
	small.line(b)
}

func (o Operation) line(b *strings.Builder) {
	share := ""
	if o.FLOP > 0 {
		share = fmt.Sprintf("%.0f%%", 100*o.Share)
	}
	fmt.Fprintf(b, "  %-40s %10.1f %8.1f%% %12s\n", o.Name, o.Milliseconds, 100*o.OfStep, share)
}
