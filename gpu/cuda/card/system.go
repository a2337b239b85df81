package card

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var version = regexp.MustCompile(`\b\d{3,}\.\d+(\.\d+)?\b`)

// driverVersion is what Linux tells of the driver that is loaded, else "".
func driverVersion(root string) string {
	text, err := os.ReadFile(filepath.Join(root, "proc/driver/nvidia/version"))
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return version.FindString(first)
}

// pciCard tells whether Linux sees a display or compute device of NVIDIA's.
func pciCard(root string) bool {
	devices, _ := filepath.Glob(filepath.Join(root, "sys/bus/pci/devices/*"))
	for _, dir := range devices {
		vendor, _ := os.ReadFile(filepath.Join(dir, "vendor"))
		class, _ := os.ReadFile(filepath.Join(dir, "class"))
		if strings.TrimSpace(string(vendor)) == "0x10de" && strings.HasPrefix(string(class), "0x03") {
			return true
		}
	}
	return false
}
