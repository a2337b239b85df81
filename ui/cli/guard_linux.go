package cli

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"maestudio/core/report"
	"maestudio/core/run"
)

// A process that the system ends for want of memory can say nothing, and begin nothing
// again. So whoever starts a training starts a guard: it starts the same command once
// more, which does the work, and stays beside it, too small to be ended in its place.
// Where memory ran out it lets the run go on, with half the batch (core/run, split.go).

// guardedBy names, in the environment of the process that works, the one that guards it.
const guardedBy = "MAESTUDIO_GUARD"

// guard stands beside the process that works on a run.
type guard struct {
	*app
	self   string // the program
	dir    string
	again  []string // how the run is gone on with
	caught chan os.Signal
	told   bool // to stop
}

// guarded does the work of cmd on the run in dir in a process of its own and sees to it
// that it comes to its end. "" is for work that makes no run.
func (a *app) guarded(cmd *cobra.Command, dir string, work func() error) error {
	if os.Getenv(guardedBy) == strconv.Itoa(os.Getppid()) {
		signal.Ignore(syscall.SIGTTOU) // whoever stands in the terminal's foreground is the guard
		return work()
	}
	if dir == "" {
		return work()
	}
	self, err := os.Executable()
	if err != nil {
		return work() // without a guard
	}
	g := &guard{app: a, self: self, dir: dir, again: onWith(cmd, dir), caught: make(chan os.Signal, 8)}
	g.listen()
	a.unwatch()
	ignoreBrokenPipe()
	runtime.LockOSThread() // with which what it starts ends
	defer signal.Stop(g.caught)
	worker, err := g.start(os.Args[1:])
	if err != nil { // an emulator that starts no other program, say
		signal.Stop(g.caught)
		return work()
	}
	for batch := math.MaxInt; ; {
		ended := g.wait(worker)
		left := g.left(worker.Process.Pid)
		if left == nil || g.told {
			return g.last(ended, left)
		}
		now := left.Config.Training.BatchNow()
		if now == 1 || now >= batch {
			return g.last(ended, left)
		}
		batch = now
		a.warn(fmt.Errorf("Memory ran out, and the training was ended by it. It goes on from its last checkpoint with smaller batches."))
		if worker, err = g.start(g.again); err != nil {
			return err
		}
	}
}

// onWith is the command line that goes on with a run as cmd began it.
func onWith(cmd *cobra.Command, dir string) []string {
	kept := []string{"leave-cores", "low-priority", "pause-on-battery", "pause-in-use", "json"}
	if cmd.Name() == "train" {
		kept = append(kept, "threads", "device") // a new run remembers them
	}
	args := []string{"train"}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if slices.Contains(kept, f.Name) {
			args = append(args, "--"+f.Name+"="+f.Value.String())
		}
	})
	return append(args, "--", dir)
}

// listen catches what is to be passed on. What was ignored when the program started
// stays ignored.
func (g *guard) listen() {
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTSTP} {
		if !signal.Ignored(s) {
			signal.Notify(g.caught, s)
		}
	}
	signal.Notify(g.caught, syscall.SIGCONT)
}

// start starts a process that works. It has a group of its own, so that what a terminal
// sends comes from the guard alone, and it ends with the guard however that ends.
func (g *guard) start(args []string) (*exec.Cmd, error) {
	c := exec.Command(g.self, args...)
	c.Args[0] = os.Args[0] // hints name the program as it was called
	c.Env = append(os.Environ(), guardedBy+"="+strconv.Itoa(os.Getpid()))
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	return c, c.Start()
}

// wait passes on to a process what the guard is sent, until the process ends.
func (g *guard) wait(worker *exec.Cmd) syscall.WaitStatus {
	over := make(chan struct{})
	passed := make(chan struct{})
	go func() {
		defer close(passed)
		for {
			select {
			case <-over:
				return
			case s := <-g.caught:
				g.pass(s, worker.Process)
			}
		}
	}()
	_ = worker.Wait() // how it ended says more
	close(over)
	<-passed
	return worker.ProcessState.Sys().(syscall.WaitStatus)
}

// pass does to the process that works what a signal asks for.
func (g *guard) pass(s os.Signal, worker *os.Process) {
	if s != syscall.SIGTSTP {
		g.told = g.told || s != syscall.SIGCONT
		_ = worker.Signal(s)
		return
	}
	_ = worker.Signal(syscall.SIGSTOP)
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP) // as if nobody had caught it
}

// left is the run, where a process that worked on it died of want of memory; else nil.
func (g *guard) left(pid int) *run.Run {
	r, err := run.Open(g.dir)
	if err != nil {
		return nil
	}
	// A program that the process was about to start holds its LOCK for an instant more.
	for range 20 {
		if owner, alive := r.Worker(); !alive || owner.PID != pid {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !r.DiedOfMemory() {
		return nil
	}
	return r
}

// last says how it ended, as far as the process that worked could not.
func (g *guard) last(ended syscall.WaitStatus, starved *run.Run) error {
	if !ended.Signaled() && starved == nil {
		return guardEnded{ended.ExitStatus()}
	}
	if g.told && starved == nil {
		return stopped("Stopped before the end; nothing was changed.")
	}
	code := ended.ExitStatus()
	if ended.Signaled() {
		code = 128 + int(ended.Signal())
	}
	if _, err := run.Open(g.dir); err != nil {
		g.warn(fmt.Errorf("The program was ended from outside (%v) before training began.", ended.Signal()))
		return guardEnded{code}
	}
	_, _ = report.Write(g.dir) // there is worse to tell than that there is none
	on := "maestudio train " + shellWord(g.dir)
	if starved != nil {
		g.warn(fmt.Errorf("Memory ran out, and the training was ended by it; smaller batches do not help. Close other programs, then go on with it: %s, or start one with a smaller preset.", on))
	} else {
		g.warn(fmt.Errorf("The training was ended from outside (%v). It is kept as of its last checkpoint; go on with it: %s", ended.Signal(), on))
	}
	return guardEnded{code}
}
