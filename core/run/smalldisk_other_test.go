//go:build !linux

package run

import "testing"

func smallDisk(t *testing.T) string {
	t.Helper()
	t.Skip("mounting a small disk is known on Linux only")
	return ""
}
