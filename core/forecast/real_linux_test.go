package forecast

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"maestudio/core/dataset"
	"maestudio/core/practice"
	"maestudio/core/run"
)

// worked is how long so many processors were at work for this program: a clock that
// stands still while others have them, so that it does not matter how busy the
// machine is.
func worked(threads int) time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano()+u.Stime.Nano()) / time.Duration(threads)
}

// What was forecast against what a run of the sample really took, both on the
// clock of worked. Nothing is allowed for but a tenth while it runs (a quarter before,
// when neither samples nor scores are known of), and how much the speed changed
// meanwhile, which is measured before, after, and from epoch to epoch.
func TestForecastAgainstARealRun(t *testing.T) {
	if os.Getenv("MAESTUDIO_SLOW") == "" {
		t.Skip("takes minutes; MAESTUDIO_SLOW=1 runs it")
	}
	dir := t.TempDir()
	pictures := practice.SampleDir(dir)
	if err := practice.WriteSample(t.Context(), pictures, practice.SampleCount, func(int, string) {}); err != nil {
		t.Fatal(err)
	}
	c, err := run.Preset("quick")
	if err != nil {
		t.Fatal(err)
	}
	c.Data.Folders, c.Training.Epochs, c.Training.WarmupEpochs = []string{pictures}, 2, 0.2
	report, err := dataset.Scan(t.Context(), c.Data.Folders, dataset.ScanOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	known, err := LookAt(t.Context(), report.Files, c.Model.ImageSize)
	if err != nil {
		t.Fatal(err)
	}
	threads := runtime.NumCPU()
	plan := func() Plan {
		t.Helper()
		began, cpu := time.Now(), worked(threads)
		s, err := Measure(t.Context(), c.Model, run.DeviceConfig{Name: "cpu", Threads: threads})
		if err != nil {
			t.Fatal(err)
		}
		share := (worked(threads) - cpu).Seconds() / time.Since(began).Seconds() // of the processors that it got
		s.Picture, s.Step = time.Duration(float64(s.Picture)*share), time.Duration(float64(s.Step)*share)
		return NewPlan(c, known, s, threads)
	}
	before, began := plan(), worked(threads)
	place := filepath.Join(dir, "run")
	if _, err := run.Create(t.Context(), place, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	var events []run.Event
	start := time.Now()
	clock := func() time.Time { return start.Add(worked(threads) - began) }
	if err := run.Advance(t.Context(), place, run.AdvanceOptions{Threads: threads, Now: clock, Events: func(e run.Event) { events = append(events, e) }}); err != nil {
		t.Fatal(err)
	}
	really, after := worked(threads)-began, plan()
	apart := func(a, b float64) float64 { return math.Abs(math.Log(a / b)) }
	changed := apart(before.Time.Seconds(), after.Time.Seconds())
	off := min(apart(before.Time.Seconds(), really.Seconds()), apart(after.Time.Seconds(), really.Seconds()))
	t.Logf("forecast %v, after it %v, really %v", before.Time, after.Time, really)
	if off > math.Log(1.25)+changed {
		t.Errorf("forecast %v before and %v after, really %v", before.Time, after.Time, really)
	}
	timeLeft(t, events)
}

// timeLeft checks what the steps of the second epoch say of the time left.
func timeLeft(t *testing.T, events []run.Event) {
	t.Helper()
	end := events[len(events)-1].Time
	var steps, times [2]float64 // of each epoch: from its first step to its last
	var from [2]time.Time
	for _, e := range events {
		if e.Event == run.EventStep {
			i := e.Epoch - 1
			if from[i].IsZero() {
				from[i] = e.Time
			} else {
				steps[i], times[i] = steps[i]+1, e.Time.Sub(from[i]).Seconds()
			}
		}
	}
	changed := math.Abs(math.Log(steps[0] / times[0] * times[1] / steps[1]))
	looked, worst := 0, 0.0
	for _, e := range events {
		if e.Event != run.EventStep || e.Epoch < 2 {
			continue
		}
		looked++
		really := end.Sub(e.Time).Seconds()
		off := math.Abs(e.ETASeconds - really)
		worst = max(worst, off/max(really, 10))
		if off > (0.1+changed)*really && off > 1 {
			t.Errorf("step %d: %.1f s left, really %.1f s; the speed changed by %.0f %%", e.Step, e.ETASeconds, really, 100*changed)
		}
	}
	t.Logf("%d steps were looked at; off by %.0f %% at most, the speed changed by %.0f %%", looked, 100*worst, 100*changed)
	if looked < 10 {
		t.Errorf("only %d steps were looked at", looked)
	}
}

// peakMemory reads VmHWM, in bytes: what a process held at its largest. Maxrss of its
// resources would be that of the process which started it, where that held more.
func peakMemory(t *testing.T, status string) float64 {
	t.Helper()
	text, err := os.ReadFile(status)
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "VmHWM:")
	var kB float64
	if n, _ := fmt.Sscan(after, &kB); !found || n != 1 {
		t.Fatalf("the system does not say it: %s", text)
	}
	return 1024 * kB
}

// A run takes no more memory than was forecast, and not less than half of it. The run
// is another process, whose memory at its largest the system tells.
func TestMemoryAgainstARealRun(t *testing.T) {
	const helper = "MAESTUDIO_FORECAST_RUN"
	if place := os.Getenv(helper); place != "" {
		if err := run.Advance(t.Context(), place, run.AdvanceOptions{CacheDir: filepath.Join(place, "cache")}); err != nil {
			t.Fatal(err)
		}
		peak, err := os.ReadFile("/proc/self/status")
		if err == nil {
			err = os.WriteFile(filepath.Join(place, "status"), peak, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if os.Getenv("MAESTUDIO_SLOW") == "" {
		t.Skip("trains for some epochs; MAESTUDIO_SLOW=1 runs it")
	}
	pictures := practice.SampleDir(t.TempDir())
	if err := practice.WriteSample(t.Context(), pictures, practice.SampleCount, func(int, string) {}); err != nil {
		t.Fatal(err)
	}
	for _, many := range []string{"*/*-01*", "*/*-00[3-9]*"} { // 30 of each class are some steps
		paths, _ := filepath.Glob(filepath.Join(pictures, many))
		for _, path := range paths {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range []string{"quick", "tiny", "quick, to tell classes apart", "quick, a head alone"} {
		sizes, how, _ := strings.Cut(name, ", ")
		c := preset(t, sizes)
		if how != "" {
			c.Finetune(how == "a head alone")
		}
		c.Data.Folders, c.Training.Epochs, c.Training.WarmupEpochs = []string{pictures}, 1, 0
		place := filepath.Join(t.TempDir(), "run")
		r, err := run.Create(t.Context(), place, c, run.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		c = r.Config
		worker := exec.Command(os.Args[0], "-test.run=^TestMemoryAgainstARealRun$")
		worker.Env = append(os.Environ(), helper+"="+place)
		if out, err := worker.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		really := peakMemory(t, filepath.Join(place, "status"))
		told := ProcessMemory(c)
		t.Logf("%s: forecast %.0f MB, really %.0f MB", name, told/1e6, really/1e6)
		if really > told || told > 2*really && how != "a head alone" { // which takes less than the program itself
			t.Errorf("%s: forecast %.0f MB, really %.0f MB", name, told/1e6, really/1e6)
		}
	}
}
