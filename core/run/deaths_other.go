//go:build !linux

package run

import "errors"

// countDeaths knows nothing here.
func countDeaths() deaths { return deaths{} }

func readDeaths(string) (int, error) { return 0, errors.ErrUnsupported }

func isLimited() bool { return false }
