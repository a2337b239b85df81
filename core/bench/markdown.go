package bench

import (
	"fmt"
	"slices"
	"strings"
)

// Markdown is the report as tables for a document.
func (r *Report) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, kernels %s, %d threads", r.Detail, r.Family, r.Threads)
	for _, p := range r.Peaks {
		fmt.Fprintf(&b, "; peak %.0f GFLOP/s %s", p.GFLOPS, p.Precision)
	}
	b.WriteString(" (measured in the same run).\n")
	if len(r.Steps) > 0 {
		b.WriteString("\n| step: preset, batch, precision | ms | pictures/s | of the peak | peak memory | most of its time goes to |\n|---|---|---|---|---|---|\n")
	}
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "| %s | %.0f | %.1f | %.0f %% | %s | %s |\n", s.name(), s.Milliseconds, s.PicturesPerSecond, 100*s.Share, gigabytes(s.PeakMemory), s.mostly())
	}
	if len(r.Finetunes) > 0 {
		b.WriteString("\n| fine-tuning step: preset, batch, precision | ms | pictures/s | of the peak | peak memory | most of its time goes to |\n|---|---|---|---|---|---|\n")
	}
	for _, s := range r.Finetunes {
		fmt.Fprintf(&b, "| %s | %.0f | %.1f | %.0f %% | %s | %s |\n", s.name(), s.Milliseconds, s.PicturesPerSecond, 100*s.Share, gigabytes(s.PeakMemory), s.mostly())
	}
	if len(r.Products) > 0 {
		b.WriteString("\n| product: rows x in x out | output | input gradient | weight gradient |\n|---|---|---|---|\n")
	}
	for _, p := range r.Products {
		fmt.Fprintf(&b, "| %s %dx%dx%d, %s | %.0f %% | %.0f %% | %.0f %% |\n", p.Name, p.Rows, p.In, p.Out, p.Precision,
			100*p.Output.Share, 100*p.Input.Share, 100*p.Weight.Share)
	}
	r.markdownOfFiles(&b)
	return b.String()
}

// markdownOfFiles is about what reads pictures.
func (r *Report) markdownOfFiles(b *strings.Builder) {
	if r.Loader == nil && r.Decoding == nil && r.Start == 0 {
		return
	}
	b.WriteString("\n| files | |\n|---|---|\n")
	if l := r.Loader; l != nil {
		fmt.Fprintf(b, "| loader from the cache, %d px | %.0f pictures/s |\n", l.Size, l.Cached)
		if e := l.EndToEnd; e != nil {
			fmt.Fprintf(b, "| training from files, from the second epoch, to the step alone (%s, %s) | %.3f (%.3f to %.3f) |\n", e.Preset, e.Precision, e.Ratio, e.Least, e.Most)
		}
	}
	for _, d := range r.Decoding {
		fmt.Fprintf(b, "| JPEG of %.0f megapixels, %s, processor's time | %.0f ms whole, %.0f ms for %d px |\n", d.Megapixels, d.Decoder, d.Whole, d.Reduced, d.Kept)
	}
	if r.Start > 0 {
		fmt.Fprintf(b, "| worker's start to its first step | %.2f s |\n", r.Start)
	}
}

// mostly names the four kinds of operation that take most, all layers of a kind together.
func (s Step) mostly() string {
	sorted := slices.Clone(s.Operations)
	slices.SortFunc(sorted, longestFirst)
	var names []string
	for _, o := range sorted[:min(4, len(sorted))] {
		names = append(names, fmt.Sprintf("%s %.0f %%", o.Name, 100*o.OfStep))
	}
	return strings.Join(names, ", ")
}
