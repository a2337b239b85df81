// Settings to begin with.

package run

import (
	"embed"
	"strings"

	"github.com/BurntSushi/toml"
)

// Every preset is a file that starts with what of it was measured and what estimated.
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
