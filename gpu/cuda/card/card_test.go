package card

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where there is no driver the sentence says what is missing.
func TestNoDriver(t *testing.T) {
	for _, c := range []struct{ file, text, class, want string }{
		{"", "", "", "There is no NVIDIA driver here."},
		{"proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22\n", "", "The NVIDIA driver 550.54.14 is loaded, but its library libabsent.so.1 is missing"},
		{"sys/bus/pci/devices/0000:01:00.0/vendor", "0x10de\n", "0x030000\n", "There is an NVIDIA card here, but no NVIDIA driver"},
		{"sys/bus/pci/devices/0000:01:00.0/vendor", "0x1002\n", "0x030000\n", "There is no NVIDIA driver here."},
	} {
		root := t.TempDir()
		if c.file != "" {
			path := filepath.Join(root, c.file)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(filepath.Dir(path), "class"), []byte(c.class), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got := find("libabsent.so.1", root)
		if !strings.HasPrefix(got.Why, c.want) {
			t.Errorf("%q, want %q", got.Why, c.want)
		}
		if _, ok := got.Best(); ok {
			t.Error("a card was found")
		}
	}
}
