package run

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"maestudio/core/run/disk"
	"maestudio/core/run/disk/faulty"
	"maestudio/core/train"
	"maestudio/core/weights"
)

// state makes a checkpoint of a step; its values depend on the step.
func state(t testing.TB, step int) checkpoint {
	t.Helper()
	s := weights.NewState()
	for i, name := range []string{"norm.weight", "exp_avg.norm.weight", "exp_avg_sq.norm.weight"} {
		if err := s.AddFloat32(name, []float32{float32(step), float32(i), 0.1}, 3); err != nil {
			t.Fatal(err)
		}
	}
	return checkpoint{State: train.State{Step: step, Epochs: step / 10, LossSum: 0.1 + 0.2, Seconds: 1.0 / 3},
		Tensors: s, Config: "config", Files: "files", Seed: 1 << 60}
}

func TestCheckpointIsReadAsWritten(t *testing.T) {
	dir := t.TempDir()
	want := state(t, 1240)
	name, size, err := want.write(disk.System{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(filepath.Join(dir, name)); name != "step-00001240.safetensors" || info.Size() != size {
		t.Errorf("%s of %d bytes: %v", name, size, info)
	}
	got, err := readCheckpoint(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if got.State != want.State || got.Config != want.Config || got.Files != want.Files || got.Seed != want.Seed {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !reflect.DeepEqual(got.Tensors.Names, want.Tensors.Names) || !reflect.DeepEqual(values(t, got), values(t, &want)) {
		t.Errorf("tensors %v %v", got.Tensors.Names, values(t, got))
	}
}

func values(t *testing.T, c *checkpoint) (all []float32) {
	t.Helper()
	for _, name := range c.Tensors.Names {
		v, err := c.Tensors.Float32(name, 3)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v...)
	}
	return all
}

// Any byte that is changed, and any end that is cut off, is noticed.
func TestCheckpointDamageIsNoticed(t *testing.T) {
	dir := t.TempDir()
	name, _, err := state(t, 3).write(disk.System{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	whole, _ := os.ReadFile(path)
	want, _ := readCheckpoint(path)
	for i := 0; i < len(whole); i += 3 {
		changed := bytes.Clone(whole)
		changed[i] ^= 4
		os.WriteFile(path, changed, 0o666)
		if got, err := readCheckpoint(path); err == nil && !(got.State == want.State && got.Config == want.Config && reflect.DeepEqual(values(t, got), values(t, want))) {
			t.Fatalf("byte %d was changed and something else was read: %+v", i, got)
		}
		os.WriteFile(path, whole[:i], 0o666)
		if _, err := readCheckpoint(path); err == nil {
			t.Fatalf("only %d of %d bytes, and no error", i, len(whole))
		}
	}
}

func TestNewestCheckpointPassesDamagedOver(t *testing.T) {
	dir := t.TempDir()
	if c, damaged, err := newestCheckpoint(filepath.Join(dir, "none"), TrainingConfig{}); c != nil || damaged != nil || err != nil {
		t.Errorf("no folder: %v %v %v", c, damaged, err)
	}
	for _, step := range []int{90, 100, 110} {
		if _, _, err := state(t, step).write(disk.System{}, dir); err != nil {
			t.Fatal(err)
		}
	}
	os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o666)
	os.WriteFile(filepath.Join(dir, "step-00000999.safetensors.tmp"), []byte("half"), 0o666)
	os.Truncate(filepath.Join(dir, checkpointName(110)), 50)
	c, damaged, err := newestCheckpoint(dir, TrainingConfig{})
	if err != nil || c == nil || c.State.Step != 100 || len(damaged) != 1 || damaged[0].Name != checkpointName(110) {
		t.Errorf("got %+v, %+v, %v", c, damaged, err)
	}
	if err := pruneCheckpoints(disk.System{}, dir, 100, 90, 90); err != nil {
		t.Fatal(err)
	}
	if left, _ := listCheckpoints(dir); !reflect.DeepEqual(left, []int{100, 90}) {
		t.Errorf("left %v", left)
	}
}

// Whatever call of writing a checkpoint fails, once or from then on, or every n-th of
// them, the last checkpoint or the new one is found, whole.
func TestCheckpointOnAFailingDisk(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, syscall.EIO} {
		for _, how := range []struct{ Lasting, Again bool }{{}, {Lasting: true}, {Again: true}} {
			for n := 1; ; n++ {
				dir := t.TempDir()
				old, before := state(t, 10), state(t, 5)
				before.write(disk.System{}, dir)
				old.write(disk.System{}, dir)
				fs := &faulty.FS{FS: disk.System{}, FailAt: n, Err: cause, Lasting: how.Lasting, Again: how.Again, Partial: true}
				_, _, err := state(t, 20).write(fs, dir)
				if err == nil {
					err = pruneCheckpoints(fs, dir, 20, 10, 10)
				}
				c, damaged, readErr := newestCheckpoint(dir, TrainingConfig{})
				if readErr != nil || len(damaged) > 0 || c == nil || c.State.Step != 10 && c.State.Step != 20 {
					t.Fatalf("%v at call %d (lasting %v, again %v) left %+v, %v, %v", cause, n, how.Lasting, how.Again, c, damaged, readErr)
				}
				if fs.Failures() == 0 {
					break
				}
				if err == nil && c.State.Step != 20 {
					t.Errorf("%v at call %d: no error, and the old checkpoint", cause, n)
				}
			}
		}
	}
}

func TestCheckpointCalls(t *testing.T) {
	dir := t.TempDir()
	state(t, 5).write(disk.System{}, dir)
	fs := &faulty.FS{FS: disk.System{}}
	state(t, 20).write(fs, dir)
	pruneCheckpoints(fs, dir, 20, 10)
	want, err := os.ReadFile("testdata/checkpoint.log")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(fs.Log(), "\n") + "\n"; got != string(want) {
		t.Errorf("calls:\n%swant:\n%s", got, want)
	}
}

func ExampleErrorf() {
	err := writing(syscall.ENOSPC, "the checkpoint", "/nowhere/run/checkpoints/a", 86e6, "Nothing is lost: the run is kept as of step 1200.")
	fmt.Println(err)
	fmt.Println(err.Code)
	// Output:
	// The disk is full: there is no room for the checkpoint (86 MB needed) in /nowhere/run/checkpoints. Nothing is lost: the run is kept as of step 1200. Free some space, then go on with the run.
	// disk-full
}
