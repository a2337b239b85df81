//go:build !nowindow && !linux

package desktop

import (
	"fmt"
	"runtime"

	"github.com/go-gl/glfw/v3.3/glfw"
)

var openGLHint = map[bool]string{true: onMac, false: onWindows}[runtime.GOOS == "darwin"]

const (
	onMac     = "Every Mac has it: in a virtual machine switch its 3D acceleration on, and instead of a remote login sign in at the computer itself."
	onWindows = "Install the driver of the graphics card from its maker. In a virtual machine switch its 3D acceleration on; over a remote desktop sign in at the computer itself. Where there is no such driver, the package “OpenCL, OpenGL & Vulkan Compatibility Pack” of the Microsoft Store brings one."
)

// drawable opens a small window that nobody sees, as the real one will be opened:
// Fyne would end the program without a word.
func drawable() (err error) {
	// Without a desktop Init only writes that it failed, and what comes next panics.
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case error:
			err = cause
		default:
			err = fmt.Errorf("%v", cause)
		}
	}()
	if err := glfw.Init(); err != nil {
		return err
	}
	defer glfw.Terminate()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
	w, err := glfw.CreateWindow(64, 64, "MAE Studio", nil, nil)
	if err != nil {
		return err
	}
	w.Destroy()
	return nil
}
