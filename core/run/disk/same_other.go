//go:build !linux && !darwin

package disk

import (
	"path/filepath"
	"strings"
)

// Same tells whether two paths lie on one disk, as far as their names tell.
func Same(a, b string) bool {
	return strings.EqualFold(filepath.VolumeName(a), filepath.VolumeName(b))
}
