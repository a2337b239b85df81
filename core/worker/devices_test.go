//go:build unix

package worker

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// What the program for cards says is read; where there is none, or it fails, that is an error.
func TestDevices(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(filepath.Dir(self), "maestudio-cli-cuda")
	t.Cleanup(func() { os.Remove(program) })
	if _, err := Devices(context.Background()); err == nil {
		t.Error("a program that is missing was asked")
	}
	says := func(script string) {
		if err := os.WriteFile(program, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	says(`[ "$*" = "devices --json" ] && echo '{"nvidia": {"driver": "550.54.14", "rates": [{"precision": "bf16", "gflops": 312000}]}}'`)
	r, err := Devices(context.Background())
	if err != nil || len(r.NVIDIA.Rates) != 1 || r.NVIDIA.Rates[0].GFLOPS != 312_000 || r.NVIDIA.Driver != "550.54.14" {
		t.Errorf("%+v, %v", r.NVIDIA, err)
	}
	for _, script := range []string{"exit 1", "echo nothing"} {
		says(script)
		if _, err := Devices(context.Background()); err == nil {
			t.Errorf("%q is no error", script)
		}
	}
}
