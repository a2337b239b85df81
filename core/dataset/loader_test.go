package dataset

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"maestudio/core/dataset/augment"
	"maestudio/core/dataset/picture"
)

// taken is a copy of a batch.
type taken struct {
	epoch, step int
	index       []int
	values      []float32
}

func mustLoader(t testing.TB, files []File, c LoaderConfig) *Loader {
	t.Helper()
	l, err := NewLoader(files, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// take copies the next n batches from a step on.
func take(t testing.TB, l *Loader, epoch, step, n int) (all []taken) {
	t.Helper()
	l.Start(epoch, step)
	for range n {
		b, err := l.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, taken{b.Epoch, b.Step, slices.Clone(b.Index), slices.Clone(b.Images.Data().([]float32))})
		b.Release()
	}
	return all
}

func equalBatches(a, b []taken) bool {
	return slices.EqualFunc(a, b, func(a, b taken) bool {
		return a.epoch == b.epoch && a.step == b.step && slices.Equal(a.index, b.index) && slices.Equal(a.values, b.values)
	})
}

func small(workers int) LoaderConfig {
	return LoaderConfig{Size: 16, Batch: 8, Flip: true, Seed: 3, Workers: workers}
}

// The same batches whatever the number of workers, with and without a cache, when
// it is being filled and when it is full, started at once or in the middle; augmented or
// not.
func TestBatchesDoNotDependOnHowTheyAreMade(t *testing.T) {
	sameHoweverMade(t, small)
	sameHoweverMade(t, augmented)
}

func augmented(workers int) LoaderConfig {
	c := small(workers)
	c.Augment, c.Erase = augment.Policy{Layers: 2, Probability: 0.7, Magnitude: 9, Deviation: 0.5}, augment.Erasing{Probability: 0.5}
	return c
}

func sameHoweverMade(t *testing.T, config func(workers int) LoaderConfig) {
	t.Helper()
	_, files := folderOf(t, 30)
	want := take(t, mustLoader(t, files, config(1)), 0, 0, 9) // three epochs of three steps
	for i, b := range want {
		if b.epoch != i/3 || b.step != i%3 {
			t.Errorf("batch %d is step %d of epoch %d", i, b.step, b.epoch)
		}
	}
	for workers := 1; workers <= 4; workers++ {
		c := config(workers)
		for _, c.CacheDir = range []string{"", t.TempDir()} {
			for round := range 2 {
				l := mustLoader(t, files, c)
				if got := take(t, l, 0, 0, 9); !equalBatches(got, want) {
					t.Errorf("%d workers, cache %q, round %d: other batches", workers, c.CacheDir, round)
				}
				if got := take(t, l, 1, 2, 4); !equalBatches(got, want[5:]) {
					t.Errorf("%d workers, cache %q, round %d: others from the middle", workers, c.CacheDir, round)
				}
				l.Close()
			}
		}
	}
}

// A sample is what its parts make of it, one after the other.
func TestSampleIsTheSumOfItsParts(t *testing.T) {
	_, files := folderOf(t, 10)
	for _, config := range []LoaderConfig{small(2), augmented(2)} {
		for _, b := range take(t, mustLoader(t, files, config), 4, 0, 1) {
			for j, index := range b.index {
				want := sampleByParts(t, config, files[index].Path, 4, index)
				if !slices.Equal(b.values[j*len(want):][:len(want)], want) {
					t.Errorf("sample %d is another", j)
				}
			}
		}
	}
}

// An order of one's own is taken as it is; a draw that comes again is of the same file,
// cropped otherwise.
func TestOrderOfOnesOwn(t *testing.T) {
	_, files := folderOf(t, 8)
	c := small(2)
	c.Order = func(epoch uint64) []int { return []int{5, 2, 5 + 8, 2 + 8, int(epoch), 0, 1, 5 + 16} }
	for e, b := range take(t, mustLoader(t, files, c), 0, 0, 2) {
		if want := c.Order(uint64(e)); !slices.Equal(b.index, want) {
			t.Fatalf("epoch %d draws %v, want %v", e, b.index, want)
		}
		for j, draw := range b.index {
			want := sampleByParts(t, c, files[draw%8].Path, e, draw)
			if !slices.Equal(b.values[j*len(want):][:len(want)], want) {
				t.Errorf("epoch %d: draw %d is of another file or crop", e, draw)
			}
		}
	}
}

func sampleByParts(t *testing.T, c LoaderConfig, path string, epoch, index int) []float32 {
	t.Helper()
	p, err := Decode(path)
	if err != nil {
		t.Fatal(err)
	}
	var r picture.Resampler
	p = r.Reduce(p, 42) // 2.6 x 16, rounded up
	numbers := newStream(forCrop, c.Seed, uint64(epoch), uint64(index))
	q := r.Cut(p, randomCrop(p.Width, p.Height, [2]float64{0.2, 1}, &numbers), 16, 16)
	if numbers.below(2) == 1 {
		for y := range 16 {
			for x := range 8 {
				for k := range 3 {
					a, b := 3*(y*16+x)+k, 3*(y*16+15-x)+k
					q.Pix[a], q.Pix[b] = q.Pix[b], q.Pix[a]
				}
			}
		}
	}
	augment.NewAugmenter(c.Augment).Apply(q, c.Seed, uint64(epoch), uint64(index))
	values := make([]float32, 3*16*16)
	picture.ImageNet.Planes(values, q)
	c.Erase.Apply(values, 16, 16, c.Seed, uint64(epoch), uint64(index))
	return values
}

func TestShortSideOfKeptPictures(t *testing.T) {
	for size, want := range map[int]int{16: 42, 64: 167, 224: 583, 10: 26} {
		if got := ShortFor(size); got != want {
			t.Errorf("%d pixels: %d, want %d", size, got, want)
		}
	}
}

// Each epoch shows every picture once, but for those that fill no batch.
func TestEpochShowsEveryPictureOnce(t *testing.T) {
	_, files := folderOf(t, 19)
	l := mustLoader(t, files, small(3))
	if l.StepsPerEpoch() != 2 || l.BatchSize() != 8 {
		t.Errorf("%d steps of %d", l.StepsPerEpoch(), l.BatchSize())
	}
	seen := map[int]int{}
	for _, b := range take(t, l, 0, 0, 2) {
		for _, i := range b.index {
			seen[i]++
		}
	}
	if len(seen) != 16 {
		t.Errorf("%d different pictures in 16 places", len(seen))
	}
}

func TestFewerPicturesThanABatch(t *testing.T) {
	for _, n := range []int{1, 3} {
		_, files := folderOf(t, n)
		l := mustLoader(t, files, small(2))
		all := take(t, l, 0, 0, 3)
		if l.BatchSize() != n || l.StepsPerEpoch() != 1 || len(all[2].index) != n || all[2].epoch != 2 {
			t.Errorf("%d pictures: batches of %d, %d steps", n, l.BatchSize(), l.StepsPerEpoch())
		}
	}
}

// A picture that vanishes or changes is replaced, the same way whoever makes the
// batch and whether it was kept, and told once.
func TestLostPicturesAreReplaced(t *testing.T) {
	var want []taken
	for _, c := range []LoaderConfig{small(1), small(4), {Size: 16, Batch: 8, Flip: true, Seed: 3, Workers: 2, CacheDir: t.TempDir()}} {
		dir, files := t.TempDir(), []File(nil)
		for i := range 12 {
			writePicture(t, filepath.Join(dir, string(rune('a'+i))+".png"), drawing(i, 60, 60))
		}
		files = mustScan(t, ScanOptions{}, dir).Files
		var told []Warning
		c.Warn = func(w Warning) { told = append(told, w) }
		c.Folders = []string{dir}
		l := mustLoader(t, files, c)
		take(t, l, 0, 0, 4) // fills the cache
		os.Remove(files[2].Path)
		writePicture(t, files[5].Path, drawing(99, 70, 70))
		writeFile(t, files[7].Path, "no picture any more")
		got := take(t, l, 1, 0, 6)
		if len(told) != 3 {
			t.Fatalf("told %v", told)
		}
		reasons := map[string]string{}
		for _, w := range told {
			reasons[filepath.Base(w.Path)] = w.Reason
		}
		if reasons["c.png"] != "The file is gone" || reasons["f.png"] != "The file was changed since it was looked at" || reasons["h.png"] != reasons["f.png"] {
			t.Errorf("told %v", reasons)
		}
		if want == nil {
			want = got
		}
		if !equalBatches(got, want) {
			t.Errorf("%d workers, cache %q: other replacements", c.Workers, c.CacheDir)
		}
	}
}

func TestFolderThatDisappears(t *testing.T) {
	dir, files := folderOf(t, 10)
	for _, folders := range [][]string{{dir}, nil} {
		c := small(2)
		c.Folders = folders
		l := mustLoader(t, files, c)
		take(t, l, 0, 0, 1)
		if err := os.Rename(dir, dir+"x"); err != nil {
			t.Fatal(err)
		}
		_, err := nextError(l)
		want := "The folder " + dir + " is not there any more. Connect its disk or put it back, then go on with the run."
		if folders == nil {
			want = "Look after their folder, then go on with the run."
		}
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if _, again := l.Next(context.Background()); again != err {
			t.Errorf("then %v", again)
		}
		if err := os.Rename(dir+"x", dir); err != nil {
			t.Fatal(err)
		}
		take(t, l, 0, 0, 3) // and it goes on
	}
}

// nextError takes batches until there is an error.
func nextError(l *Loader) (n int, err error) {
	for {
		b, err := l.Next(context.Background())
		if err != nil {
			return n, err
		}
		b.Release()
		n++
	}
}

// Ready takes nothing: Next gives what it would have given.
func TestReady(t *testing.T) {
	_, files := folderOf(t, 24)
	l := mustLoader(t, files, small(1))
	if l.Ready() {
		t.Error("a batch is ready before the start")
	}
	l.Start(0, 0)
	for range 3 { // also behind one that was taken
		for end := time.Now().Add(time.Minute); !l.Ready(); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("no batch becomes ready")
			}
		}
		if !l.Ready() {
			t.Error("asking takes the batch")
		}
		b, err := l.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		b.Release()
	}
	l.Start(0, 1)
	if b, err := l.Next(context.Background()); err != nil || b.Step != 1 {
		t.Errorf("after another start the batch is %+v, %v", b, err)
	}
}

func TestNextCanBeCancelled(t *testing.T) {
	_, files := folderOf(t, 10)
	l := mustLoader(t, files, LoaderConfig{Size: 16, Batch: 4, Workers: 1, Ahead: 1})
	l.Start(0, 0)
	ctx, cancel := context.WithCancel(context.Background())
	a, _ := l.Next(ctx)
	b, err := l.Next(ctx) // the second of two; the next waits for a release
	if err != nil {
		t.Fatal(err)
	}
	go func() { time.Sleep(10 * time.Millisecond); cancel() }()
	if _, err := l.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	a.Release()
	a.Release() // twice does no harm
	b.Release()
	c, err := l.Next(context.Background())
	if err != nil || c.Epoch != 1 || c.Step != 0 {
		t.Errorf("after a cancelled wait: %+v, %v", c, err)
	}
}

// Close ends all goroutines, also while batches are held and others under way.
func TestCloseEndsEverything(t *testing.T) {
	_, files := folderOf(t, 20)
	before := runtime.NumGoroutine()
	for range 5 {
		l := mustLoader(t, files, LoaderConfig{Size: 32, Batch: 4, Workers: 4, CacheDir: t.TempDir()})
		l.Start(0, 0)
		held, err := l.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		l.Start(3, 1)
		l.Close()
		held.Release()
		if _, err := l.Next(context.Background()); err == nil {
			t.Error("a closed loader gives batches")
		}
	}
	for range 50 { // a goroutine is counted for a moment after it is done
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

// From the cache, a batch costs some small allocations for each picture (the look
// at its file), and none for its pixels.
func TestBatchesAreRecycled(t *testing.T) {
	_, files := folderOf(t, 32)
	l := mustLoader(t, files, LoaderConfig{Size: 64, Batch: 16, Workers: 2, CacheDir: t.TempDir()})
	take(t, l, 0, 0, 4)
	ctx := context.Background()
	next := func() {
		b, err := l.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		b.Release()
	}
	l.Start(2, 0)
	for range 10 {
		next()
	}
	var start, end runtime.MemStats
	runtime.ReadMemStats(&start)
	const batches = 50
	for range batches {
		next()
	}
	runtime.ReadMemStats(&end)
	each := (end.TotalAlloc - start.TotalAlloc) / batches / 16
	t.Logf("%d bytes for each picture", each)
	if each > 2000 { // its pixels alone are 49152
		t.Errorf("%d bytes are allocated for each picture", each)
	}
}

func TestLoaderRefusesWhatCannotWork(t *testing.T) {
	_, files := folderOf(t, 2)
	for name, c := range map[string]LoaderConfig{
		"no size":   {Batch: 1},
		"no batch":  {Size: 8},
		"backwards": {Size: 8, Batch: 1, CropScale: [2]float64{1, 0.2}},
		"too much":  {Size: 8, Batch: 1, CropScale: [2]float64{0.2, 1.5}},
		"flat":      {Size: 8, Batch: 1, Mean: [3]float32{1, 1, 1}},
	} {
		if _, err := NewLoader(files, c); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := NewLoader(nil, small(1)); err == nil {
		t.Error("no pictures were accepted")
	}
}

// A picture whose time alone is another is the same picture; one with other bytes is
// not, though its size and name are.
func TestTouchedPicturesAreTheSame(t *testing.T) {
	dir, _ := folderOf(t, 12)
	files := mustScan(t, ScanOptions{Check: true}, dir).Files
	want := take(t, mustLoader(t, files, small(4)), 0, 0, 6)
	for _, cache := range []string{"", t.TempDir()} {
		for _, f := range files {
			if err := os.Chtimes(f.Path, time.Time{}, f.ModTime.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		var warnings []Warning
		c := small(4)
		c.CacheDir, c.Warn = cache, func(w Warning) { warnings = append(warnings, w) }
		l := mustLoader(t, files, c)
		if got := take(t, l, 0, 0, 6); !equalBatches(got, want) || len(warnings) > 0 {
			t.Errorf("touched pictures give other samples; warnings %v", warnings)
		}
		data, _ := os.ReadFile(files[3].Path)
		data[len(data)-20] ^= 1
		os.WriteFile(files[3].Path, data, 0o666)
		take(t, l, 2, 0, 6)
		if len(warnings) != 1 || warnings[0].Path != files[3].Path || warnings[0].Kind != Changed {
			t.Errorf("a changed picture: warnings %v", warnings)
		}
		data[len(data)-20] ^= 1
		os.WriteFile(files[3].Path, data, 0o666)
	}
}
