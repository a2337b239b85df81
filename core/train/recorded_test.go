package train

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maestudio/core/dataset"
)

// recorded is a course that takes the time that a real run took.
type recorded struct {
	keeper
	took map[string]map[int]time.Duration // by what was done, and after which step or epoch
	told []time.Time                      // when each step was reported
}

// readRecorded reads lines such as "sample 10:240 20:251".
func readRecorded(t *testing.T, path string) *recorded {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorded{took: map[string]map[int]time.Duration{}}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if words[0] == "#" {
			continue
		}
		if r.took[words[0]] == nil {
			r.took[words[0]] = map[int]time.Duration{}
		}
		for _, word := range words[1:] {
			var at, ms int
			if _, err := fmt.Sscanf(word, "%d:%d", &at, &ms); err != nil {
				t.Fatalf("%s: %q: %v", path, word, err)
			}
			r.took[words[0]][at] = time.Duration(ms) * time.Millisecond
		}
	}
	return r
}

func (r *recorded) spend(what string, at int) { r.hands.move(r.took[what][at].Seconds()) }

func (r *recorded) Backward(*dataset.Batch, float32, bool) (float64, error) {
	r.spend("step", len(r.told)+1)
	return 1, nil
}
func (r *recorded) Step(report StepReport) error {
	r.told = append(r.told, r.hands.now())
	return r.keeper.Step(report)
}
func (r *recorded) Epoch(report EpochReport) error { r.epochs = append(r.epochs, report); return nil }
func (r *recorded) Validate(context.Context) (*float64, error) {
	r.spend("validate", len(r.epochs)+1)
	return nil, nil
}
func (r *recorded) Ask(_ context.Context, epoch int) error { r.spend("ask", epoch); return nil }
func (r *recorded) Sample(s State) error                   { r.spend("sample", s.Step); return nil }
func (r *recorded) Save(s State) error                     { r.spend("save", s.Step); return nil }
func (r *recorded) Done(State) error                       { return nil }

// The times of real runs: from the first step of the second epoch on, the time left
// is right within a tenth, or within three seconds in the last twenty.
func TestTimeLeftOfRecordedRuns(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.times")
	if len(paths) < 2 {
		t.Fatalf("recorded are %v", paths)
	}
	for _, path := range paths {
		r := readRecorded(t, path)
		c, l := newCourse()
		r.keeper = keeper{c}
		at := func(what string) func(int) bool {
			return func(at int) bool { _, there := r.took[what][at]; return there }
		}
		l.Method, l.Keeper, l.SampleAt, l.AskAt = r, r, at("sample"), at("ask")
		l.Steps, l.Accumulate, l.Batches = len(r.took["step"]), 1, len(r.took["step"])/len(r.took["validate"])
		c.batches = l.Batches
		if err := l.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		end, looked, worst := c.hands.now(), 0, 0.0
		for i, report := range c.reports[l.Batches:] {
			really := end.Sub(r.told[l.Batches+i])
			off := (report.Left - really).Abs()
			if looked++; off > really/10 && (really > 20*time.Second || off > 3*time.Second) {
				t.Errorf("%s, step %d: %v left, really %v", path, report.State.Step, report.Left.Round(time.Second/10), really)
			}
			if really > 20*time.Second {
				worst = max(worst, off.Seconds()/really.Seconds())
			}
		}
		t.Logf("%s: %d steps were looked at; before the last 20 s off by %.1f %% at most", path, looked, 100*worst)
	}
}
