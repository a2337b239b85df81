package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// become lets the other program do the work, with the same arguments, and ends as it
// ends; there a process cannot become another.
func become(program string) error {
	c := exec.Command(program, os.Args[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := c.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return fmt.Errorf("%s does not run: %w", program, err)
	}
	os.Exit(c.ProcessState.ExitCode())
	return nil
}
