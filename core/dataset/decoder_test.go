package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"maestudio/core/dataset/picture"
)

// A sample is the same from the file and from the cache, for each decoder, also where
// both keep their pictures in one folder; and it is never made of too few pixels.
func TestSamplesDependOnTheDecoderAlone(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	for i := range 4 {
		writePicture(t, filepath.Join(dir, fmt.Sprint(i, ".jpg")), drawing(i, 400+i*100, 300+i*100))
	}
	files := mustScan(t, ScanOptions{}, dir).Files
	samples := func(jpeg picture.Decoder, cache string) []float32 {
		l := mustLoader(t, files, LoaderConfig{Size: 16, Batch: 4, JPEG: jpeg, CacheDir: cache, Workers: 1})
		defer l.Close()
		l.Start(3, 0)
		b, err := l.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer b.Release()
		return slices.Clone(b.values)
	}
	seen := map[picture.Decoder][]float32{}
	for _, d := range picture.Decoders() {
		seen[d] = samples(d, "")
	}
	for range 2 { // fills the cache, then reads it
		for _, d := range picture.Decoders() {
			if !slices.Equal(samples(d, cache), seen[d]) {
				t.Errorf("%s: the cache changes a sample", d)
			}
		}
	}
	if !slices.Equal(samples("", ""), seen[picture.Best()]) {
		t.Error("the best decoder is not what is taken where none is named")
	}
	if best := picture.Best(); best != picture.Go && slices.Equal(seen[best], seen[picture.Go]) {
		t.Error("both decoders make the same samples, so this test shows nothing")
	}
	if packs, _ := os.ReadDir(cache); len(packs) < 2 {
		t.Errorf("%d files in the cache", len(packs))
	}
}
