package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the installers are made of is right; make dist-test tries the installers.

const identity = "org.maestudio.MAEStudio"

func text(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// checked has a tool look at a file, where the tool is there.
func checked(t *testing.T, tool string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Logf("%s is not here", tool)
		return
	}
	if out, err := exec.Command(tool, args...).CombinedOutput(); err != nil {
		t.Errorf("%s %s: %v\n%s", tool, strings.Join(args, " "), err, out)
	}
}

func TestDesktopEntry(t *testing.T) {
	path := "packaging/linux/" + identity + ".desktop"
	entry := map[string]string{}
	for line := range strings.Lines(text(t, path)) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			entry[key] = value
		}
	}
	for key, want := range map[string]string{"Type": "Application", "Exec": "maestudio %f", "Icon": identity, "Terminal": "false", "MimeType": "inode/directory;"} {
		if entry[key] != want {
			t.Errorf("%s is %q, want %q", key, entry[key], want)
		}
	}
	for _, key := range []string{"Name", "Comment", "Categories"} {
		if entry[key] == "" {
			t.Errorf("there is no %s", key)
		}
	}
	checked(t, "desktop-file-validate", path)
}

// The XML that others read is XML, and names the program as the rest does.
func TestManifests(t *testing.T) {
	for path, want := range map[string][]string{
		"packaging/linux/" + identity + ".metainfo.xml": {"<id>" + identity + "</id>", identity + ".desktop", "<binary>maestudio-cli</binary>"},
		"packaging/windows/app.manifest":                {identity, "asInvoker", "PerMonitorV2", "UTF-8"},
		"packaging/macos/Info.plist":                    {identity, "@VERSION@"},
		"packaging/macos/entitlements.plist":            {"<dict>"},
	} {
		data := text(t, path)
		d := xml.NewDecoder(bytes.NewReader([]byte(data)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %v", path, err)
				break
			}
		}
		for _, w := range want {
			if !strings.Contains(data, w) {
				t.Errorf("%s does not have %q", path, w)
			}
		}
	}
	checked(t, "appstreamcli", "validate", "--no-net", "packaging/linux/"+identity+".metainfo.xml")
}

// The version stands in FyneApp.toml, and nowhere else.
func TestOneVersion(t *testing.T) {
	app := text(t, "FyneApp.toml")
	version := regexp.MustCompile(`(?m)^Version = "(\d+\.\d+\.\d+)"$`).FindStringSubmatch(app)
	if version == nil {
		t.Fatalf("FyneApp.toml has no version of three numbers: %s", app)
	}
	for path, want := range map[string]string{
		"packaging/linux/control":        "Version: @VERSION@\n",
		"packaging/linux/maestudio.spec": "Version: %{staged_version}\n", "packaging/windows/installer.nsi": "${VERSION}",
		"packaging/windows/app.rc": "VERSION_TEXT", "packaging/macos/Info.plist": "@VERSION@",
	} {
		if data := text(t, path); !strings.Contains(data, want) || strings.Contains(data, version[1]) && version[1] != "1.0.0" {
			t.Errorf("%s does not take the version from FyneApp.toml", path)
		}
	}
}

// The packages of Debian and of Fedora ask for the same libraries.
func TestPackagesNeedTheSame(t *testing.T) {
	control, spec := text(t, "packaging/linux/control"), text(t, "packaging/linux/maestudio.spec")
	for deb, rpm := range map[string]string{
		"libc6 (>= 2.34)": "libc.so.6(GLIBC_2.34)", "libgl1": "libGL.so.1", "libgtk-3-0 (>= 3.22) | libgtk-3-0t64": "libgtk-3.so.0", "libx11-6": "libX11.so.6",
		"libxcursor1": "libXcursor.so.1", "libxi6": "libXi.so.6", "libxinerama1": "libXinerama.so.1", "libxrandr2": "libXrandr.so.2", "libxxf86vm1": "libXxf86vm.so.1",
	} {
		if !strings.Contains(control, deb) || !strings.Contains(spec, rpm) {
			t.Errorf("%s and %s are not both asked for", deb, rpm)
		}
	}
}

// Whatever removes the program says where runs and settings are.
func TestRemovingSaysWhereRunsAre(t *testing.T) {
	for _, path := range []string{"packaging/linux/removed.sh", "packaging/linux/uninstall.sh", "packaging/linux/maestudio.spec", "packaging/windows/installer.nsi"} {
		if data := text(t, path); !regexp.MustCompile(`uns are left where they are, usually in .*, and (your )?settings in `).MatchString(data) {
			t.Errorf("%s does not", path)
		}
	}
	for args, want := range map[string]bool{"remove": true, "purge": true, "upgrade": false} {
		out, err := exec.Command("sh", "packaging/linux/removed.sh", args).CombinedOutput()
		if err != nil || strings.Contains(string(out), "~/MAE Studio") != want {
			t.Errorf("%s: %v, %q", args, err, out)
		}
	}
}

// What people download and what it takes when it is installed stay small: make dist
// and make dist-test fail beyond that.
func TestTooLargeIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "setup.exe")
	for size, want := range map[int64]bool{19_999_999: true, 20_000_000: false} {
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(file, size); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{file, filepath.Dir(file)} {
			out, err := exec.Command("packaging/below.sh", "20", path).CombinedOutput()
			if (err == nil) != want || !strings.Contains(string(out), "below 20 MB") {
				t.Errorf("%s of %d bytes: %v, %q", path, size, err, out)
			}
		}
	}
	for _, script := range []string{"packaging/dist.sh", "packaging/dist-test.sh", "packaging/macos/dmg.sh"} {
		for _, call := range []string{"packaging/below.sh 20 ", "packaging/below.sh 70 "} {
			if !strings.Contains(text(t, script), call) {
				t.Errorf("%s does not call %s", script, call)
			}
		}
	}
}

func TestScripts(t *testing.T) {
	scripts, _ := filepath.Glob("packaging/*.sh")
	more, _ := filepath.Glob("packaging/*/*.sh")
	scripts = append(scripts, more...)
	if len(scripts) < 8 {
		t.Fatalf("there are only %q", scripts)
	}
	for _, s := range scripts {
		checked(t, "sh", "-n", s)
	}
	checked(t, "shellcheck", append([]string{"-S", "warning"}, scripts...)...)
}
