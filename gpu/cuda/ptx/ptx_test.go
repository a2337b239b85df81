package ptx

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"maestudio/gpu/cuda/card"
	"maestudio/gpu/cuda/kernels"
)

// recorded reads the record.
func recorded(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for line := range strings.Lines(record) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			t.Fatalf("record: %q", line)
		}
		all[name] = value
	}
	return all
}

func hash(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

// What is embedded was compiled from the sources that are there now.
func TestSourcesAreThoseThatWereCompiled(t *testing.T) {
	var list strings.Builder // as sha256sum prints it
	err := fs.WalkDir(kernels.Source, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(kernels.Source, name)
		fmt.Fprintf(&list, "%s  %s\n", hash(data), name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hash([]byte(list.String())), recorded(t)["sources"]; got != want {
		t.Errorf("the kernels were changed (%s) since they were compiled (%s): make ptx", got, want)
	}
}

// Nobody changed a result by hand, and each is there once.
func TestResultsAreThoseThatWereRecorded(t *testing.T) {
	want := recorded(t)
	modules, err := Modules()
	if err != nil {
		t.Fatal(err)
	}
	sources, err := fs.Glob(kernels.Source, "*.cu")
	if err != nil {
		t.Fatal(err)
	}
	if len(modules) != len(sources) || len(modules) == 0 {
		t.Errorf("%d results of %d sources", len(modules), len(sources))
	}
	for _, m := range modules {
		if got := hash([]byte(m.Text)); got != want[m.Name+".ptx"] {
			t.Errorf("%s.ptx has the hash %s and %q is recorded: make ptx", m.Name, got, want[m.Name+".ptx"])
		}
	}
}

// The head of each file says what package card asks the driver and the card for: what
// multiplies bfloat16 a newer card than all else. And
// no kernel has a name twice, since a launch has nothing but the name.
func TestHeads(t *testing.T) {
	entry := regexp.MustCompile(`(?m)^\.visible \.entry (\w+)\(`)
	modules, err := Modules()
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]string{}
	for _, m := range modules {
		if want := ".version 7.0\n"; !strings.Contains(m.Text, want) {
			t.Errorf("%s lacks %q", m.Name, want)
		}
		oldest := card.Oldest
		if strings.HasSuffix(m.Name, "_bf16") {
			oldest = card.OldestBFloat16
		}
		if m.Oldest != oldest {
			t.Errorf("%s is for cards from sm_%d on, not from sm_%d", m.Name, m.Oldest, oldest)
		}
		found := entry.FindAllStringSubmatch(m.Text, -1)
		if len(found) == 0 {
			t.Errorf("%s has no kernel", m.Name)
		}
		for _, f := range found {
			if other, twice := in[f[1]]; twice {
				t.Errorf("%s is in %s and in %s", f[1], other, m.Name)
			}
			in[f[1]] = m.Name
		}
	}
}

// Compiled again, the sources give the same bytes.
func TestCompiledAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles")
	}
	clang := os.Getenv("CLANG")
	if clang == "" {
		clang = "clang-19"
	}
	want := recorded(t)["clang"]
	version, err := exec.Command(clang, "-dumpversion").Output()
	if have := string(bytes.TrimSpace(version)); err != nil || have != want {
		says := fmt.Sprintf("clang %s is needed (package clang-19), and %s is %q", want, clang, have)
		if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "clang") {
			t.Fatal(says)
		}
		t.Skip(says)
	}
	script, err := filepath.Abs("../../../packaging/ptx.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if out, err := exec.Command(script, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	again, err := os.ReadFile(filepath.Join(dir, "record"))
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != record {
		t.Errorf("compiled again it is\n%sand recorded is\n%s", again, record)
	}
}
