package run

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
)

// short is a run of 5 steps, with checkpoints after 2 and 4.
func short(c *Config) { c.Training.Epochs, c.Checkpoints.Steps = 1, 2 }

// stopAfter advances a run until a step is done.
func stopAfter(t testing.TB, r *Run, step int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := Advance(ctx, r.Dir, AdvanceOptions{CacheDir: t.TempDir(), Events: func(e Event) {
		if e.Event == EventStep && e.Step == step {
			cancel()
		}
	}})
	if !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
}

// fails advances a run that has to fail with a code and a sentence that holds
// some words, and to say so in its events.
func fails(t testing.TB, r *Run, o AdvanceOptions, code Code, words ...string) {
	t.Helper()
	o.CacheDir = t.TempDir()
	err := Advance(context.Background(), r.Dir, o)
	if CodeOf(err) != code {
		t.Errorf("code %q of %v, want %q", CodeOf(err), err, code)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the sentence lacks %q: %v", w, err)
		}
	}
	events, _ := r.Events()
	if e := events[len(events)-1]; e.Event != EventFailed || e.Code != code || e.Message != err.Error() {
		t.Errorf("the last event is %+v", e)
	}
}

// The newest checkpoint is damaged: the run goes on from the one before, says
// so, and ends as if nothing had been.
func TestDamagedCheckpoint(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	straight := newRunOf(t, pictures)
	advance(t, straight, AdvanceOptions{})
	r := newRunOf(t, pictures)
	stopAfter(t, r, 10)
	found, _ := listCheckpoints(r.path(checkpointsDir))
	if err := os.Truncate(r.path(checkpointsDir, checkpointName(found[0])), 1000); err != nil {
		t.Fatal(err)
	}
	var warnings []string
	advance(t, r, AdvanceOptions{Events: func(e Event) {
		if e.Event == EventWarning {
			warnings = append(warnings, e.Message)
		}
	}})
	if len(warnings) != 1 || !strings.Contains(warnings[0], "step-00000010.safetensors cannot be read. The run goes on from the one before, of step 8.") {
		t.Errorf("warnings %q", warnings)
	}
	if weightsSum(t, r) != weightsSum(t, straight) || !reflect.DeepEqual(losses(t, r), losses(t, straight)) {
		t.Error("it ends as another model")
	}
}

func TestAllCheckpointsDamaged(t *testing.T) {
	r := newRun(t, short)
	stopAfter(t, r, 4)
	found, _ := listCheckpoints(r.path(checkpointsDir))
	for _, step := range found {
		os.Truncate(r.path(checkpointsDir, checkpointName(step)), 100)
	}
	fails(t, r, AdvanceOptions{}, Damaged, "No checkpoint of this run can be read", "--init", weightsFile)
}

func TestChangedSettingsAreRefused(t *testing.T) {
	r := newRun(t, short)
	stopAfter(t, r, 3)
	r.Config.Training.BLR *= 2
	if err := writeConfig(disk.System{}, r.path(configFile), r.Config); err != nil {
		t.Fatal(err)
	}
	fails(t, r, AdvanceOptions{}, Settings, "was changed after step 3")
	r.Config.Training.BLR /= 2
	writeConfig(disk.System{}, r.path(configFile), r.Config)
	advance(t, r, AdvanceOptions{})
}

// Whatever call to the disk fails, the worker ends with a sentence, and the run
// goes on as if nothing had been.
func TestEveryCallToTheDiskMayFail(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 22) // of which one is held out: most of the time goes into sheets
	fresh := newRunOf(t, pictures, short, func(c *Config) { c.Training.Batch = 2 })
	straight := copyRun(t, fresh)
	fs := &faulty.FS{FS: disk.System{}, NoSync: true}
	advance(t, straight, AdvanceOptions{FS: fs})
	want, calls := weightsSum(t, straight), fs.Calls()
	for n := 1; n <= calls; n++ {
		r := copyRun(t, fresh)
		cause := []error{syscall.ENOSPC, syscall.EIO}[n%2]
		fs := &faulty.FS{FS: disk.System{}, FailAt: n, Err: cause, Lasting: n%3 == 0, Partial: true, NoSync: true}
		ctx, cancel := context.WithCancel(context.Background())
		paused := func(e Event) {
			if e.Event == EventPaused && fs.Lasting {
				cancel() // else it would wait for ever
			}
		}
		err := Advance(ctx, r.Dir, AdvanceOptions{FS: fs, CacheDir: t.TempDir(), Events: paused})
		cancel()
		if err != nil && cause == syscall.ENOSPC && !fs.Lasting && n > 1 { // the first opens the list of events
			t.Errorf("call %d: on a disk that was full for a moment: %v", n, err)
		}
		if wanted := map[error]Code{syscall.ENOSPC: DiskFull, syscall.EIO: Disk}[cause]; err != nil && CodeOf(err) != wanted {
			t.Errorf("call %d: %v (code %q, want %q)", n, err, CodeOf(err), wanted)
		}
		advance(t, r, AdvanceOptions{FS: &faulty.FS{FS: disk.System{}, NoSync: true}})
		if weightsSum(t, r) != want || len(losses(t, r)) != 5 {
			t.Errorf("call %d failed (%v) and the run ended as another model", n, err)
		}
	}
	t.Logf("%d calls", calls)
}

// On a disk that is full a run waits, says so, and goes on by itself when there is
// room, with the same bits.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t)
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	straight := newRunOf(t, pictures)
	advance(t, straight, AdvanceOptions{})
	r, err := Create(context.Background(), filepath.Join(dir, "run"), microConfig(pictures), CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join(dir, "filler")
	var paused []Event
	said := ""
	advance(t, r, AdvanceOptions{Events: func(e Event) {
		switch {
		case e.Event == EventStep && e.Step == 9:
			fill(t, filler)
		case e.Event == EventPaused:
			paused = append(paused, e)
			owner, _ := r.Worker()
			said = owner.Waits
			os.Remove(filler)
		case e.Event == EventStep && e.Step > 10:
			if owner, _ := r.Worker(); owner.Waits != "" {
				t.Errorf("at work again LOCK says %q", owner.Waits)
			}
		}
	}})
	if len(paused) == 0 || paused[0].Code != DiskFull || paused[0].Stopped {
		t.Fatalf("paused %+v", paused)
	}
	if said != paused[0].Message {
		t.Errorf("LOCK says %q", said)
	}
	for _, words := range []string{"Paused: the disk is full.", "Nothing is lost: the run is kept as of step ", "goes on by itself as soon as there is room."} {
		if !strings.Contains(paused[0].Message, words) {
			t.Errorf("the sentence lacks %q: %s", words, paused[0].Message)
		}
	}
	if weightsSum(t, r) != weightsSum(t, straight) || !reflect.DeepEqual(losses(t, r), losses(t, straight)) {
		t.Error("it ends as another model")
	}
}

// A person can end the wait; the run goes on from its last checkpoint.
func TestStoppedOnAFullDisk(t *testing.T) {
	dir := smallDisk(t)
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	r, err := Create(context.Background(), filepath.Join(dir, "run"), microConfig(pictures), CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	filler, small := filepath.Join(dir, "filler"), filepath.Join(dir, "small")
	os.WriteFile(small, make([]byte, 1<<13), 0o666)
	err = Advance(context.Background(), r.Dir, AdvanceOptions{CacheDir: t.TempDir(), Events: func(e Event) {
		switch {
		case e.Event == EventStep && e.Step == 9:
			fill(t, filler)
		case e.Event == EventPaused:
			os.Remove(small) // room for a command, and for no checkpoint
			if err := r.Send(Stop); err != nil {
				t.Error(err)
			}
		}
	}})
	if CodeOf(err) != DiskFull || !strings.Contains(err.Error(), "kept as of step") {
		t.Errorf("got %v", err)
	}
	os.Remove(filler)
	advance(t, r, AdvanceOptions{})
	if n := len(losses(t, r)); n != 15 {
		t.Errorf("%d steps", n)
	}
}

// fill takes all room that a disk has.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 1<<12); err == nil; {
		_, err = f.Write(block)
	}
}

func TestReadOnlyRun(t *testing.T) {
	r := newRun(t, short)
	fs := &faulty.FS{FS: disk.System{}, FailAt: 1, Lasting: true, Err: syscall.EROFS}
	err := Advance(context.Background(), r.Dir, AdvanceOptions{FS: fs})
	if CodeOf(err) != ReadOnly || !strings.Contains(err.Error(), "writing is not allowed there") {
		t.Errorf("got %v", err)
	}
}

func TestRunThatMayNotBeWritten(t *testing.T) {
	r := newRun(t, short)
	stopAfter(t, r, 3)
	os.Chmod(r.Dir, 0o555)
	os.Chmod(filepath.Dir(filepath.Dir(r.Dir)), 0o755)
	withoutRights(t, func() {
		err := Advance(context.Background(), r.Dir, AdvanceOptions{})
		if CodeOf(err) != ReadOnly || !strings.Contains(err.Error(), "writing is not allowed there") {
			t.Errorf("got %v", err)
		}
	})
	os.Chmod(r.Dir, 0o777)
	advance(t, r, AdvanceOptions{})
}

func TestSecondWorkerIsRefused(t *testing.T) {
	r := newRun(t, short)
	var second error
	var owner Owner
	advance(t, r, AdvanceOptions{Events: func(e Event) {
		if e.Event == EventStep && e.Step == 2 {
			owner = readOwner(r.path(lockFile))
			second = Advance(context.Background(), r.Dir, AdvanceOptions{})
		}
	}})
	if owner.PID != os.Getpid() {
		t.Errorf("LOCK names %+v", owner)
	}
	if left := readOwner(r.path(lockFile)); left.PID != 0 {
		t.Errorf("a worker that ended in order left %+v", left)
	}
	if CodeOf(second) != Busy || !strings.Contains(second.Error(), owner.String()) {
		t.Errorf("got %v", second)
	}
	if n := kinds(t, r); n[EventFailed] != 0 || n[EventStep] != 5 {
		t.Errorf("events %v", n)
	}
}

// Pictures whose folder goes away while the run is on stop it with a sentence;
// put back, it goes on as if nothing had been.
func TestFolderGoesAway(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	straight := newRunOf(t, pictures)
	advance(t, straight, AdvanceOptions{})
	r := newRunOf(t, pictures)
	away := pictures + " elsewhere"
	fails(t, r, AdvanceOptions{Events: func(e Event) {
		if e.Event == EventStep && e.Step == 1 {
			if err := os.Rename(pictures, away); err != nil {
				t.Error(err)
			}
		}
	}}, Pictures, "kept as of step", pictures)
	if err := os.Rename(away, pictures); err != nil {
		t.Fatal(err)
	}
	advance(t, r, AdvanceOptions{})
	if weightsSum(t, r) != weightsSum(t, straight) {
		t.Error("it ends as another model")
	}
}

func TestCommands(t *testing.T) {
	r := newRun(t)
	send := func(command string) {
		if err := r.Send(command); err != nil {
			t.Error(err)
		}
	}
	send(Stop) // before the worker: history
	var paused []Event
	err := Advance(context.Background(), r.Dir, AdvanceOptions{CacheDir: t.TempDir(), Events: func(e Event) {
		switch {
		case e.Event == EventPaused:
			paused = append(paused, e)
			send(Resume)
		case e.Event == EventStep && e.Step == 3:
			send(SampleNow)
			send("dance")
			send(Pause)
		case e.Event == EventStep && e.Step == 7:
			send(Stop)
		}
	}})
	if !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	if len(paused) != 2 || paused[0].Step != 3 || paused[0].Stopped || paused[1].Step != 7 || !paused[1].Stopped {
		t.Errorf("paused %+v", paused)
	}
	if _, err := os.Stat(r.path(samplesDir, "step-00000003.png")); err != nil {
		t.Error(err)
	}
	if n := kinds(t, r); n[EventWarning] != 1 || n[EventStep] != 7 {
		t.Errorf("events %v", n)
	}
}

func TestFinishedRunIsLeftAlone(t *testing.T) {
	r := newRun(t, short)
	advance(t, r, AdvanceOptions{})
	before := kinds(t, r)
	advance(t, r, AdvanceOptions{})
	if after := kinds(t, r); !reflect.DeepEqual(after, before) {
		t.Errorf("events %v, before %v", after, before)
	}
}

func TestAdvanceWhereNoRunIs(t *testing.T) {
	dir := t.TempDir()
	err := Advance(context.Background(), dir, AdvanceOptions{})
	if CodeOf(err) != NotARun || !strings.Contains(err.Error(), "start a new run") {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("it left %v", left)
	}
}

// The weights of a finished run come back from its checkpoint.
func TestLostWeightsComeBack(t *testing.T) {
	r := newRun(t, short)
	advance(t, r, AdvanceOptions{})
	want := weightsSum(t, r)
	whole, err := os.ReadFile(r.path(weightsFile))
	if err != nil {
		t.Fatal(err)
	}
	flipped := slices.Clone(whole)
	flipped[len(flipped)-9] ^= 0x10
	for what, content := range map[string][]byte{"gone": nil, "cut": whole[:100], "changed": flipped} {
		os.Remove(r.path(weightsFile))
		if content != nil {
			if err := os.WriteFile(r.path(weightsFile), content, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		var warnings []string
		advance(t, r, AdvanceOptions{Events: func(e Event) { warnings = append(warnings, e.Message) }})
		if weightsSum(t, r) != want || len(warnings) != 1 || !strings.Contains(warnings[0], "was written again, from the checkpoint of step 5") {
			t.Errorf("%s: not as they were, or told as %q", what, warnings)
		}
	}
}

// Without its checkpoints a run does not begin anew, over what it has learned.
func TestLostCheckpoints(t *testing.T) {
	r := newRun(t, short)
	advance(t, r, AdvanceOptions{})
	want := weightsSum(t, r)
	os.RemoveAll(r.path(checkpointsDir))
	fails(t, r, AdvanceOptions{}, Damaged, "had step 5 last", "--init "+r.path(weightsFile))
	if weightsSum(t, r) != want {
		t.Error("the weights were written over")
	}
	os.Remove(r.path(weightsFile))
	fails(t, r, AdvanceOptions{}, Damaged, "or start a new run.")
}
