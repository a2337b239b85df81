//go:build !nowindow && !linux

package desktop

// displayHere returns the sentence for a system that cannot show the window;
// where there always is a desktop, opening the window tells.
func displayHere() error { return nil }
