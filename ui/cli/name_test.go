package cli_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Hints name the program as it was called, so that they can be pasted.
func TestHintsNameTheProgram(t *testing.T) {
	empty, data := t.TempDir(), pictures(t, 10)
	dir := filepath.Join(t.TempDir(), "run")
	if r := maestudio(t, pretrain(data, dir, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r.err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"nonsense"}, "'my tools/mae' --help lists them"},
		{[]string{"train"}, "'my tools/mae' train RUN"},
		{[]string{"train", "-x"}, "'my tools/mae' train --help lists"},
		{[]string{"train", "--help"}, "  'my tools/mae' train runs/mine"},
		{[]string{"scan", "--help"}, "Usage:\n  'my tools/mae' scan DIR"},
		{pretrain(data, dir), "Go on with it: 'my tools/mae' train " + dir},
		{[]string{"train", dir}, "To make it longer: 'my tools/mae' train " + dir},
		{[]string{"--version"}, "maestudio "},
	} {
		cmd := exec.Command(program, c.args...)
		cmd.Args[0], cmd.Dir = "my tools/mae", empty
		if r := begin(t, cmd).wait(t); !strings.Contains(r.out+r.err, c.want) {
			t.Errorf("%q: %s%s; want %s", c.args, r.out, r.err, c.want)
		}
	}
}
