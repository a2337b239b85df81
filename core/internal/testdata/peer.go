package testdata

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Peer runs a Python program with PyTorch, safetensors and ONNX Runtime: those that
// shared/peer has set up. dir is where it runs, and all that it sees beside its own
// folder. Where the peer is absent the test is skipped, except where MAESTUDIO_REQUIRE
// names "peer".
func Peer(t testing.TB, dir, program string, args ...string) string {
	t.Helper()
	run := Shared(t, "peer/run")
	root := os.Getenv("PEER_ROOT")
	if root == "" {
		root = "/opt/trixie"
	}
	if _, err := os.Stat(filepath.Join(root, "ready")); err != nil || os.Geteuid() != 0 {
		const message = "needs the peer: shared/peer/setup, and root to enter it"
		if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "peer") {
			t.Fatal(message)
		}
		t.Skip(message)
	}
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(dir, filepath.Base(program))
	if err := os.WriteFile(inside, text, 0o666); err != nil {
		t.Fatal(err)
	}
	show(t, root, filepath.Dir(run))
	// What peer/run made visible goes with the test.
	t.Cleanup(func() { exec.Command("umount", "-l", filepath.Join(root, dir)).Run() })
	cmd := exec.Command(run, append([]string{inside}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir)
	var errors strings.Builder // what its libraries have to say is shown only when it fails
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", filepath.Base(program), err, out, &errors)
	}
	return string(out)
}

// show makes folder visible inside root as it is now. What an earlier run of the tests
// left mounted there may be a folder that was removed and made anew since.
func show(t testing.TB, root, folder string) {
	t.Helper()
	inside := filepath.Join(root, folder)
	if same(folder, inside) {
		return
	}
	// Under a lock, as other packages' tests do this too.
	const mount = `if [ ! "$1" -ef "$2" ]; then
		mkdir -p "$2"; umount -l "$2" 2>/dev/null; mount --bind "$1" "$2"
	fi`
	cmd := exec.Command("flock", filepath.Join(root, "ready"), "sh", "-c", mount, "sh", folder, inside)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("mount %s in %s: %v\n%s", folder, root, err, out)
	}
}

// same reports whether two paths lead to one folder.
func same(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}
