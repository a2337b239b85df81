package cli_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// story is what a run's events say: on which devices it was worked on, and its losses.
type story struct {
	devices []string
	from    []int // the steps that were done when each began
	losses  []float64
}

func storyOf(t *testing.T, dir string) (s story) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var e struct {
			Event, Device string
			Step          int
			Loss          float64
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		switch e.Event {
		case "start":
			s.devices, s.from = append(s.devices, e.Device), append(s.from, e.Step)
		case "step":
			s.losses = append(s.losses[:e.Step-1], e.Loss) // what was lost is done again
		}
	}
	return s
}

func (s story) on() string { return strings.Join(s.devices, " ") }

// agree wants two runs to have learned the same but for rounding.
func agree(t *testing.T, a, b story) {
	t.Helper()
	if len(a.losses) != len(b.losses) || len(a.losses) < 4 {
		t.Fatalf("%d steps and %d", len(a.losses), len(b.losses))
	}
	for i := range a.losses {
		if math.Abs(a.losses[i]-b.losses[i]) > 1e-4*b.losses[i] {
			t.Errorf("step %d: loss %v and %v", i+1, a.losses[i], b.losses[i])
		}
	}
}

// TestCardIsChosen: where there is a card, auto is the card, with and without the flag.
func TestCardIsChosen(t *testing.T) {
	defer cardPrograms(t)()
	data, place := pictures(t, 12), t.TempDir()
	for name, flags := range map[string][]string{"flag": {"--device", "auto"}, "plain": nil, "processor": {"--device", "cpu"}} {
		out := filepath.Join(place, name)
		if r := maestudio(t, onDevice(data, out, flags...)...); r.code != 0 {
			t.Fatal(r.err)
		}
		want := "cuda"
		if name == "processor" {
			want = "cpu"
		}
		if s := storyOf(t, out); s.on() != want {
			t.Errorf("%s: it ran on %s", name, s.on())
		}
	}
}

// TestCardAndProcessor: a run goes from a card to the processor and back, and one of the processor
// to a card; all learn the same but for rounding.
func TestCardAndProcessor(t *testing.T) {
	defer cardPrograms(t)()
	data, place := pictures(t, 12), t.TempDir()
	dir := func(name string) string { return filepath.Join(place, name) }
	train := func(args ...string) {
		t.Helper()
		if r := maestudio(t, args...); r.code != 0 {
			t.Fatal(r.err)
		}
	}
	exact := []string{"--precision", "float32", "--epochs", "2"}
	for name, device := range map[string]string{"of the card": "cuda", "of the processor": "cpu"} {
		train(onDevice(data, dir(name), append(exact, "--device", device)...)...)
	}
	train("train", dir("of the card"), "--epochs", "3", "--device", "cpu")
	train("train", dir("of the card"), "--epochs", "4")
	train("train", dir("of the processor"), "--epochs", "3", "--device", "cuda")
	train("train", dir("of the processor"), "--epochs", "4")
	card, processor := storyOf(t, dir("of the card")), storyOf(t, dir("of the processor"))
	if card.on() != "cuda cpu cuda" || processor.on() != "cpu cuda cpu" {
		t.Errorf("they ran on %s and on %s", card.on(), processor.on())
	}
	agree(t, card, processor)
	fails(t, 2, "--device wants cpu or cuda, not \"tpu\"", "train", dir("of the card"), "--device", "tpu")

	t.Run("lost", func(t *testing.T) { // one that the processor gave it
		t.Setenv("STANDIN_FAIL", "cuLaunchKernel:150:719")
		r := maestudio(t, "train", dir("of the processor"), "--epochs", "6", "--device", "cuda")
		if r.code != 1 || !strings.Contains(r.err, "Go on with it on the processor: maestudio train "+dir("of the processor")+", or with --device cuda when the card works again") {
			t.Errorf("exit code %d: %s", r.code, r.err)
		}
	})
}

// TestCardLostLate: the processor goes on from the last checkpoint of a card that was lost, and it
// comes out what the card would have learned, but for rounding.
func TestCardLostLate(t *testing.T) {
	defer cardPrograms(t)()
	data, place := pictures(t, 12), t.TempDir()
	whole, lost := filepath.Join(place, "whole"), filepath.Join(place, "lost")
	settings := []string{"--precision", "float32", "--epochs", "6", "--device", "cuda"}
	if r := maestudio(t, onDevice(data, whole, settings...)...); r.code != 0 {
		t.Fatal(r.err)
	}
	t.Run("lost", func(t *testing.T) {
		t.Setenv("STANDIN_FAIL", "cuLaunchKernel:1500:700")
		r := maestudio(t, onDevice(data, lost, settings...)...)
		if r.code != 1 || !isSentence(r.err) || !strings.Contains(r.err, "Nothing is lost: the run is kept as of step ") || !strings.Contains(r.err, "--device cpu") {
			t.Fatalf("exit code %d: %s", r.code, r.err)
		}
	})
	if r := maestudio(t, "train", lost, "--device", "cpu"); r.code != 0 {
		t.Fatal(r.err)
	}
	s := storyOf(t, lost)
	if s.on() != "cuda cpu" || s.from[1] == 0 {
		t.Errorf("it ran on %s, from steps %v", s.on(), s.from)
	}
	agree(t, s, storyOf(t, whole))
}

// TestCardKilled: the drill of a power cut, with a worker that computes on a card.
func TestCardKilled(t *testing.T) {
	defer cardPrograms(t)()
	if r := maestudio(t, "selftest", "--device", "cuda", "--kills", "2", "--epochs", "3"); r.code != 0 || !strings.Contains(r.out, "the same weights, bit for bit") {
		t.Errorf("%s%s", r.out, r.err)
	}
}

// TestCardFinetunes: with mixed pictures, dropped branches and layers of their own rates a
// classifier learns on a card what it learns on the processor, in steps that ask for no memory;
// and whether pre-training was worth it is found out where it was trained.
func TestCardFinetunes(t *testing.T) {
	defer cardPrograms(t)()
	data, place := leftAndRight(t, 10), t.TempDir()
	dir := func(name string) string { return filepath.Join(place, name) }
	if r := maestudio(t, onDevice(data, dir("encoder"), "--device", "cpu", "--epochs", "1", "--encoder-depth", "2")...); r.code != 0 {
		t.Fatal(r.err)
	}
	learn := func(out string, more ...string) {
		t.Helper()
		args := append([]string{"finetune", "--data", data, "--from", dir("encoder"), "--out", dir(out), "--epochs", "4", "--warmup-epochs", "0", "--batch", "4", "--blr", "0.3",
			"--mixup", "0.8", "--cutmix", "1", "--erase", "0.25", "--randaugment", "rand-m9-mstd0.5-inc1", "--drop-path", "0.2", "--layer-decay", "0.65"}, more...)
		if r := maestudio(t, args...); r.code != 0 {
			t.Fatal(r.err)
		}
	}
	learn("processor", "--device", "cpu", "--precision", "float32")
	t.Run("steps", func(t *testing.T) {
		trace := dir("trace")
		t.Setenv("STANDIN_TRACE", trace)
		learn("card", "--precision", "float32")
		text, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "kernel scale_rows") {
			t.Error("no branch is dropped")
		}
		checkSteps(t, string(text), "cross_entropy_backward", 12)
	})
	card := storyOf(t, dir("card"))
	if card.on() != "cuda" {
		t.Errorf("it ran on %s", card.on())
	}
	agree(t, card, storyOf(t, dir("processor")))
	learn("bf16", "--precision", "bf16")
	learn("again", "--precision", "bf16")
	if contents(t, dir("bf16")) != contents(t, dir("again")) {
		t.Error("the same seed gives other bits")
	}

	worth := []string{"worth", "--run", dir("card"), "--seeds", "1", "--json"}
	if r := maestudio(t, worth...); r.code != 0 || fromNothing(t, dir("card")).on() != "cuda" {
		t.Errorf("worth: %s%s", r.out, r.err)
	}
	t.Run("without the card", func(t *testing.T) {
		t.Setenv("STANDIN_CARDS", "0")
		says := fails(t, 1, "This run was begun on an NVIDIA card (sm_80).", "worth", "--run", dir("bf16"), "--seeds", "1")
		if !strings.Contains(says.err, "--device cpu computes on the processor.") {
			t.Error(says.err)
		}
		if r := maestudio(t, "worth", "--run", dir("bf16"), "--seeds", "1", "--device", "cpu"); r.code != 0 || fromNothing(t, dir("bf16")).on() != "cpu" {
			t.Errorf("worth on the processor: %s%s", r.out, r.err)
		}
		picture := filepath.Join(data, "left", "00.png")
		if r := maestudio(t, "predict", "--run", dir("card"), picture); r.code != 0 {
			t.Errorf("predict: %s", r.err)
		}
	})
}

// fromNothing is the story of the run that worth compares a classifier with.
func fromNothing(t *testing.T, classifier string) story {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(classifier, "worth", "nothing-*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q, %v", found, err)
	}
	return storyOf(t, found[0])
}
