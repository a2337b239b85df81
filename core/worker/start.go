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
func Program() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("The program cannot tell where it is: %w", err)
	}
	if real, err := filepath.EvalSymlinks(self); err == nil {
		self = real
	}
	name := "maestudio-cli"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	path := filepath.Join(filepath.Dir(self), name)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s is missing beside %s; install the program again.", name, self)
	}
	return path, nil
}

// Start starts a worker for a run, apart from this process: it goes on when the
// window closes. epochs, when not 0, makes the run that long. What the worker
// prints goes to worker.log in the run's folder.
func Start(dir string, threads, epochs int) error {
	if _, err := os.Stat(dir); err != nil {
		return run.Errorf(run.NotARun, err, "The run in %s is gone: it was moved or deleted.", dir)
	}
	program, err := Program()
	if err != nil {
		return err
	}
	args := []string{"train", dir, "--threads", strconv.Itoa(threads)}
	if epochs > 0 {
		args = append(args, "--epochs", strconv.Itoa(epochs))
	}
	log, err := os.OpenFile(filepath.Join(dir, "worker.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return run.Errorf(run.ReadOnly, err, "The training cannot start: nothing can be written in %s.", dir)
	}
	defer log.Close()
	c := exec.Command(program, args...)
	c.Dir, c.Stdout, c.Stderr = dir, log, log
	detach(c)
	if err := c.Start(); err != nil {
		return run.Errorf(run.Device, err, "The training cannot start: %s does not run.", program)
	}
	// Ends when the worker ends; collects it, so that it leaves no zombie.
	go func() { _ = c.Wait() }()
	return nil
}
