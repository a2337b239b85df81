package run

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"maestudio/core/run/disk"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// The lines in testdata are the ones doc.go shows.
func TestEventLines(t *testing.T) {
	half, flat, smear := 0.5, 0.9921875, 0.875
	events := []Event{
		{Event: EventStart, Time: noon, Step: 0, Epoch: 1, Steps: 4960, Epochs: 40, Pictures: 7967, HeldOut: 419, Batch: 64, Device: "cpu", Family: "avx512", Threads: 2, PID: 4711, GuessFlat: &flat, GuessSmear: &smear},
		{Event: EventStep, Time: noon, Step: 1, Epoch: 1, Loss: 1.1875, LR: 0, GradNorm: 0.25, ImagesPerSecond: 410.5, ETASeconds: 773},
		{Event: EventProbe, Time: noon, Score: 0.25, Right: 250, Of: 1000, Classes: 6},
		{Event: EventSample, Time: noon, Step: 124, Epoch: 1, Path: "samples/step-00000124.png"},
		{Event: EventEpoch, Time: noon, Step: 124, Epoch: 1, Loss: 0.75, ValLoss: &half, ImagesPerSecond: 412, Verdict: Improving, Memory: 724566016},
		{Event: EventEpoch, Time: noon, Step: 248, Epoch: 2, Loss: 0.75, ImagesPerSecond: 412},
		{Event: EventCheckpoint, Time: noon, Step: 248, Epoch: 2, Path: "checkpoints/step-00000248.safetensors"},
		{Event: EventWarning, Time: noon, Step: 248, Message: "A sentence.", Code: Damaged, Cause: "unexpected EOF"},
		{Event: EventPaused, Time: noon, Step: 250, Epoch: 3, Message: "A sentence.", Stopped: true, Code: Battery},
		{Event: EventFailed, Time: noon, Step: 300, Message: "A sentence.", Code: DiskFull, Cause: "no space left on device"},
		{Event: EventScore, Time: noon, Step: 248, Epoch: 2, Loss: 1.5, Score: 0.75, Right: 261, Of: 348, Best: true},
		{Event: EventDone, Time: noon, Step: 4960, Epoch: 40, Message: "A sentence."},
	}
	want, err := os.ReadFile("testdata/events.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(want), "\n")
	for i, e := range events {
		got, err := json.Marshal(e)
		if err != nil || i >= len(lines) || string(got) != lines[i] {
			t.Errorf("line %d: %s, %v", i+1, got, err)
		}
		var back Event
		if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(back, e) {
			t.Errorf("line %d came back as %+v, %v", i+1, back, err)
		}
	}
}

func step(n int) Event {
	return Event{Event: EventStep, Time: noon, Step: n, Epoch: 1, Loss: float64(n)}
}

func steps(events []Event) []int {
	var out []int
	for _, e := range events {
		if e.Event == EventStep {
			out = append(out, e.Step)
		}
	}
	return out
}

// A worker killed in the middle of a line, and another that goes on from an
// earlier checkpoint: each step is read once, in order.
func TestEventsOfAKilledWorker(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventsFile)
	write := func(events ...Event) {
		j, err := openJournal(disk.System{}, path)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if err := j.append(e); err != nil {
				t.Fatal(err)
			}
		}
		j.close()
	}
	start := func(at int) Event { return Event{Event: EventStart, Time: noon, Step: at} }
	warning := Event{Event: EventWarning, Time: noon, Step: 3, Message: "kept"}
	write(start(0), step(1), step(2), step(3), warning)
	whole, _ := os.ReadFile(path)
	for cut := 0; cut <= len(whole); cut += 7 {
		os.WriteFile(path, whole[:cut], 0o666)
		write(start(0), step(1), step(2), step(3))
		events, err := ReadEvents(path)
		if got := steps(events); err != nil || !reflect.DeepEqual(got, []int{1, 2, 3}) {
			t.Fatalf("cut at %d: steps %v, %v", cut, got, err)
		}
	}
	os.WriteFile(path, whole, 0o666)
	write(start(1), step(2))
	events, _ := ReadEvents(path)
	if got := steps(events); !reflect.DeepEqual(got, []int{1, 2}) {
		t.Errorf("steps %v", got)
	}
	if len(events) != 5 || !reflect.DeepEqual(events[2], warning) {
		t.Errorf("the warning is not kept: %+v", events)
	}
}

func TestReadEventsPassesOverRubbish(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventsFile)
	if events, err := ReadEvents(path); events != nil || err != nil {
		t.Errorf("no file: %v, %v", events, err)
	}
	good, _ := json.Marshal(step(1))
	os.WriteFile(path, []byte("\x00\x00\nnull\n{}\n{\"event\":\"unknown\"}\n"+strings.Repeat("x", 3*maxEventLine)+"\n"+string(good)+"\n"+string(good)), 0o666)
	events, err := ReadEvents(path)
	if err != nil || len(events) != 1 || events[0].Step != 1 {
		t.Errorf("got %+v, %v", events, err)
	}
}
