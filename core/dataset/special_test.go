//go:build unix

package dataset

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"maestudio/core/internal/testdata"
)

// specialFolder makes what version control cannot keep: a pipe, endless devices,
// loops of links, names that are no text, things nobody may read.
func specialFolder(t *testing.T) string {
	t.Helper()
	script := testdata.Shared(t, "data/broken/make_special.sh")
	base, err := os.MkdirTemp("", "special")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		exec.Command("chmod", "-R", "u+rwx", base).Run()
		os.RemoveAll(base)
	})
	os.Chmod(base, 0o755)
	writePicture(t, filepath.Join(base, "formats", "elsewhere.png"), drawing(1, 20, 20))
	dir := filepath.Join(base, "special")
	if out, err := exec.Command("sh", script, dir).CombinedOutput(); err != nil {
		t.Fatalf("make_special.sh: %v\n%s", err, out)
	}
	return dir
}

// ends are the reasons by file name, "ok" for those in use.
func ends(r *Report) map[string]string {
	all := map[string]string{}
	for _, f := range r.Files {
		all[filepath.Base(f.Path)] = "ok"
	}
	for _, c := range r.Copies {
		all[filepath.Base(c.Path)] = "copy"
	}
	for _, p := range r.Problems {
		all[filepath.Base(p.Path)] = p.Reason
	}
	return all
}

// notUsed stands for any reason.
const notUsed = "not used"

func expectEnds(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name, end := range want {
		if end == notUsed && got[name] != "ok" && got[name] != "copy" && got[name] != "" {
			continue
		}
		if got[name] != end {
			t.Errorf("%q ends as %q, want %q", name, got[name], end)
		}
	}
	for name, end := range got {
		if _, known := want[name]; !known {
			t.Errorf("%q was not expected (%s)", name, end)
		}
	}
}

// specialEnds is what becomes of the special folder when everything may be read.
func specialEnds() map[string]string {
	return map[string]string{
		"control.jpg": "ok", "link_to_file.jpg": "copy",
		"future.jpg": "copy", "epoch.jpg": "copy", "vanishes.jpg": "copy",
		"bad\xffutf8.jpg": "copy", "new\nline.jpg": "copy",
		"dangling.jpg":   "The link leads nowhere",
		"outside.jpg":    notUsed, // it leads to /etc/hostname
		"fifo.jpg":       "This is not a file but a pipe",
		"endless.jpg":    "This is not a file but a device",
		"up":             "Links to folders are not followed; add the folder itself to use it",
		"link_to_folder": "Links to folders are not followed; add the folder itself to use it",
	}
}

// scanInTime fails the test when the scan hangs, as it would on a pipe.
func scanInTime(t *testing.T, cmd *exec.Cmd) *Report {
	t.Helper()
	kill := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	defer kill.Stop()
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the scan did not end well: %v", err)
	}
	var r Report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

func TestSpecialFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := specialFolder(t)
	if os.Geteuid() != 0 {
		t.Skip("what may be read differs for users other than root; see the next test")
	}
	done := make(chan *Report, 1)
	go func() { done <- mustScan(t, ScanOptions{Check: true}, dir) }()
	select {
	case r := <-done:
		want := specialEnds()
		want["bad\xffutf8.jpg"], want["control.jpg"] = "ok", "copy" // the first by name
		want["unreadable.jpg"], want["x.jpg"] = "copy", "copy"      // root reads them
		expectEnds(t, ends(r), want)
	case <-time.After(20 * time.Second):
		t.Fatal("the scan hangs")
	}
}

// What root reads, others may not: so a child looks, as nobody.
func TestUnreadableFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	dir := specialFolder(t)
	program := filepath.Join(filepath.Dir(dir), "scanner") // nobody may not enter the folder of the test program
	copyProgram(t, program)
	os.Chmod(dir, 0o755)
	cmd := exec.Command(program)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "DATASET_TEST_SCAN="+dir)
	const nobody = 65534
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	got := ends(scanInTime(t, cmd))
	want := specialEnds()
	delete(want, "bad\xffutf8.jpg")
	want["bad\ufffdutf8.jpg"], want["control.jpg"] = "ok", "copy" // the report came as JSON
	want["unreadable.jpg"] = "The file may not be read: permission is denied"
	want["no_read"] = "The folder cannot be read: permission is denied"
	want["no_enter"] = "The folder cannot be read: permission is denied"
	expectEnds(t, got, want)
}

func copyProgram(t *testing.T, to string) {
	t.Helper()
	from, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// A folder of bombs is scanned in bounded memory: the largest picture that is let
// through, 100 megapixels of one bit, takes 100 MB as grey and 300 as colour.
func TestBombsTakeBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes a picture of 100 megapixels")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "DATASET_TEST_SCAN="+testdata.Shared(t, "data/broken/bombs"))
	r := scanInTime(t, cmd)
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	peak := usage.Maxrss >> 10 // kilobytes, on Linux
	t.Logf("%d of %d files used, %d MB at the peak, %v", len(r.Files), len(r.Files)+len(r.Problems), peak, cmd.ProcessState.UserTime())
	if len(r.Files) != 2 || len(r.Problems) != 6 {
		t.Errorf("%d files and %d problems, want 2 and 6", len(r.Files), len(r.Problems))
	}
	if peak > 600 {
		t.Errorf("%d MB at the peak", peak)
	}
}

// A pipe that took the place of a picture after the folder was read.
func TestOpenDoesNotWaitForAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "a.jpg")
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Skip(err)
	}
	done := make(chan error, 1)
	go func() {
		_, _, err := open(pipe)
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil || err.Error() != "This is not a file but a pipe" {
			t.Errorf("got %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it waits")
	}
}
