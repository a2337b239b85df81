// Package places says where each system expects a program to keep what.
package places

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
)

// Places are the program's own folders. Runs are not among them: a person says
// where those are.
type Places struct {
	Settings string
	Cache    string // of what can be made again
	Crashes  string // reports of faults of the program's own
}

// Find returns the folders of this system and person.
func Find() (Places, error) { return of(runtime.GOOS, os.Getenv) }

// of returns the folders by what a system's environment says: those of the XDG Base
// Directory Specification 0.8, of Apple's File System Programming Guide, and of
// Windows' known folders (the local ones: what is kept names folders of one machine).
func of(system string, env func(string) string) (Places, error) {
	const own = "maestudio"
	var p Places
	switch home := env("HOME"); {
	case system == "windows" && env("LOCALAPPDATA") != "":
		local := path.Join(filepath.ToSlash(env("LOCALAPPDATA")), own)
		p = Places{Settings: local, Cache: local, Crashes: path.Join(local, "crashes")}
	case system == "darwin" && home != "":
		library := path.Join(home, "Library")
		p = Places{path.Join(library, "Application Support", own), path.Join(library, "Caches", own), path.Join(library, "Logs", own)}
	case system != "windows" && system != "darwin":
		xdg := func(name, usual string) string {
			if dir := env(name); path.IsAbs(dir) { // the specification: others are to be ignored
				return path.Join(dir, own)
			}
			if home == "" {
				return ""
			}
			return path.Join(home, usual, own)
		}
		p = Places{xdg("XDG_CONFIG_HOME", ".config"), xdg("XDG_CACHE_HOME", ".cache"), path.Join(xdg("XDG_STATE_HOME", ".local/state"), "crashes")}
	}
	if p.Settings == "" || p.Cache == "" || !path.IsAbs(p.Crashes) && system != "windows" {
		return Places{}, fmt.Errorf("The system names no folder of yours: %s is not set. Set it and start again.", map[bool]string{true: "LOCALAPPDATA", false: "HOME"}[system == "windows"])
	}
	return Places{filepath.FromSlash(p.Settings), filepath.FromSlash(p.Cache), filepath.FromSlash(p.Crashes)}, nil
}
