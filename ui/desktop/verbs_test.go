//go:build !nowindow && linux

package desktop_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A verb is the sibling's, whatever the locale and whether there is a display:
// nothing of the window is loaded, which would complain on stderr.
func TestVerbsNeedNothingOfTheWindow(t *testing.T) {
	d := &desktop{t: t, bin: programs(t)}
	pictures, empty := d.pictures(3), t.TempDir()
	program := filepath.Join(d.bin, "maestudio")
	displays := []string{"", ":987"} // none, and one that is not there
	if real := os.Getenv("DISPLAY"); real != "" {
		displays = append(displays, real)
	}
	for _, display := range displays {
		for _, lang := range []string{"C", "C.UTF-8", "en_US.UTF-8", "xx_XX"} {
			env := append(os.Environ(), "DISPLAY="+display, "LANG="+lang, "LC_ALL="+lang, "XDG_CACHE_HOME="+t.TempDir())
			if code, stderr := verb(t, env, program, "scan", pictures); code != 0 || stderr != "" {
				t.Errorf("DISPLAY=%s LANG=%s: exit code %d, stderr %q", display, lang, code, stderr)
			}
			if code, stderr := verb(t, env, program, "scan", empty); code != 1 || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "maestudio: There are no pictures") {
				t.Errorf("DISPLAY=%s LANG=%s: exit code %d, stderr %q", display, lang, code, stderr)
			}
		}
	}
}

// Where there is no display, that is all that is said.
func TestNoDisplayIsOneSentence(t *testing.T) {
	program := filepath.Join(programs(t), "maestudio")
	for _, lang := range []string{"C", "C.UTF-8", "en_US.UTF-8", "xx_XX"} {
		for display, want := range map[string]string{"": "maestudio: There is no display here", ":987": "maestudio: The display :987"} {
			env := append(os.Environ(), "DISPLAY="+display, "WAYLAND_DISPLAY=", "LANG="+lang, "LC_ALL="+lang)
			for _, args := range [][]string{nil, {t.TempDir()}} {
				if code, stderr := verb(t, env, program, args...); code != 1 || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, want) {
					t.Errorf("DISPLAY=%s LANG=%s: exit code %d, stderr %q", display, lang, code, stderr)
				}
			}
		}
	}
}

func verb(t *testing.T, env []string, program string, args ...string) (code int, stderr string) {
	t.Helper()
	var text bytes.Buffer
	c := exec.Command(program, args...)
	c.Env, c.Stderr = env, &text
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), text.String()
}
