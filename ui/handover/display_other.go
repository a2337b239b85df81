//go:build !nowindow && !linux

package handover

// Display returns the sentence for a system that cannot show the window; where
// there always is a desktop, opening the window tells.
func Display() (sentence string, there bool) { return "", true }
