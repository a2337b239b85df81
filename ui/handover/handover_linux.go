//go:build !nowindow

package handover

import (
	"os"
	"syscall"
)

// sibling is the program without a window, in the same folder.
const sibling = "maestudio-cli"

func init() {
	if len(os.Args) > 0 && Verb(os.Args[1:]) {
		become(os.Args)
	}
}

// become makes this process the sibling, under the name that it was called by.
// It returns where there is none; then this program does the verb itself.
func become(args []string) {
	self, err := os.Executable()
	if err != nil {
		return
	}
	end := len(self)
	for self[end-1] != '/' {
		end--
	}
	if self[end:] == "maestudio" {
		_ = syscall.Exec(self[:end]+sibling, args, os.Environ())
	}
}
