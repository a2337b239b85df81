package places

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		system string
		env    map[string]string
		want   Places
	}{
		"Linux": {"linux", map[string]string{"HOME": "/home/ann"},
			Places{"/home/ann/.config/maestudio", "/home/ann/.cache/maestudio", "/home/ann/.local/state/maestudio/crashes"}},
		"Linux with folders named": {"linux", map[string]string{"XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k", "XDG_STATE_HOME": "/s"},
			Places{"/c/maestudio", "/k/maestudio", "/s/maestudio/crashes"}},
		"Linux with a relative one": {"linux", map[string]string{"HOME": "/home/ann", "XDG_CACHE_HOME": "k"},
			Places{"/home/ann/.config/maestudio", "/home/ann/.cache/maestudio", "/home/ann/.local/state/maestudio/crashes"}},
		"macOS": {"darwin", map[string]string{"HOME": "/Users/ann", "XDG_CONFIG_HOME": "/c"},
			Places{"/Users/ann/Library/Application Support/maestudio", "/Users/ann/Library/Caches/maestudio", "/Users/ann/Library/Logs/maestudio"}},
		"Windows": {"windows", map[string]string{"LOCALAPPDATA": "C:/Users/ann/AppData/Local", "HOME": "/c/Users/ann"},
			Places{"C:/Users/ann/AppData/Local/maestudio", "C:/Users/ann/AppData/Local/maestudio", "C:/Users/ann/AppData/Local/maestudio/crashes"}},
	} {
		got, err := of(c.system, func(key string) string { return c.env[key] })
		got = Places{filepath.ToSlash(got.Settings), filepath.ToSlash(got.Cache), filepath.ToSlash(got.Crashes)}
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestNoPlace(t *testing.T) {
	for system, want := range map[string]string{"linux": "HOME", "darwin": "HOME", "windows": "LOCALAPPDATA"} {
		if got, err := of(system, func(string) string { return "" }); err == nil || !strings.Contains(err.Error(), want) || got != (Places{}) {
			t.Errorf("%s: got %+v, %v", system, got, err)
		}
	}
}
