// Package worker starts the process that trains, steers it through its run's
// folder, and tells what it is doing. The window and the worker share nothing
// but that folder, so each survives the other.
package worker

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"

	"maestudio/core/run"
)

// Program returns the worker's executable: maestudio-cli beside the program
// that runs now.
func Program() (string, error) { return sibling("maestudio-cli", "", "install the program again") }

// sibling is an executable beside the program that runs now. is says what it is, todo what
// helps where it is missing.
func sibling(name, is, todo string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("The program cannot tell where it is: %w", err)
	}
	if real, err := filepath.EvalSymlinks(self); err == nil {
		self = real
	}
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	path := filepath.Join(filepath.Dir(self), name)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s%s is missing beside %s; %s.", name, is, self, todo)
	}
	return path, nil
}

// CardProgram returns the executable that computes on NVIDIA cards: maestudio-cli-cuda beside
// the program that runs now. It links to the driver, so it starts only where that is.
func CardProgram() (string, error) {
	return sibling("maestudio-cli-cuda", ", which computes on a card,", cardAdvice(runtime.GOARCH))
}

// cardAdvice says where the program for cards is had.
func cardAdvice(processor string) string {
	if processor != "amd64" {
		return "it is made for x86-64 processors only, so let the processor compute"
	}
	return "install the program for NVIDIA cards"
}

// Options are how a worker is to work.
type Options struct {
	Threads int
	Epochs  int    // when not 0, makes the run that long
	Device  string // "cpu": on the processor, wherever it was begun

	// How it makes room for whoever's computer it is.
	LowPriority, PauseOnBattery, PauseInUse bool
}

// args are the options as the command line has them.
func (o Options) args() []string {
	args := []string{"--threads", strconv.Itoa(o.Threads)}
	if o.Epochs > 0 {
		args = append(args, "--epochs", strconv.Itoa(o.Epochs))
	}
	if o.Device != "" {
		args = append(args, "--device", o.Device)
	}
	for _, flag := range []struct {
		name string
		on   bool
	}{{"--low-priority", o.LowPriority}, {"--pause-on-battery", o.PauseOnBattery}, {"--pause-in-use", o.PauseInUse}} {
		if flag.on {
			args = append(args, flag.name)
		}
	}
	return args
}

// Start starts a worker for a run, apart from this process: it goes on when the
// window closes. What the worker prints goes to worker.log in the run's folder. It judges
// no classifier: the window does, when it is looked at.
func Start(dir string, o Options) error {
	return launch(dir, o, "train", dir, "--unjudged")
}

// StartStudy starts one that answers a question about the classifier in dir (package
// study, which names the verb).
func StartStudy(verb, dir string, o Options) error {
	return launch(dir, o, verb, "--run", dir)
}

// launch lets a process work on what belongs to a run.
func launch(dir string, o Options, verb ...string) error {
	if _, err := os.Stat(dir); err != nil {
		return run.Errorf(run.NotARun, err, "The run in %s is gone: it was moved or deleted.", dir)
	}
	program, err := Program()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(filepath.Join(dir, "worker.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return run.Errorf(run.ReadOnly, err, "The training cannot start: nothing can be written in %s.", dir)
	}
	defer log.Close()
	c := exec.Command(program, append(verb, o.args()...)...)
	c.Dir, c.Stdout, c.Stderr = dir, log, log
	detach(c)
	if err := c.Start(); err != nil {
		return run.Errorf(run.Device, err, "The training cannot start: %s does not run.", program)
	}
	// Ends when the worker ends; collects it, so that it leaves no zombie.
	go func() { _ = c.Wait() }()
	return nil
}
