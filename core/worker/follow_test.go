package worker

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"maestudio/core/run"
)

const events = `{"event":"start","time":"2026-11-23T20:00:00Z","step":0,"epoch":1,"steps":8,"epochs":2,"pictures":64,"held_out":8,"batch":16,"device":"cpu","family":"avx2","threads":2,"pid":7,"guess_flat":0.99,"guess_smear":0.86}
{"event":"probe","time":"2026-11-23T20:00:00Z","step":0,"epoch":0,"score":0.25,"right":25,"of":100,"classes":4}
{"event":"step","time":"2026-11-23T20:00:01Z","step":1,"epoch":1,"loss":1.1,"lr":0.1,"images_per_second":100,"eta_seconds":7}
{"event":"step","time":"2026-11-23T20:00:02Z","step":2,"epoch":1,"loss":1.0,"lr":0.1,"images_per_second":100,"eta_seconds":6}
{"event":"probe","time":"2026-11-23T20:00:03Z","step":4,"epoch":1,"score":0.5,"right":50,"of":100,"classes":4}
{"event":"epoch","time":"2026-11-23T20:00:04Z","step":4,"epoch":1,"loss":1.0,"val_loss":0.9,"images_per_second":100,"verdict":"over-smear"}
`

func write(t *testing.T, dir, text string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "events.jsonl"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestFollowSeesWhatIsAppended(t *testing.T) {
	dir := t.TempDir()
	f := Follow(dir)
	if s, changed, err := f.Next(); err != nil || changed || s.Status != Waiting {
		t.Fatalf("before the first event: %v %v %v", s.Status, changed, err)
	}
	write(t, dir, events+`{"event":"done","time":"2026-11-23T20:00:09Z","st`)
	s, changed, err := f.Next()
	if err != nil || !changed || len(s.Train) != 2 || len(s.Validation) != 1 || s.Validation[0].Loss != 0.9 {
		t.Fatalf("got %+v, %v, %v", s, changed, err)
	}
	if s.Guess == nil || s.Guess.Flat != 0.99 || s.Guess.Smear != 0.86 || s.Verdict != run.OverSmear {
		t.Errorf("guesses %v, verdict %q", s.Guess, s.Verdict)
	}
	if len(s.Scores) != 2 || s.Scores[1] != (Score{4, 1, 0.5, 50, 100, 4}) {
		t.Errorf("scores %+v", s.Scores)
	}
	if s.Status != Gone {
		t.Errorf("no process holds the run, and its status is %v", s.Status)
	}
	write(t, dir, `ep":8,"epoch":2,"message":"Done."}`+"\n")
	if s, _, _ = f.Next(); s.Status != Done {
		t.Errorf("the line that was torn is not read when it is whole: %v", s.Status)
	}
	if _, changed, _ = f.Next(); changed {
		t.Error("nothing was appended, and it says that something changed")
	}
}

// What a run waited, and what passed before a worker took it up again, is not in
// the time that it was trained.
func TestTrainedCountsWorkOnly(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, events+`{"event":"paused","time":"2026-11-23T20:00:05Z","step":4,"epoch":1,"stopped":false}
{"event":"step","time":"2026-11-23T21:00:00Z","step":5,"epoch":2,"loss":1.0,"lr":0.1}
{"event":"step","time":"2026-11-23T21:00:03Z","step":6,"epoch":2,"loss":1.0,"lr":0.1}
{"event":"start","time":"2026-11-24T08:00:00Z","step":6,"epoch":2,"steps":8,"epochs":2}
{"event":"step","time":"2026-11-24T08:00:02Z","step":7,"epoch":2,"loss":1.0,"lr":0.1}
{"event":"paused","time":"2026-11-24T08:00:02Z","step":7,"epoch":2,"stopped":true}
`)
	s, _, err := Follow(dir).Next()
	if err != nil || s.Trained != (5+3+2)*time.Second {
		t.Errorf("trained for %v, %v", s.Trained, err)
	}
}

// A wait is known with its end; that it was stopped is none.
func TestFollowKnowsWaits(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, events+`{"event":"paused","time":"2026-11-23T20:00:05Z","step":4,"epoch":1,"stopped":false,"message":"Paused: the disk is full."}
{"event":"warning","time":"2026-11-23T20:30:00Z","step":4,"message":"Something else."}
{"event":"step","time":"2026-11-23T21:00:00Z","step":5,"epoch":2,"loss":1.0,"lr":0.1}
{"event":"paused","time":"2026-11-23T21:00:02Z","step":5,"epoch":2,"stopped":true,"message":"Stopped after step 5."}
`)
	s, _, err := Follow(dir).Next()
	if err != nil || len(s.Waits) != 2 {
		t.Fatalf("waits %+v, %v", s.Waits, err)
	}
	if from, until := s.Waits[0], s.Waits[1]; until.Time.Sub(from.Time) != time.Hour-5*time.Second || from.Message != "Paused: the disk is full." || until.Message != "" {
		t.Errorf("it waited %+v", s.Waits)
	}
}

func TestFollowForgetsLostWork(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, events+`{"event":"start","time":"2026-11-23T20:01:00Z","step":1,"epoch":1,"steps":8,"epochs":2}
{"event":"step","time":"2026-11-23T20:01:02Z","step":2,"epoch":1,"loss":1.0,"lr":0.1}
`)
	s, _, err := Follow(dir).Next()
	if err != nil || len(s.Train) != 2 || s.Train[1].Step != 2 || len(s.Validation) != 0 || s.Verdict != run.Unknown || len(s.Scores) != 1 {
		t.Fatalf("got %+v, %v", s, err)
	}
}

// A run that is taken up again stands as it did after the last epoch that counts.
func TestFollowKeepsTheVerdict(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, events+`{"event":"epoch","time":"2026-11-23T20:00:09Z","step":8,"epoch":2,"loss":1.0,"val_loss":0.9,"images_per_second":100,"verdict":"level-over-smear"}
{"event":"start","time":"2026-11-23T20:01:00Z","step":4,"epoch":2,"steps":8,"epochs":2}
`)
	s, _, err := Follow(dir).Next()
	if err != nil || len(s.Validation) != 1 || s.Verdict != run.OverSmear {
		t.Fatalf("got %+v, %v", s, err)
	}
}

func TestFollowOfNothing(t *testing.T) {
	if _, _, err := Follow(filepath.Join(t.TempDir(), "gone")).Next(); err == nil {
		t.Error("a run that is gone is not told")
	}
}

// What a worker warned of that has ended may be mended when the next one starts.
func TestWarningsOfAWorkerThatEnded(t *testing.T) {
	dir := t.TempDir()
	const warning = `{"event":"warning","time":"2026-11-23T20:00:05Z","step":4,"message":"Nine pictures are gone."}` + "\n"
	write(t, dir, events+warning)
	f := Follow(dir)
	s, _, err := f.Next()
	if w, warned := s.Warned(); err != nil || !warned || w.Message != "Nine pictures are gone." {
		t.Errorf("while it works: %+v, %v", w, err)
	}
	write(t, dir, `{"event":"failed","time":"2026-11-23T20:00:06Z","step":4,"message":"The pictures are gone."}
{"event":"start","time":"2026-11-23T20:01:00Z","step":4,"epoch":2,"steps":8,"epochs":2}
`)
	if s, _, err = f.Next(); err != nil || len(s.Warnings) != 1 {
		t.Fatalf("got %+v, %v", s, err)
	}
	if w, warned := s.Warned(); warned {
		t.Errorf("of the next worker it tells %+v", w)
	}
}
