//go:build !linux

package run

import (
	"os"
	"testing"
)

func smallDisk(t *testing.T) string {
	t.Helper()
	t.Skip("mounting a small disk is known on Linux only")
	return ""
}

func withoutRights(t *testing.T, do func()) {
	t.Helper()
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	do()
}

func helpLimited(string, string) {}

func helpOnCard(string, string) {}
