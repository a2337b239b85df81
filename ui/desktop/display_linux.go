//go:build !nowindow

package desktop

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

import (
	"errors"
	"fmt"
	"os"
)

// displayHere returns the sentence for a system that cannot show the window.
// Fyne would not say it: without OpenGL it waits for ever with no window.
func displayHere() error {
	display := os.Getenv("DISPLAY")
	if display == "" {
		if os.Getenv("WAYLAND_DISPLAY") != "" {
			return errors.New("The window needs X11, and this Wayland desktop runs without XWayland, which brings it.")
		}
		return errors.New("There is no display here to open a window on.")
	}
	switch C.probe() {
	case 1:
		return fmt.Errorf("The display %s, which DISPLAY names, cannot be opened.", display)
	case 2:
		return fmt.Errorf("The display %s has no OpenGL, which the window needs; a graphics driver brings it.", display)
	}
	return nil
}
