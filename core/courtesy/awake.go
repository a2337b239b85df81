package courtesy

import (
	"io"
	"os/exec"
)

// Awake keeps the machine from going to sleep by itself while it is held. A
// helper process does it, which ends when this one does, however that ends.
type Awake struct {
	helper *exec.Cmd
	leash  io.Closer // the helper's standard input: it ends when this is closed
	free   func()    // where it needs no helper
	tried  bool
}

// Hold keeps the machine awake from now on, where it can be; once is enough.
func (a *Awake) Hold() {
	if a.tried {
		return
	}
	a.tried = true
	if a.free = holdAwake(); a.free != nil {
		return
	}
	helper := awakeHelper()
	if helper == nil {
		return
	}
	leash, err := helper.StdinPipe()
	if err != nil || helper.Start() != nil {
		return
	}
	a.helper, a.leash = helper, leash
}

// Release lets the machine sleep again.
func (a *Awake) Release() {
	if a.free != nil {
		a.free()
	}
	if a.helper != nil {
		a.leash.Close()
		a.helper.Process.Kill()
		a.helper.Wait()
	}
	*a = Awake{}
}
