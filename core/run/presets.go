// Settings to begin with.

package run

import (
	"embed"
	"strings"

	"github.com/BurntSushi/toml"
)

// Every preset is a file that starts with what to expect of it.
//
//go:embed presets/*.toml
var presetFiles embed.FS

// PresetNames lists the presets from the lightest to the heaviest.
var PresetNames = []string{"quick", "small", "tiny", "base", "large", "huge"}

// Preset returns the settings of a name. What depends on the pictures and the
// machine is still open: Create settles it.
func Preset(name string) (Config, error) {
	data, err := presetFiles.ReadFile("presets/" + name + ".toml")
	if err != nil {
		return Config{}, Errorf(Settings, err, "There is no preset %q. Use one of %s.", name, strings.Join(PresetNames, ", "))
	}
	c := Default()
	c.Preset = name
	if _, err := toml.Decode(string(data), &c); err != nil {
		return Config{}, Errorf(Settings, err, "The preset %q cannot be read: %v.", name, err)
	}
	return c, nil
}

// Expect returns the head of a preset's file: what it is for, what to expect.
func Expect(name string) string {
	data, _ := presetFiles.ReadFile("presets/" + name + ".toml")
	var lines []string
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		lines = append(lines, strings.TrimSpace(strings.TrimPrefix(line, "#")))
	}
	return strings.Join(lines, "\n")
}
