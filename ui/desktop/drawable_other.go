//go:build !nowindow && !linux

package desktop

import (
	"fmt"

	"github.com/go-gl/glfw/v3.3/glfw"
)

const openGLHint = "Install the driver of the graphics card from its maker. In a virtual machine switch its 3D acceleration on; over a remote desktop sign in at the computer itself. Where there is no such driver, the package “OpenCL, OpenGL & Vulkan Compatibility Pack” of the Microsoft Store brings one."

// drawable opens a small window that nobody sees, as the real one will be opened:
// Fyne would end the program without a word.
func drawable() (err error) {
	// Without a desktop Init only writes that it failed, and what comes next panics.
	defer func() {
		if cause := recover(); cause != nil {
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
