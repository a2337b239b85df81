package run

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func words(commands []Command) []string {
	var out []string
	for _, c := range commands {
		out = append(out, c.Command)
	}
	return out
}

func TestInboxReadsWhatArrivesLater(t *testing.T) {
	r := &Run{Dir: t.TempDir()}
	path := r.path(commandsFile)
	send := func(command string) {
		if err := r.Send(command); err != nil {
			t.Fatal(err)
		}
	}
	send(Stop) // long ago
	in, err := openInbox(path)
	if err != nil {
		t.Fatal(err)
	}
	expect := func(want ...string) {
		t.Helper()
		if got := words(in.read()); !reflect.DeepEqual(got, want) {
			t.Errorf("read %q, want %q", got, want)
		}
	}
	expect()
	send(Pause)
	send(Resume)
	expect(Pause, Resume)
	expect()
	appendTo(t, path, `{"command":"sto`)
	expect()
	appendTo(t, path, "p\"}\nrubbish\n{\"command\":7}\n")
	expect(Stop)
	appendTo(t, path, `{"torn`)
	send(SampleNow)
	expect(SampleNow)
	os.Remove(path)
	expect()
	send(Pause)
	expect(Pause)
	appendTo(t, path, strings.Repeat("x", 3*maxCommands)+"\n")
	send(Stop)
	var got []string
	for range 5 {
		got = append(got, words(in.read())...)
	}
	if !reflect.DeepEqual(got, []string{Stop}) {
		t.Errorf("after a very long line: %q", got)
	}
}

func TestInboxOfANewRun(t *testing.T) {
	r := &Run{Dir: t.TempDir()}
	in, err := openInbox(r.path(commandsFile))
	if err != nil {
		t.Fatal(err)
	}
	r.Send(Pause)
	if got := words(in.read()); !reflect.DeepEqual(got, []string{Pause}) {
		t.Errorf("read %q", got)
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestLockRefusesASecondWorker(t *testing.T) {
	r := &Run{Dir: t.TempDir()}
	if _, running := r.Worker(); running {
		t.Error("a worker before there is a LOCK")
	}
	l, err := takeLock(r.path(lockFile))
	if err != nil {
		t.Fatal(err)
	}
	owner, running := r.Worker()
	if !running || owner.PID != os.Getpid() {
		t.Errorf("the worker is %+v, %v", owner, running)
	}
	_, err = takeLock(r.path(lockFile))
	if CodeOf(err) != Busy || !strings.Contains(err.Error(), owner.String()) {
		t.Errorf("a second worker: %v", err)
	}
	l.release()
	if _, running := r.Worker(); running {
		t.Error("a worker after the lock was released")
	}
	if l, err = takeLock(r.path(lockFile)); err != nil {
		t.Fatal(err)
	}
	l.release()
}

// A LOCK of a worker that was killed is no obstacle.
func TestLockOfAKilledWorker(t *testing.T) {
	r := &Run{Dir: t.TempDir()}
	holder := exec.Command(os.Args[0], "hold", r.path(lockFile))
	holder.Env = append(os.Environ(), helperVariable+"=hold")
	out, _ := holder.StdoutPipe()
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the helper says %q", line)
	}
	if owner, running := r.Worker(); !running || owner.PID != holder.Process.Pid {
		t.Errorf("the worker is %+v, %v", owner, running)
	}
	if _, err := takeLock(r.path(lockFile)); CodeOf(err) != Busy {
		t.Errorf("while it lives: %v", err)
	}
	holder.Process.Kill()
	holder.Wait()
	if _, err := os.Stat(r.path(lockFile)); err != nil {
		t.Errorf("LOCK is not there: %v", err)
	}
	l, err := takeLock(filepath.Join(r.Dir, lockFile))
	if err != nil {
		t.Fatal(err)
	}
	l.release()
}
