//go:build unix

package dataset

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"maestudio/core/dataset/picture"
)

// TestMain also lets the test program be started for what must happen in a process
// of its own: a scan of a folder, or filling a cache for ever.
func TestMain(m *testing.M) {
	if dir := os.Getenv("DATASET_TEST_SCAN"); dir != "" {
		r, err := Scan(context.Background(), []string{dir}, ScanOptions{Check: true}, nil)
		if err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		json.NewEncoder(os.Stdout).Encode(r)
		os.Exit(0)
	}
	if dir := os.Getenv("DATASET_TEST_FILL"); dir != "" {
		fillForever(dir)
	}
	os.Exit(m.Run())
}

const fillFiles = 2000

func fillForever(dir string) {
	c := openCache(dir, 0, 100, picture.Go, numbered(fillFiles))
	fmt.Println("begun")
	for i := 0; ; i++ {
		c.put(i%fillFiles, random(i%fillFiles, 10+i%fillFiles, 20))
	}
}

// A process that fills a cache is killed at random moments; whatever comes back
// later is right, and each process builds on what those before it left.
func TestKilledWhileFilling(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, before := t.TempDir(), 0
	for range 6 {
		killedFill(t, program, dir)
		c := openCache(dir, 0, 100, picture.Go, numbered(fillFiles))
		n := kept(t, c, fillFiles)
		c.close()
		if n < before {
			t.Errorf("%d pictures, %d before", n, before)
		}
		before = n
	}
	t.Logf("%d pictures in the end", before)
	if before == 0 {
		t.Error("nothing was kept at all")
	}
}

func killedFill(t *testing.T, program, dir string) {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "DATASET_TEST_FILL="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	bufio.NewReader(out).ReadString('\n')
	time.Sleep(time.Duration(rand.IntN(20_000)) * time.Microsecond)
	cmd.Process.Kill() // SIGKILL
	cmd.Wait()
}
