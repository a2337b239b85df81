//go:build unix

package cli

import (
	"fmt"
	"os"
	"syscall"
)

// become makes this process the other program, with the same arguments.
func become(program string) error {
	err := syscall.Exec(program, os.Args, os.Environ())
	return fmt.Errorf("%s does not run: %w", program, err)
}
