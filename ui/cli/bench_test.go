package cli_test

import (
	"encoding/json"
	"testing"

	"maestudio/core/bench"
)

// How soon a run makes its first step is measured on a process, with and without a
// number of threads.
func TestBenchStartsAWorker(t *testing.T) {
	for _, threads := range [][]string{nil, {"--threads", "1"}} {
		var found bench.Report
		r := maestudio(t, append([]string{"bench", "--only", "start", "--preset", "quick", "--json"}, threads...)...)
		if err := json.Unmarshal([]byte(r.out), &found); err != nil || r.code != 0 || found.Start <= 0 {
			t.Errorf("%q: %v, %s%s", threads, err, r.out, r.err)
		}
	}
}
