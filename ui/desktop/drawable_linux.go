//go:build !nowindow

package desktop

const openGLHint = "Install one (libgl1-mesa-dri draws without a graphics card)."

// drawable tells nothing here: handover asked the display.
func drawable() error { return nil }
