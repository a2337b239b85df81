package dataset

import (
	"context"
	"testing"

	"maestudio/core/internal/testdata"
)

// BenchmarkLoader reads the practice photos (8386 JPEGs of up to 96 pixels) as
// training does: "decoded" each time, as in a first epoch, and from the "kept" ones.
func BenchmarkLoader(b *testing.B) {
	dir := testdata.Shared(b, "data/pretrain_mix")
	files := mustScan(b, ScanOptions{}, dir).Files
	kept := b.TempDir()
	for _, c := range []struct {
		name   string
		config LoaderConfig
	}{
		{"decoded", LoaderConfig{Size: 64, Batch: 64, Flip: true}},
		{"kept", LoaderConfig{Size: 64, Batch: 64, Flip: true, CacheDir: kept}},
		{"kept one worker", LoaderConfig{Size: 64, Batch: 64, Flip: true, CacheDir: kept, Workers: 1}},
	} {
		b.Run(c.name, func(b *testing.B) {
			l := mustLoader(b, files, c.config)
			if c.config.CacheDir != "" {
				take(b, l, 0, 0, l.StepsPerEpoch()+1) // fills the cache
				take(b, l, 1, 0, l.StepsPerEpoch())   // with those left out before
			}
			l.Start(2, 0)
			b.ResetTimer()
			for range b.N {
				batch, err := l.Next(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				batch.Release()
			}
			b.ReportMetric(float64(b.N*64)/b.Elapsed().Seconds(), "pictures/s")
			b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/batch")
		})
	}
}
