package mae

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"maestudio/core/autograd"
	"maestudio/core/train"
	"maestudio/gpu/cpu"
)

// BenchmarkStep is a whole training step of `quick` with 64 pictures, and where
// its time goes, operation by operation: go test -bench Step -benchtime 10x
func BenchmarkStep(b *testing.B) {
	dev, err := cpu.Open(cpu.Options{})
	must(b, err)
	defer dev.Close()
	c := presets["quick"].c
	m := initialised(b, dev, c)
	optimizer, err := train.NewAdamW(dev, m.params, .05, train.PretrainBeta2)
	must(b, err)
	x, noise := randomBatch(c, 64, 1)
	var norm, adam time.Duration
	step := func() {
		_, err := m.Backward(x, noise, 1, false)
		must(b, err)
		start := time.Now()
		must(b, optimizer.MeasureNorm())
		_, err = optimizer.GradNorm()
		must(b, err)
		norm += time.Since(start)
		start = time.Now()
		must(b, optimizer.Step(1e-4))
		adam += time.Since(start)
	}
	step()
	tape := m.passes[learn].tape
	tape.Measure()
	norm, adam = 0, 0
	b.ReportAllocs()
	for b.Loop() {
		step()
	}
	peak := cpu.MeasurePeak(0, dev.Info().Family, dev.Info().Matrix)
	spent := append(tape.Times(), autograd.Spent{Name: "gradient norm", Backward: norm}, autograd.Spent{Name: "adamw", Backward: adam})
	b.Logf("%s\n%s", dev.Info().Family, table(spent, b.N, b.Elapsed(), peak))
	b.ReportMetric(64*float64(b.N)/b.Elapsed().Seconds(), "pictures/s")
	b.ReportMetric(3*64*c.Forward()/1e9*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
	b.ReportMetric(float64(tape.Bytes()+16*c.Params())/1e6, "MB")
}

var numbers = regexp.MustCompile(`\.\d+`)

// table sums operations of a kind over all blocks and sorts by time.
func table(spent []autograd.Spent, steps int, whole time.Duration, peak float64) string {
	kinds := map[string]*autograd.Spent{}
	rest := whole
	for _, s := range spent {
		name := numbers.ReplaceAllString(s.Name, "")
		if kinds[name] == nil {
			kinds[name] = &autograd.Spent{Name: name}
		}
		k := kinds[name]
		k.Forward, k.Backward, k.FLOPs = k.Forward+s.Forward, k.Backward+s.Backward, k.FLOPs+s.FLOPs
		rest -= s.Forward + s.Backward
	}
	kinds["rest"] = &autograd.Spent{Name: "the rest", Forward: rest}
	var lines []string
	sorted := slices.SortedFunc(maps.Values(kinds), func(a, b *autograd.Spent) int {
		return cmp.Compare(b.Forward+b.Backward, a.Forward+a.Backward)
	})
	lines = append(lines, fmt.Sprintf("%-34s %9s %9s %7s %9s %9s", "operation", "there ms", "back ms", "share", "GFLOP/s", "of peak"))
	for _, k := range sorted {
		took := k.Forward + k.Backward
		rate := 3 * k.FLOPs * float64(steps) / took.Seconds() / 1e9
		ms := func(d time.Duration) float64 { return d.Seconds() * 1e3 / float64(steps) }
		lines = append(lines, fmt.Sprintf("%-34s %9.2f %9.2f %6.1f%% %9.1f %8.0f%%", k.Name, ms(k.Forward), ms(k.Backward),
			100*took.Seconds()/whole.Seconds(), rate, 100*rate/peak))
	}
	return strings.Join(lines, "\n")
}
