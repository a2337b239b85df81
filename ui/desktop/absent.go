//go:build nowindow

// Package desktop opens the window, where the program was built with one and
// the system can show it. This program was built without.
package desktop

import "io"

// Wanted tells whether the arguments ask for the window; here they never do.
func Wanted([]string) bool { return false }

// Main opens no window.
func Main([]string, string, io.Writer) int { return 1 }
