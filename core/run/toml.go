// run.toml: reading it strictly, writing it whole.

package run

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/BurntSushi/toml"

	"maestudio/core/dataset/picture"
	"maestudio/core/run/disk"
)

// maxConfig bounds what is read as a run.toml.
const maxConfig = 1 << 20

const configHead = `# This run, complete: with files.tsv beside it, it is all that the result depends on.
# Written by MAE Studio. Changing a line would make another run; start a new one instead.

`

// ParseConfig reads a run.toml, strictly: every key is there, none is unknown,
// and every value can work.
func ParseConfig(data []byte) (Config, error) {
	document := map[string]any{}
	if _, err := toml.Decode(string(data), &document); err != nil {
		return Config{}, syntaxError(err)
	}
	if v, ok := document["version"].(int64); ok && v > Version {
		return Config{}, Errorf(Settings, nil, "run.toml has version %d, and this program knows versions up to %d. A newer MAE Studio wrote it; use that one.", v, Version)
	}
	if err := checkKeys(document); err != nil {
		return Config{}, inFile(err)
	}
	var c Config
	if _, err := toml.Decode(string(data), &c); err != nil {
		return Config{}, syntaxError(err)
	}
	if c.Data.JPEG == "" {
		c.Data.JPEG = string(picture.Go) // when there was no other
	}
	if c.Checkpoints.BudgetGB == 0 {
		c.Checkpoints.BudgetGB = usualBudget
	}
	if err := c.Validate(); err != nil {
		return Config{}, inFile(err)
	}
	return c, nil
}

func syntaxError(err error) error {
	var p toml.ParseError
	if errors.As(err, &p) {
		return Errorf(Settings, err, "run.toml, line %d: %s. Compare it with the run.toml of another run.", p.Position.Line, strings.TrimRight(p.Message, "."))
	}
	return Errorf(Settings, err, "run.toml cannot be read: %v.", err)
}

func inFile(err error) error {
	return Errorf(Settings, err, "run.toml: %s", err)
}

// Format returns the configuration as the text of run.toml.
func (c Config) Format() ([]byte, error) {
	b := bytes.NewBufferString(configHead)
	encoder := toml.NewEncoder(b)
	encoder.Indent = ""
	if err := encoder.Encode(complete(c)); err != nil {
		return nil, Errorf(Settings, err, "The settings cannot be written down: %v.", err)
	}
	return ofTask(b.Bytes(), c.Task), nil
}

// ofTask leaves out the keys of other tasks, and tables that have none left.
func ofTask(text []byte, task string) []byte {
	there := map[string]bool{}
	for _, r := range rulesOf(task) {
		there[r.key] = true
	}
	kept := bytes.NewBufferString(configHead)
	table, head := "", []byte(nil) // of what comes, and what is not written yet of it
	for line := range bytes.Lines(text[len(configHead):]) {
		key, _, isKey := bytes.Cut(line, []byte(" = "))
		name, isHead := bytes.CutPrefix(line, []byte("["))
		switch list := there[table]; {
		case isHead:
			table, head = string(bytes.Trim(name, "[]\n")), append([]byte{'\n'}, line...)
		case isKey && (list || there[strings.TrimPrefix(table+"."+string(key), ".")]):
			kept.Write(head)
			kept.Write(line)
			head = nil
		}
	}
	return kept.Bytes()
}

// complete makes lists that are empty stand as empty lists.
func complete(c Config) Config {
	if c.Training.Extended == nil {
		c.Training.Extended = []Extension{}
	}
	if c.Classify.Classes == nil {
		c.Classify.Classes = []string{}
	}
	if c.Data.Folders == nil {
		c.Data.Folders = []string{}
	}
	return c
}

// Hash names what decides the result. A checkpoint carries it, so that one of
// other settings is not continued. The length is not part of it (a run can be
// extended), nor what is only recorded. Version is: a later version that adds
// keys computes the hash of an older run from the keys which that one had.
func (c Config) Hash() string {
	c.Preset, c.Recipe, c.Data = "", "", DataConfig{}
	c.Training.Epochs, c.Training.Extended, c.Training.Init = 0, nil, ""
	c.Training.Lowered, c.Training.Split = nil, nil
	c.Device, c.Checkpoints = DeviceConfig{}, CheckpointConfig{}
	text, err := c.Format()
	if err != nil {
		return "" // numbers and texts can always be written
	}
	sum := sha256.Sum256(text[len(configHead):])
	return hex.EncodeToString(sum[:])
}

func readConfig(path string) (Config, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, err
	}
	if err != nil {
		return Config{}, Errorf(Damaged, err, "%s cannot be opened. Look after its permissions, then try again.", path)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return Config{}, Errorf(Damaged, err, "%s cannot be read.", path)
	}
	if len(data) > maxConfig {
		return Config{}, Errorf(Settings, nil, "run.toml has more than %s; that is no description of a run.", bytesText(maxConfig))
	}
	return ParseConfig(data)
}

func writeConfig(fs disk.FS, path string, c Config) error {
	text, err := c.Format()
	if err != nil {
		return err
	}
	return disk.WriteBytes(fs, path, text)
}
