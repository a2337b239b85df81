package window

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"maestudio/core/run"
	"maestudio/ui/cli"
)

// workerGroup names what a worker writes itself into, to be one of a group of processes
// (TestMemoryRunsOut).
const workerGroup = "MAESTUDIO_WORKER_GROUP"

// TestMain lets the test program be the worker as well: the window starts
// maestudio-cli, which lies beside the program, and here that is a link to it.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "maestudio-cli" {
		if group := os.Getenv(workerGroup); group != "" {
			if err := os.WriteFile(group, []byte("0"), 0o666); err != nil {
				panic(err)
			}
		}
		os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	dir, err := os.MkdirTemp("", "awake")
	if err == nil {
		err = keptAwake(dir)
	}
	if err != nil {
		panic(err)
	}
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, filepath.Join(filepath.Dir(self), "maestudio-cli"))
	}
	if err != nil && !os.IsExist(err) {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// keptAwake puts a program into the place of systemd-inhibit, which holds no lock and
// ends with its input: no test depends on what the machine allows.
func keptAwake(dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "systemd-inhibit"), []byte("#!/bin/sh\nexec cat\n"), 0o755); err != nil {
		return err
	}
	return os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// learn lets a real worker train a very small model on n pictures, and returns
// the run's folder. The worker ends with the test at the latest.
func (b *bench) learn(t *testing.T, n, epochs int) string {
	t.Helper()
	b.drop(pictures(t, n))
	b.until("the pictures", func() bool { return b.data.checked })
	b.small(epochs)
	b.model.start()
	b.until("the first step", func() bool { return b.train.state.Step > 0 })
	dir := b.train.dir
	t.Cleanup(func() { kill(dir) })
	return dir
}

// kill ends the worker of a run.
func kill(dir string) {
	r := run.Run{Dir: dir}
	if owner, busy := r.Worker(); busy {
		_ = syscall.Kill(owner.PID, syscall.SIGKILL)
	}
}

// small chooses settings that train in seconds.
func (b *bench) small(epochs int) {
	b.model.change(func(c *run.Config) {
		c.Model.ImageSize, c.Model.PatchSize = 32, 8
		c.Model.EncoderDim, c.Model.EncoderDepth, c.Model.EncoderHeads = 32, 1, 2
		c.Model.DecoderDim, c.Model.DecoderDepth, c.Model.DecoderHeads = 32, 1, 2
		c.Training.Batch, c.Training.Epochs, c.Training.WarmupEpochs = 8, epochs, 1
	})
}

// refusal waits until a run that was asked for trains ("") or is refused, and why.
func (b *bench) refusal() string {
	b.t.Helper()
	b.until("an answer", func() bool { return !b.model.starting })
	if b.current == trainKey {
		return ""
	}
	return b.model.screen.View().Trouble
}
