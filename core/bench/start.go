package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"maestudio/core/run"
)

// firstStep is the time from the start of the worker's process on a prepared run, its
// pictures in the cache, to the end of its first step. The run is made of a preset and
// a folder of pictures, and trained for an epoch before.
func firstStep(ctx context.Context, c run.Config, o Options, folder string) (time.Duration, error) {
	c.Data.Folders = []string{o.Data}
	c.Training.Epochs, c.Training.WarmupEpochs = 2, 0
	r, err := run.Create(ctx, filepath.Join(folder, "run"), c, run.CreateOptions{})
	if err != nil {
		return 0, err
	}
	cache := filepath.Join(folder, "cache")
	if err := advance(ctx, r.Dir, cache, o.Threads); err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	words := []string{"train", r.Dir, "--json"}
	if o.Threads > 0 {
		words = append(words, "--threads", strconv.Itoa(o.Threads))
	}
	var said strings.Builder
	worker := exec.CommandContext(ctx, o.Program, words...)
	worker.Stderr = &said
	worker.Env = append(os.Environ(), "MAESTUDIO_CACHE="+cache)
	out, err := worker.StdoutPipe()
	if err != nil {
		return 0, fmt.Errorf("The worker cannot be listened to: %w", err)
	}
	start := time.Now()
	if err := worker.Start(); err != nil {
		return 0, fmt.Errorf("%s does not start: %w", o.Program, err)
	}
	met := meets(out, run.EventStep)
	took := time.Since(start)
	stop()
	if err := worker.Wait(); !met {
		return 0, fmt.Errorf("The worker ended before its first step: %w. It said: %s", err, said.String())
	}
	return took, nil
}

// advance trains a run for its first epoch.
func advance(ctx context.Context, dir, cache string, threads int) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	met := false
	err := run.Advance(ctx, dir, run.AdvanceOptions{Threads: threads, CacheDir: cache, Events: func(e run.Event) {
		if e.Event == run.EventEpoch {
			met = true
			stop()
		}
	}})
	if met && errors.Is(err, run.ErrStopped) {
		return nil
	}
	return err
}

// meets reads what a worker prints until there is an event.
func meets(out io.Reader, event string) bool {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e run.Event
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.Event == event {
			return true
		}
	}
	return false
}
