package run

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"maestudio/core/mae"
	"maestudio/core/run/disk"
	"maestudio/core/train"
	"maestudio/core/weights"
)

// The two newest are kept, and what the run may go back to from this stretch and the
// next; of three the one before the newest is the first to go.
func TestWhichWholeStatesAreKept(t *testing.T) {
	w := &worker{Run: &Run{Config: microConfig()}, pictures: make([]Picture, 8*100)} // stretches of 100 steps
	for _, c := range []struct {
		saved []int
		want  []int
	}{
		{[]int{100, 200, 300}, []int{300, 200}},
		{[]int{90, 180, 270, 290}, []int{290, 180, 90}},
		{[]int{40, 120, 130, 140, 150}, []int{150, 140, 40}},
		{[]int{100, 200, 250}, []int{250, 200, 100}},
		{[]int{100, 200, 250, 300}, []int{300, 250, 200}},
		{[]int{1, 2, 3, 4}, []int{4, 3}},
		{[]int{500, 1000, 1500}, []int{1500, 1000}},
	} {
		dir, before := t.TempDir(), -1
		for _, step := range c.saved {
			os.WriteFile(filepath.Join(dir, checkpointName(step)), nil, 0o666)
			if err := pruneCheckpoints(disk.System{}, dir, step, before, w.marks(step)...); err != nil {
				t.Fatal(err)
			}
			before = step
		}
		if left, _ := listCheckpoints(dir); !slices.Equal(left, c.want) {
			t.Errorf("saved at %v: kept %v, want %v", c.saved, left, c.want)
		}
	}
}

func TestWhichWeightsAreKept(t *testing.T) {
	var spaced []int
	for epoch := range 101 {
		if epoch > 0 && isSpaced(epoch) {
			spaced = append(spaced, epoch)
		}
	}
	if want := []int{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96}; !slices.Equal(spaced, want) {
		t.Errorf("epochs %v, want %v", spaced, want)
	}
	for n, want := range map[int][]int{0: nil, 1: {3}, 3: {3, 6, 12}, 9: {3, 6, 12, 24, 48, 2, 8, 32, 4}} {
		if got := closest(spaced, n); n < 9 && !reflect.DeepEqual(got, want) || len(got) != n || slices.Contains(got, 1) || slices.Contains(got, 96) {
			t.Errorf("%d go: %v, want %v", n, got, want)
		}
	}
	if got := closest([]int{5, 9}, 5); len(got) != 2 {
		t.Errorf("of two, five go: %v", got)
	}
}

// Deleting earlier states leaves what a run goes on from, and the best weights.
func TestDropEarlier(t *testing.T) {
	r := &Run{Dir: t.TempDir()}
	if n, bytes := r.Earlier(); n != 0 || bytes != 0 {
		t.Errorf("a run without states has %d earlier ones", n)
	}
	dir := r.path(checkpointsDir)
	os.Mkdir(dir, 0o777)
	for i, name := range []string{stepName(weightsOnly, 10), stepName(weightsOnly, 20), checkpointName(30), stepName(weightsOnly, 15)} {
		os.WriteFile(filepath.Join(dir, name), make([]byte, 100*(i+1)), 0o666)
	}
	os.WriteFile(r.path(eventsFile), []byte(`{"event":"epoch","step":10,"val_loss":0.9}
{"event":"epoch","step":15,"val_loss":0.8}
{"event":"epoch","step":20,"val_loss":1.2}
`), 0o666)
	if n, bytes := r.Earlier(); n != 2 || bytes != 300 {
		t.Errorf("%d earlier states of %d bytes", n, bytes)
	}
	if err := r.DropEarlier(); err != nil {
		t.Fatal(err)
	}
	if n, _ := r.Earlier(); n != 0 {
		t.Errorf("%d earlier states are left", n)
	}
	if left, _ := listCheckpoints(dir); !slices.Equal(left, []int{30}) {
		t.Errorf("whole states %v are left", left)
	}
	if left, _ := listSteps(dir, weightsOnly); !slices.Equal(left, []int{15}) {
		t.Errorf("weights %v are left", left)
	}
}

// What Worse says is true: the weights of the epoch with the lowest loss stay, and are
// those of that epoch, however long it gets worse, whatever the budget, and whoever goes
// on after a kill.
func TestBestWeightsStay(t *testing.T) {
	for budget, want := range map[float64][]int{usualBudget: {60, 40, 30, 25, 20, 15, 10, 5}, 1e-9: {25}} {
		r := newRun(t, func(c *Config) { c.Training.Epochs, c.Checkpoints.BudgetGB = 13, budget }) // epochs of 5 steps
		w := newKeeping(t, r)
		var saved []Verdict
		for i, loss := range []float64{0.9, 0.7, 0.6, 0.5, 0.4, 0.45, 0.43, 0.5, 0.6, 0.42, 0.45, 0.43, 0.5} {
			epoch := i + 1
			if epoch == 8 { // the worker was killed
				w = newKeeping(t, r)
			}
			w.step = 5 * epoch
			mark := make([]float32, 16)
			mark[0] = float32(epoch)
			if err := w.task.params().Set("norm.bias", mark); err != nil {
				t.Fatal(err)
			}
			if err := w.Epoch(train.EpochReport{State: train.State{Step: w.step}, Epoch: epoch, Validation: &loss}); err != nil {
				t.Fatal(err)
			}
			saved = append(saved, Judge(mae.Guess{Flat: 1, Smear: 1}, w.past.losses, 1000, 0))
		}
		if !slices.Contains(saved, Worse) {
			t.Errorf("it does not get worse: %v", saved)
		}
		if left, _ := listSteps(r.path(checkpointsDir), weightsOnly); !slices.Equal(left, want) {
			t.Errorf("a budget of %v GB: weights of steps %v, want %v", budget, left, want)
		}
		s, err := weights.ReadFile(r.path(checkpointsDir, stepName(weightsOnly, 25)))
		if err != nil {
			t.Fatal(err)
		}
		if bias, err := s.Float32("norm.bias", 16); err != nil || bias[0] != 5 {
			t.Errorf("the best weights are those of epoch %v, %v", bias, err)
		}
	}
}

// newKeeping is a worker that keeps what it is told of, with two guesses to judge by.
func newKeeping(t *testing.T, r *Run) *worker {
	t.Helper()
	files := disk.System{}
	if err := files.MkdirAll(r.path(checkpointsDir)); err != nil {
		t.Fatal(err)
	}
	j, err := openJournal(files, r.path(eventsFile))
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{Run: r, options: AdvanceOptions{FS: files}, journal: j, clock: newWorkClock(time.Now)}
	if err := w.readList(); err != nil {
		t.Fatal(err)
	}
	w.batch = r.Config.Training.Batch
	if err := w.build(nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.close(); w.clock.stop(); j.close() })
	w.step = r.Config.Training.Epochs * w.stepsPerEpoch() // all that the events have is done
	if err := w.remember(); err != nil {
		t.Fatal(err)
	}
	w.past.guess = &mae.Guess{Flat: 1, Smear: 1}
	return w
}

// Weights stay within the budget, and those of a future that was lost go.
func TestBudget(t *testing.T) {
	larger := microConfig().Model // so that the heads of its files are small beside what is in them
	larger.EncoderDim, larger.DecoderDim = 3*larger.EncoderDim, 3*larger.DecoderDim
	weight := 4 * float64(larger.MAE().Params())
	r := newRun(t, func(c *Config) {
		c.Model = larger
		c.Training.Epochs, c.Checkpoints.BudgetGB = 8, (11+3+0.5)*weight/1e9
	})
	advance(t, r, AdvanceOptions{FS: quick()})
	left, _ := listSteps(r.path(checkpointsDir), weightsOnly)
	if want := []int{40, 30, 10, 5}; !slices.Equal(left, want) { // of epochs 1, 2, 3, 4, 6, 8, the last of which is the best
		t.Errorf("weights of steps %v, want %v", left, want)
	}
	var sum float64
	filepath.WalkDir(r.Dir, func(path string, d os.DirEntry, _ error) error {
		if info, err := d.Info(); err == nil && filepath.Ext(path) == ".safetensors" {
			sum += float64(info.Size())
		}
		return nil
	})
	if limit := r.Config.Checkpoints.BudgetGB * 1e9; sum > limit || sum > r.Config.Disk() {
		t.Errorf("states take %.0f bytes, the budget is %.0f and the forecast %.0f", sum, limit, r.Config.Disk())
	}
	none := newRun(t, func(c *Config) { c.Checkpoints.BudgetGB = 1e-9 })
	stopAt(t, none, 14, nil)
	if left, _ := listSteps(none.path(checkpointsDir), weightsOnly); !slices.Equal(left, []int{10}) { // the best
		t.Errorf("without a budget weights of %v are kept", left)
	}
	if left, _ := listCheckpoints(none.path(checkpointsDir)); len(left) < 2 {
		t.Errorf("without a budget whole states are kept of %v", left)
	}
}

// The clock leaves out what is no work: a gap in which nobody looked, and waits.
func TestClockLeavesSleepOut(t *testing.T) {
	at := time.Unix(1000, 0)
	c := &workClock{real: func() time.Time { return at }, last: at}
	began := c.Now()
	pass := func(d time.Duration) { at = at.Add(d); c.Now() }
	for range 10 {
		pass(time.Second)
	}
	pass(8 * time.Hour) // the machine slept
	pass(2 * time.Second)
	c.skip(time.Second) // the disk was full
	pass(-time.Hour)    // somebody set the clock
	if got := c.Now().Sub(began); got != 11*time.Second-time.Hour {
		t.Errorf("%v of work", got)
	}
}

// While courtesy has a reason the run waits; a person's word comes first.
func TestCourtesy(t *testing.T) {
	r := newRun(t)
	var why error
	var paused []Event
	asked := 0
	advance(t, r, AdvanceOptions{FS: quick(), Hold: func() error {
		if asked++; len(paused) == 1 && asked > 3 {
			why = nil
		}
		return why
	}, Events: func(e Event) {
		switch {
		case e.Event == EventStep && (e.Step == 3 || e.Step == 7):
			why, asked = Errorf(Battery, nil, "The computer runs on its battery."), 0
		case e.Event == EventPaused:
			paused = append(paused, e)
			if len(paused) == 2 {
				r.Send(Resume) // in spite of the battery
			}
		}
	}})
	if len(paused) != 2 || paused[0].Step != 3 || paused[1].Step != 7 || paused[0].Code != Battery ||
		paused[0].Message != "Paused after step 3: The computer runs on its battery. The run is kept." {
		t.Errorf("paused %+v", paused)
	}
	if n := len(losses(t, r)); n != 15 {
		t.Errorf("%d steps", n)
	}
}

// What the system cannot do of courtesy is told once in a run.
func TestRemarks(t *testing.T) {
	r := newRun(t)
	remarks := func() []error { return []error{Errorf(Courtesy, errors.New("no helper"), "It may go to sleep.")} }
	advance(t, r, AdvanceOptions{Remarks: remarks})
	advance(t, r, AdvanceOptions{Epochs: 4, Remarks: remarks})
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, e := range events {
		if e.Event == EventWarning && e.Code == Courtesy && e.Message == "It may go to sleep." && e.Cause == "no helper" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("it is told %d times", told)
	}
}

// A line that a full disk tore is ended before the next.
func TestJournalAfterATornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventsFile)
	f, err := disk.System{}.Append(path)
	if err != nil {
		t.Fatal(err)
	}
	tearing := &tearing{File: f}
	j := &journal{path: path, file: tearing}
	for i := range 3 {
		tearing.now = i == 1
		if err := j.append(Event{Event: EventDone, Step: i}); (err != nil) != tearing.now {
			t.Error(err)
		}
	}
	j.close()
	if events, err := ReadEvents(path); err != nil || len(events) != 2 || events[1].Step != 2 {
		t.Errorf("%+v, %v", events, err)
	}
}

type tearing struct {
	disk.File
	now bool
}

func (f *tearing) Write(b []byte) (int, error) {
	if !f.now {
		return f.File.Write(b)
	}
	n, _ := f.File.Write(b[:len(b)/2])
	return n, errors.New("no room")
}
