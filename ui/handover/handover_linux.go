//go:build !nowindow

package handover

import (
	"os"
	"syscall"
)

// sibling is the program without a window, in the same folder.
const sibling = "maestudio-cli"

func init() {
	self, err := os.Executable()
	if err != nil || len(os.Args) == 0 {
		return
	}
	end := len(self)
	for self[end-1] != '/' {
		end--
	}
	if self[end:] != "maestudio" {
		return // a test, or a program under another name
	}
	if Verb(os.Args[1:]) {
		// This process becomes the sibling, under the name that it was called by;
		// where there is none this program does the verb itself.
		_ = syscall.Exec(self[:end]+sibling, os.Args, os.Environ())
	} else if sentence, there := Display(); !there {
		_, _ = os.Stderr.WriteString("maestudio: " + sentence + " " + VerbsHint + "\n")
		os.Exit(1)
	}
}
