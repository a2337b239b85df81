// result.json: what was found about a run, until it learns on.

package evaluate

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"maestudio/core/run"
	"maestudio/core/run/disk"
)

const (
	resultFile = "result.json"
	rules      = 3 // the number changes with what is found and how; 2 let seen pictures be their own neighbours
)

// kept is the contents of result.json.
type kept struct {
	Of       string    `json:"of"`    // what it was found with
	Rules    int       `json:"rules"` // by which
	Result   *Result   `json:"result"`
	Pictures []Picture `json:"pictures"`
	Suspects []Suspect `json:"suspects"`
}

// keyOf tells weights from others, and a run that is done from one that is not.
func keyOf(r *run.Run) (string, error) {
	path := r.BestWeights()
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("The run %s has no weights yet. It is judged after its first epoch.", r.Dir)
	}
	return fmt.Sprintf("%s %d %d %t", filepath.Base(path), info.Size(), info.ModTime().UnixNano(), r.Done()), nil
}

// read returns what was kept; nil where there is nothing, or of other weights. now is
// false where an earlier program found it, by other rules than today's.
func read(dir, key string, classes []string) (r *Result, now bool) {
	raw, err := os.ReadFile(filepath.Join(dir, resultFile))
	if err != nil {
		return nil, false
	}
	var k kept
	if json.Unmarshal(raw, &k) != nil || k.Of != key || k.Result == nil || k.Result.Scores == nil || !slices.Equal(k.Result.Names, classes) {
		return nil, false
	}
	r = k.Result
	r.Pictures, r.Suspects = k.Pictures, k.Suspects
	for _, p := range r.Pictures {
		r.Predictions = append(r.Predictions, p.Predicted)
		r.Confidence = append(r.Confidence, p.Confidence)
		r.Right = append(r.Right, !p.Wrong())
	}
	return r, k.Rules == rules
}

func write(dir, key string, r *Result) {
	if raw, err := json.Marshal(kept{key, rules, r, r.Pictures, r.Suspects}); err == nil {
		_ = disk.WriteBytes(disk.System{}, filepath.Join(dir, resultFile), append(raw, '\n'))
	}
}

// Kept is what Own found before about a run as it is now, also by earlier rules; nil
// where it did not.
func Kept(dir string) *Result {
	r, err := run.Open(dir)
	if err != nil {
		return nil
	}
	key, err := keyOf(r)
	if err != nil {
		return nil
	}
	found, _ := read(dir, key, r.Config.Classify.Classes)
	return found
}
