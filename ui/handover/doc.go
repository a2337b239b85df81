// Package handover hands verbs to maestudio-cli, the sibling without a window,
// before anything else of the program starts: the libraries of the window look
// for a display and complain of the locale as they are loaded, and a verb needs
// neither. Where there is no display to open the window on, it says so then and
// there.
//
// It has to be initialised before them. Go initialises, of the packages whose
// imports are all ready, the one whose path sorts first; so this package may
// import nothing but os, syscall and C, which is less than any other needs.
package handover

import "os"

// VerbsHint says what can be done without a window.
const VerbsHint = "Without a window maestudio-cli does it all: pretrain, train, finetune, evaluate, predict, export, import, reconstruct, scan, info, devices, bench; its --help says more."

// Verb tells whether the arguments are for the command line: all but none, which
// open the window, and one folder, which the window opens.
func Verb(args []string) bool {
	if len(args) == 0 {
		return false
	}
	if len(args) > 1 || args[0] == "" || args[0][0] == '-' {
		return true
	}
	info, err := os.Stat(args[0])
	return err != nil || !info.IsDir()
}
