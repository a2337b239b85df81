//go:build linux

package run

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"maestudio/gpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
)

// onCard lets the kernels of an NVIDIA card, which the processor runs, do the work of the
// device that the run has.
func onCard(dev gpu.Device) gpu.Device {
	matrix := dev.Info().Matrix
	dev.Close()
	card, err := cuda.Open(emulate.New(), cuda.Options{Matrix: matrix})
	if err != nil {
		panic(err) // only a card without bf16 is refused
	}
	return card
}

// helpOnCard is helpAdvance on a card.
func helpOnCard(dir, cache string) {
	if err := Advance(context.Background(), dir, AdvanceOptions{CacheDir: cache, wrap: onCard}); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

// cardRuns are small runs of each kind: how a new one is made, in float32 unless change says otherwise.
var cardRuns = map[string]func(t *testing.T, change ...func(*Config)) *Run{
	"pre-training": func(t *testing.T, change ...func(*Config)) *Run {
		pictures := filepath.Join(t.TempDir(), "pictures")
		drawPictures(t, pictures, 44)
		return newRunOf(t, pictures, append([]func(*Config){inFloat32, brief}, change...)...)
	},
	"fine-tuning": func(t *testing.T, change ...func(*Config)) *Run {
		return newClassifier(t, classFolder(t), append([]func(*Config){inFloat32, mixed, brief}, change...)...)
	},
	"a head alone": func(t *testing.T, change ...func(*Config)) *Run {
		frozen := func(c *Config) { c.Classify.Freeze = true }
		return newClassifier(t, classFolder(t), append([]func(*Config){inFloat32, frozen, brief}, change...)...)
	},
}

func inFloat32(c *Config) { c.Device.Name, c.Device.Precision = "cpu", "float32" }

func brief(c *Config) { c.Training.Epochs = 2 }

// A card learns what the processor learns: with mixed pictures, dropped branches and layers of
// their own rates too, the losses are the same but for rounding.
func TestCardAgreesWithTheProcessor(t *testing.T) {
	for name, made := range cardRuns {
		t.Run(name, func(t *testing.T) {
			processor, card := made(t), made(t)
			advance(t, processor, AdvanceOptions{})
			advance(t, card, AdvanceOptions{wrap: onCard})
			closeLosses(t, losses(t, card), losses(t, processor))
		})
	}
}

// closeLosses wants losses to differ by rounding only.
func closeLosses(t *testing.T, got, want []float64) {
	t.Helper()
	if len(got) != len(want) || len(got) < 8 {
		t.Fatalf("%d steps and %d", len(got), len(want))
	}
	worst := 0.0
	for i := range want {
		worst = max(worst, math.Abs(got[i]-want[i])/want[i])
	}
	const bound = 2e-5 // that of the goldens after five steps
	if worst > bound {
		t.Errorf("they differ by %.2g of themselves: losses %v, want %v", worst, got, want)
	}
}

// A run goes from the card to the processor and back, from checkpoint to checkpoint, and learns
// the same but for rounding.
func TestCheckpointsOfCardAndProcessor(t *testing.T) {
	for name, made := range cardRuns {
		t.Run(name, func(t *testing.T) {
			straight, moved := made(t), made(t)
			advance(t, straight, AdvanceOptions{})
			stopOn(t, moved, 3, onCard)
			stopOn(t, moved, 7, nil)
			advance(t, moved, AdvanceOptions{wrap: onCard})
			closeLosses(t, losses(t, moved), losses(t, straight))
			events, err := moved.Events()
			if err != nil {
				t.Fatal(err)
			}
			var on []string
			for _, e := range events {
				if e.Event == EventStart {
					on = append(on, e.Device)
				}
			}
			if strings.Join(on, " ") != "cuda cpu cuda" {
				t.Errorf("it ran on %q", on)
			}
		})
	}
}

// stopOn advances a run on a device until a step is done.
func stopOn(t *testing.T, r *Run, step int, device func(gpu.Device) gpu.Device) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := Advance(ctx, r.Dir, AdvanceOptions{CacheDir: t.TempDir(), wrap: device, Events: func(e Event) {
		if e.Event == EventStep && e.Step == step {
			cancel()
		}
	}})
	if !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
}

// Killed again and again, what a card learned has the same bits as left alone; make kill tries all
// kinds of runs in both precisions.
func TestKilledOnACard(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a worker many times")
	}
	for name, made := range cardRuns {
		for _, precision := range []string{"float32", "bf16"} {
			if which := name + " in " + precision; os.Getenv("MAESTUDIO_SLOW") == "" && which != "fine-tuning in float32" && which != "pre-training in bf16" {
				continue
			}
			t.Run(name+" in "+precision, func(t *testing.T) {
				change := func(c *Config) { c.Device.Precision, c.Checkpoints.Steps = precision, 2 }
				straight, killed := made(t, change), made(t, change)
				began := time.Now()
				if err := startHelper(t, "card", straight).Wait(); err != nil {
					t.Fatal(err)
				}
				whole := time.Since(began)
				for range 3 {
					worker := startHelper(t, "card", killed)
					time.Sleep(time.Duration(rand.Int64N(int64(whole) / 2)))
					worker.Process.Kill()
					worker.Wait()
				}
				if err := startHelper(t, "card", killed).Wait(); err != nil {
					t.Fatal(err)
				}
				if weightsSum(t, killed) != weightsSum(t, straight) || !slices.Equal(losses(t, killed), losses(t, straight)) {
					t.Error("killed, it learned something else")
				}
				if kinds(t, killed)[EventDone] != 1 {
					t.Error("it did not end")
				}
			})
		}
	}
}
