package settings

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "settings.toml")
	s := Default()
	s.Theme, s.Scale, s.LastRun = "light", 150, "/runs/a b"
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path)
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Fatalf("got %+v, %v; want %+v", got, err, s)
	}
}

func TestLoadNothing(t *testing.T) {
	got, err := Load(filepath.Join(t.TempDir(), "none.toml"))
	if err != nil || !reflect.DeepEqual(got, Default()) {
		t.Fatalf("got %+v, %v", got, err)
	}
}

func TestLoadBroken(t *testing.T) {
	for name, text := range map[string]string{
		"cannot be read": "theme = [",
		"newer version":  "scale = \"large\"\nversion = 99",
	} {
		path := filepath.Join(t.TempDir(), "settings.toml")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := Load(path)
		if errors.Is(err, ErrNewer) != (name == "newer version") {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil || !strings.Contains(err.Error(), name) || !reflect.DeepEqual(got, Default()) {
			t.Errorf("%s: got %v and %+v", name, err, got)
		}
	}
}

func TestLoadAbsurd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	text := "theme = \"pink\"\nscale = 9000\nthreads = -4\ndevice = \"tpu\"\nprecision = \"fp8\"\ncache_limit = 0\nruns = \"relative\"\nwidth = 3.0\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.Theme != "dark" || got.Scale != 200 || got.Threads != 1 || got.Device != "auto" || got.Precision != "auto" || got.CacheLimit != 1 || !filepath.IsAbs(got.Runs) || got.Width != 853 {
		t.Errorf("got %+v", got)
	}
}

// Runs that were made before another folder was chosen stay findable.
func TestKeepRunsIn(t *testing.T) {
	a, b, c := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b"), filepath.Join(t.TempDir(), "c")
	s := Default()
	s.Runs = a
	s.KeepRunsIn(b)
	s.KeepRunsIn(c + string(filepath.Separator))
	s.KeepRunsIn(c)
	s.KeepRunsIn(a)
	if s.Runs != a || !slices.Equal(s.EarlierRuns, []string{b, c}) {
		t.Errorf("got %q and %q", s.Runs, s.EarlierRuns)
	}
}
