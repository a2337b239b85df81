//go:build !linux && !darwin && !windows

package disk

import "errors"

// Free is not known here; sentences then leave the figure out.
func Free(path string) (int64, error) { return 0, errors.ErrUnsupported }
