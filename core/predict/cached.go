// Features that were computed before.

package predict

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"maestudio/core/dataset/picture"
	"maestudio/core/run/disk"
)

// FeaturesDir is the folder in the cache that tables are kept in.
const FeaturesDir = "features"

// mostTables is how many are kept: those used last.
const mostTables = 16

// CachedTable is Table for pictures that are asked about again: what the same weights
// made of the same files (by path, size and time) is read from the cache folder. A table
// that cannot be kept is computed again; one with pictures that cannot be read is not
// kept. Without a folder nothing is.
func (m *Model) CachedTable(ctx context.Context, cache string, paths []string, progress func(done, total int)) (*Table, error) {
	key, known := m.tableKey(paths)
	if cache == "" || !known {
		return m.Table(ctx, paths, progress)
	}
	dir := filepath.Join(cache, FeaturesDir)
	file := filepath.Join(dir, key)
	if data, err := os.ReadFile(file); err == nil {
		if t := m.tableOf(data, paths); t != nil {
			return t, nil
		}
	}
	t, err := m.Table(ctx, paths, progress)
	if err == nil && len(t.Lost) == 0 && os.MkdirAll(dir, 0o777) == nil {
		_ = disk.WriteFile(disk.System{}, file, func(w io.Writer) error { return writeTable(w, t) })
		trimTables(dir)
	}
	return t, err
}

// tableKey names what the numbers depend on: weights, kernels, decoder and files.
func (m *Model) tableKey(paths []string) (key string, known bool) {
	h := sha256.New()
	fmt.Fprintf(h, "1 %s %v %v %d\n", m.device.Info().Family, picture.Best(), m.scale, m.size)
	for _, path := range append([]string{m.weights}, paths...) {
		info, err := os.Stat(path)
		if err != nil {
			return "", false
		}
		absolute, err := filepath.Abs(path)
		if err != nil {
			return "", false
		}
		fmt.Fprintf(h, "%q %d %d\n", absolute, info.Size(), info.ModTime().UnixNano())
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), true
}

// writeTable writes the numbers, little-endian, and behind them their SHA-256.
func writeTable(w io.Writer, t *Table) error {
	var b bytes.Buffer
	for _, values := range [][]float32{t.Features, t.Probabilities} {
		if err := binary.Write(&b, binary.LittleEndian, values); err != nil {
			return err
		}
	}
	sum := sha256.Sum256(b.Bytes())
	_, err := w.Write(append(b.Bytes(), sum[:]...))
	return err
}

// tableOf reads what writeTable wrote, nil where it is of another size or damaged.
func (m *Model) tableOf(data []byte, paths []string) *Table {
	n := len(paths)
	t := &Table{Paths: slices.Clone(paths), Features: make([]float32, n*m.Dim), Probabilities: make([]float32, n*len(m.Classes))}
	want := 4 * (len(t.Features) + len(t.Probabilities))
	if len(data) != want+sha256.Size || sha256.Sum256(data[:want]) != [sha256.Size]byte(data[want:]) {
		return nil
	}
	for i := range n {
		t.Index = append(t.Index, i)
	}
	r := bytes.NewReader(data)
	for _, values := range [][]float32{t.Features, t.Probabilities} {
		if err := binary.Read(r, binary.LittleEndian, values); err != nil {
			return nil
		}
	}
	return t
}

// trimTables removes the oldest tables beyond those that are kept.
func trimTables(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) <= mostTables {
		return
	}
	var files []os.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && !e.IsDir() {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b os.FileInfo) int { return cmp.Compare(b.ModTime().UnixNano(), a.ModTime().UnixNano()) })
	for _, f := range files[min(mostTables, len(files)):] {
		_ = os.Remove(filepath.Join(dir, f.Name()))
	}
}
