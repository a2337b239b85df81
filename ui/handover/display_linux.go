//go:build !nowindow

package handover

/*
#cgo LDFLAGS: -lX11 -lGL
#include <X11/Xlib.h>
#include <GL/glx.h>

// 0: all is there, 1: no display, 2: no OpenGL.
static int probe(void) {
	Display *d = XOpenDisplay(NULL);
	if (!d) return 1;
	int want[] = {GLX_RGBA, GLX_DOUBLEBUFFER, None};
	int missing = 2;
	if (glXQueryExtension(d, NULL, NULL)) {
		XVisualInfo *v = glXChooseVisual(d, DefaultScreen(d), want);
		if (v) { missing = 0; XFree(v); }
	}
	XCloseDisplay(d);
	return missing;
}
*/
import "C"

import "os"

// Display returns the sentence for a system that cannot show the window, "" where
// it can; there tells that there is a display, on which it can be said.
// Fyne would not say it: without OpenGL it waits for ever with no window.
func Display() (sentence string, there bool) {
	display := os.Getenv("DISPLAY")
	if display == "" {
		if os.Getenv("WAYLAND_DISPLAY") != "" {
			return "The window needs X11, and this Wayland desktop runs without XWayland, which brings it.", true
		}
		return "There is no display here to open a window on.", false
	}
	switch C.probe() {
	case 1:
		return "The display " + display + ", which DISPLAY names, cannot be opened.", false
	case 2:
		return "The display " + display + " has no OpenGL, which the window needs; a graphics driver brings it.", true
	}
	return "", true
}
