package crash

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The test's own program dies as the variable says, in a process of its own.
func TestMain(m *testing.M) {
	how, dir := os.Getenv("CRASH_HOW"), os.Getenv("CRASH_DIR")
	if how == "" {
		os.Exit(m.Run())
	}
	end := Watch(dir, "1.2.3 (commit abc of 2026-01-02)")
	switch how {
	case "goroutine":
		go panic("a fault in a goroutine")
		select {}
	case "nil":
		var p *struct{ x int }
		p.x = 1
	case "killed":
		me, _ := os.FindProcess(os.Getpid())
		_ = me.Kill()
		select {}
	case "thread":
		inThread()
	}
	end()
	os.Exit(0)
}

// inThread brings about a fault in a thread that the runtime did not make, where that is
// another thing than one in C.
var inThread = func() {}

// dies runs a process that ends in one of the ways above.
func dies(t *testing.T, dir, how string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "CRASH_HOW="+how, "CRASH_DIR="+dir)
	if err := c.Run(); (err == nil) != (how == "well") {
		t.Fatalf("%s: %v", how, err)
	}
}

// A process that really crashes leaves a report of it; one that ends well, or is
// killed, leaves none.
func TestCrashLeavesAReport(t *testing.T) {
	for how, want := range map[string]string{"goroutine": "a fault in a goroutine", "nil": "nil pointer dereference", "killed": "", "well": ""} {
		dir := filepath.Join(t.TempDir(), "deep", "crashes")
		dies(t, dir, how)
		reports := Untold(dir)
		if want == "" {
			if len(reports) != 0 {
				t.Errorf("%s left %q", how, reports[0].Text)
			}
			continue
		}
		if len(reports) != 1 {
			t.Fatalf("%s left %d reports", how, len(reports))
		}
		for _, part := range []string{want, "MAE Studio 1.2.3 (commit abc of 2026-01-02)", "goroutine ", "crash_test.go"} {
			if !strings.Contains(reports[0].Text, part) {
				t.Errorf("%s: %q is not in\n%s", how, part, reports[0].Text)
			}
		}
	}
}

func TestWellEndedLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	dies(t, dir, "well")
	if left := files(dir); len(left) != 0 {
		t.Errorf("it left %q", left)
	}
}

// A person is told once of each.
func TestTold(t *testing.T) {
	dir := t.TempDir()
	first, err := Write(dir, "1", "one", []byte("stack"))
	if err != nil {
		t.Fatal(err)
	}
	if got := Untold(dir); len(got) != 1 || got[0].Path != first {
		t.Fatalf("got %+v", got)
	}
	if err := Told(dir); err != nil {
		t.Fatal(err)
	}
	if got := Untold(dir); len(got) != 0 {
		t.Errorf("told of, there are %+v", got)
	}
	second, err := Write(dir, "1", "two", nil)
	later := time.Now().Add(time.Second)
	if err != nil || os.Chtimes(second, later, later) != nil {
		t.Fatal(err)
	}
	if got := Untold(dir); len(got) != 1 || got[0].Path != second || !strings.Contains(got[0].Text, "panic: two") {
		t.Errorf("got %+v", got)
	}
}

// Old reports go.
func TestTidy(t *testing.T) {
	dir := t.TempDir()
	old, err := Write(dir, "1", "old", nil)
	young, err2 := Write(dir, "1", "young", nil)
	then := time.Now().Add(-kept - time.Hour)
	if err != nil || err2 != nil || os.Chtimes(old, then, then) != nil {
		t.Fatal(err, err2)
	}
	Watch(dir, "1")()
	left := files(dir)
	if len(left) != 1 || left[0] != young {
		t.Errorf("there are %q", left)
	}
}

// What a process that was killed left says nothing and goes at the next start; that of one
// which is alive stays, however old it is, and so does a report that says something.
func TestTidyAfterAKill(t *testing.T) {
	dir := t.TempDir()
	dies(t, dir, "killed")
	dies(t, dir, "nil")
	end := Watch(dir, "1")
	defer end()
	if mine := Mine(dir); mine == "" || Says(mine) || Says(filepath.Join(dir, "none")) {
		t.Errorf("%q is of a process that is alive", mine)
	}
	all := files(dir)
	if len(all) != 3 {
		t.Fatalf("there are %q", all)
	}
	if says := slices.DeleteFunc(slices.Clone(all), func(path string) bool { return !Says(path) }); len(says) != 1 {
		t.Errorf("%q say something", says)
	}
	then := time.Now().Add(-time.Hour)
	for _, path := range all {
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	Watch(dir, "1")()
	var empty, telling int
	for _, path := range files(dir) {
		if isEmpty(path) {
			empty++
		} else {
			telling++
		}
	}
	if empty != 1 || telling != 1 {
		t.Errorf("%d reports say nothing, of which one is of a process that is alive; %d tell a fault", empty, telling)
	}
}

// Where nothing can be written the program works on.
func TestNowhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, bytes.Repeat([]byte("x"), 3), 0o600); err != nil {
		t.Fatal(err)
	}
	Watch(file, "1")()
	if _, err := Write(file, "1", "x", nil); err == nil {
		t.Error("a report was written into a file as if that were a folder")
	}
	if got := Untold(file); got != nil {
		t.Errorf("got %+v", got)
	}
}
