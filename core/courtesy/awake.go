package courtesy

import (
	"io"
	"os/exec"

	"maestudio/core/run"
)

// Awake keeps the machine from going to sleep by itself while it is held. A
// helper process does it, which ends when this one does, however that ends.
type Awake struct {
	helper *exec.Cmd
	leash  io.Closer  // the helper's standard input: it ends when this is closed
	ended  chan error // gets how the helper ended
	free   func()     // where it needs no helper
	tried  bool
}

// Hold keeps the machine awake from now on, where it can be; once is enough. It
// returns an error, with a sentence, when it is found that it cannot be, and only
// then: the helper may give up some time after it began.
func (a *Awake) Hold() error {
	if a.tried {
		return a.lost()
	}
	a.tried = true
	if a.free = holdAwake(); a.free != nil {
		return nil
	}
	helper := awakeHelper()
	if helper == nil {
		return cannotHold(nil)
	}
	leash, err := helper.StdinPipe()
	if err == nil {
		err = helper.Start()
	}
	if err != nil {
		return cannotHold(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- helper.Wait() }()
	a.helper, a.leash, a.ended = helper, leash, ended
	return nil
}

// lost finds out whether the helper gave up.
func (a *Awake) lost() error {
	if a.helper == nil {
		return nil
	}
	select {
	case err := <-a.ended:
		a.leash.Close()
		a.helper = nil
		return cannotHold(err)
	default:
		return nil
	}
}

// cannotHold is nil where the machine cannot go to sleep anyway.
func cannotHold(cause error) error {
	if !canSleep() {
		return nil
	}
	return run.Errorf(run.Courtesy, cause, "The computer cannot be kept awake from here%s. If it goes to sleep, training goes on when it wakes; its power settings say when it does.", whyNotAwake)
}

// Release lets the machine sleep again.
func (a *Awake) Release() {
	if a.free != nil {
		a.free()
	}
	if a.helper != nil {
		a.leash.Close()
		a.helper.Process.Kill()
		<-a.ended
	}
	*a = Awake{}
}
