package cli

import (
	"bytes"
	"strings"
	"testing"

	"maestudio/core/run"
)

// An epoch says how the run stands when that has changed, wherever it stands.
func TestVerdictOnTheTerminal(t *testing.T) {
	for _, v := range []run.Verdict{run.OverFlat, run.OverSmear, run.LevelOverFlat, run.LevelOverSmear, run.Improving, run.Level, run.Worse} {
		var out bytes.Buffer
		p := (&app{name: "maestudio", out: &out, err: &out}).progress(false)
		for range 2 {
			p.event(run.Event{Event: run.EventEpoch, Epoch: 1, Verdict: v})
		}
		if strings.Count(out.String(), v.Sentence()) != 1 {
			t.Errorf("%s is told so:\n%s", v, &out)
		}
	}
}

// An epoch whose steps another worker did has no speed that is known, and none is said.
func TestSpeedOfAnEpoch(t *testing.T) {
	for speed, want := range map[float64]bool{0: false, 120: true} {
		var out bytes.Buffer
		p := (&app{name: "maestudio", out: &out, err: &out}).progress(false)
		p.event(run.Event{Event: run.EventEpoch, Epoch: 1, ImagesPerSecond: speed})
		if got := strings.Contains(out.String(), "pictures/s"); got != want {
			t.Errorf("of %v pictures a second it says %s", speed, &out)
		}
	}
}
