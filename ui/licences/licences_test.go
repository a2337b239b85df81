package licences

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Every module that is linked is in the list with the version that is linked, what the
// program for NVIDIA cards has beside the others too.
func TestEveryModuleHasItsLicence(t *testing.T) {
	var have strings.Builder
	for _, l := range List() {
		if len(l.Text) < 90 {
			t.Errorf("the licence of %s is too short: %q", l.Of, l.Text)
		}
		have.WriteString(l.Of + " " + l.Version + "\n")
	}
	for _, system := range []string{"linux", "windows", "darwin"} {
		list := exec.Command("go", "list", "-tags", "cuda", "-deps", "-f", "{{with .Module}}{{if .Version}}{{.Path}} {{.Version}}{{end}}{{end}}", "maestudio")
		list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=1")
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		for module := range strings.Lines(string(out)) {
			if !strings.Contains(have.String(), module) {
				t.Errorf("no licence of %s: packaging/licences.sh collects it", strings.TrimSpace(module))
			}
		}
	}
}

func TestOursIsFirst(t *testing.T) {
	ours, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if first := List()[0]; first.Of != "MAE Studio" || first.Text != strings.TrimSpace(string(ours)) {
		t.Errorf("the first is of %q", first.Of)
	}
}

// What is linked and is no module of Go has its licence here too.
func TestLibrariesHaveTheirLicences(t *testing.T) {
	have := map[string]bool{}
	for _, l := range List() {
		have[l.Of] = true
	}
	for _, of := range []string{"Go", "GLFW", "libjpeg-turbo", "mingw-w64 (Windows)", "libgcc (Windows)", "Roboto (font)"} {
		if !have[of] {
			t.Errorf("no licence of %s: packaging/licences.sh collects it", of)
		}
	}
}
