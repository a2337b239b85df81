//go:build slow

package dataset

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// 100,000 files are looked at in seconds.
func TestScanIsFast(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	if err := png.Encode(&b, drawing(1, 16, 16)); err != nil {
		t.Fatal(err)
	}
	const folders, each = 100, 1000
	for i := range folders {
		sub := filepath.Join(dir, fmt.Sprint("folder", i))
		if err := os.Mkdir(sub, 0o777); err != nil {
			t.Fatal(err)
		}
		for j := range each {
			if err := os.WriteFile(filepath.Join(sub, fmt.Sprint(j, ".png")), b.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	start, calls := time.Now(), 0
	r, err := Scan(context.Background(), []string{dir}, ScanOptions{}, func(ScanProgress) { calls++ })
	took := time.Since(start)
	if err != nil || len(r.Files) != folders*each {
		t.Fatalf("%v, %d files", err, len(r.Files))
	}
	t.Logf("%d files in %.1f s, %.0f a second, %d calls of progress", len(r.Files), took.Seconds(), float64(len(r.Files))/took.Seconds(), calls)
	if took > 20*time.Second { // measured: 2 s on two free cores
		t.Errorf("%v", took)
	}
}
