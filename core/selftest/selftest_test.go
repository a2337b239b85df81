package selftest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"maestudio/core/run"
)

// helper makes the test program a worker, which spoils its result when it says so.
const helper = "MAESTUDIO_SELFTEST_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helper) == "" {
		os.Exit(m.Run())
	}
	threads := 0
	if len(os.Args) > 4 {
		threads, _ = strconv.Atoi(os.Args[4])
	}
	dir := os.Args[2]
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{Threads: threads}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if os.Getenv(helper) == "spoil" && filepath.Base(dir) == "killed" {
		f, _ := os.OpenFile(filepath.Join(dir, "model.safetensors"), os.O_WRONLY, 0)
		f.WriteAt([]byte{1}, 2000)
		f.Close()
	}
}

func drill(t *testing.T, ctx context.Context, mode string, tell func(string)) (Result, error) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts workers")
	}
	t.Setenv(helper, mode)
	place := t.TempDir()
	t.Setenv("TMPDIR", place)
	r, err := Run(ctx, Options{Program: os.Args[0], Kills: 4, Tell: tell, Epochs: 12})
	if left, _ := os.ReadDir(place); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
	return r, err
}

func TestKilledAndEqual(t *testing.T) {
	var said []string
	r, err := drill(t, context.Background(), "work", func(line string) { said = append(said, line) })
	if err != nil || !r.Equal || r.Alone == "" || r.Kills == 0 || r.Steps != 12*5 {
		t.Errorf("%+v, %v", r, err)
	}
	if text := strings.Join(said, "\n"); !strings.Contains(text, "killed 1 of 4 times, after step ") {
		t.Error(text)
	}
}

// A drill that could not fail would show nothing.
func TestNotEqual(t *testing.T) {
	r, err := drill(t, context.Background(), "spoil", func(string) {})
	if err != nil || r.Equal {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := drill(t, ctx, "work", func(string) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
