// The keys of run.toml, each with what it may hold. One table serves the file
// and what a person asks for on the command line, so that both get the same
// sentences.

package run

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// kind is the type of a value in TOML.
type kind string

const (
	whole    kind = "a whole number"
	number   kind = "a number"
	text     kind = "a text"
	yesno    kind = "true or false"
	texts    kind = "a list of texts"
	numbers  kind = "a list of numbers"
	settings kind = "a list of tables"
)

type rule struct {
	key      string
	task     string // that has it; "" for all
	kind     kind
	min, max float64  // of each number
	above    bool     // min itself is not allowed
	count    int      // of numbers in a list
	oneOf    []string // of a text; nil allows any
	columns  []string // of a list of tables: whole numbers, the first from 0 and the second from 1
	optional bool     // may be missing
	example  string
}

var rules = []rule{
	{key: "version", kind: whole, min: 1, max: Version, example: "1"},
	{key: "task", kind: text, oneOf: []string{TaskPretrain, TaskClassify}},
	{key: "preset", kind: text, example: `"quick"`},
	{key: "recipe", kind: text, oneOf: []string{"", "paper", "mild", "published", "probe"}},
	{key: "data.folders", kind: texts, example: `["/home/ann/pictures"]`},
	{key: "data.jpeg", kind: text, optional: true, example: `"go"`},
	{key: "data.leave_out", kind: texts, optional: true, example: `["blurred"]`},
	{key: "data.keep_copies", kind: yesno, optional: true},

	{key: "model.image_size", kind: whole, min: 8, max: 2048, example: "224"},
	{key: "model.patch_size", kind: whole, min: 1, max: 256, example: "16"},
	{key: "model.encoder_dim", kind: whole, min: 4, max: 16384, example: "384"},
	{key: "model.encoder_depth", kind: whole, min: 1, max: 256, example: "12"},
	{key: "model.encoder_heads", kind: whole, min: 1, max: 256, example: "6"},
	{key: "model.decoder_dim", task: TaskPretrain, kind: whole, min: 4, max: 16384, example: "192"},
	{key: "model.decoder_depth", task: TaskPretrain, kind: whole, min: 1, max: 256, example: "4"},
	{key: "model.decoder_heads", task: TaskPretrain, kind: whole, min: 1, max: 256, example: "3"},
	{key: "model.mask_ratio", task: TaskPretrain, kind: number, above: true, max: 0.999, example: "0.75"},
	{key: "model.norm_pix", task: TaskPretrain, kind: yesno},
	{key: "model.norm_eps", kind: number, above: true, max: 0.01, optional: true, example: "1e-12"},

	{key: "training.epochs", kind: whole, min: 1, max: 1e6, example: "100"},
	{key: "training.batch", kind: whole, min: 1, max: 65536, example: "64"},
	{key: "training.accumulate", kind: whole, min: 1, max: 65536, example: "1"},
	{key: "training.blr", kind: number, above: true, max: 100, example: "0.004"},
	{key: "training.warmup_epochs", kind: number, min: 0, max: 1e6, example: "2"},
	{key: "training.weight_decay", kind: number, min: 0, max: 10, example: "0.05"},
	{key: "training.min_lr", kind: number, min: 0, max: 100, example: "0"},
	{key: "training.seed", kind: whole, min: 0, max: 1 << 53, example: "1"},
	{key: "training.init", kind: text, example: `""`},
	{key: "training.extended", kind: settings, columns: []string{"step", "epochs"}},
	{key: "training.lowered", kind: settings, columns: []string{"step", "failed"}, optional: true},
	{key: "training.split", kind: settings, columns: []string{"step", "batch"}, optional: true},

	{key: "augmentation.crop_scale", kind: numbers, above: true, max: 1, count: 2, example: "[0.2, 1.0]"},
	{key: "augmentation.flip", kind: yesno},
	{key: "augmentation.mean", kind: numbers, min: -10, max: 10, count: 3, example: "[0.485, 0.456, 0.406]"},
	{key: "augmentation.std", kind: numbers, above: true, max: 10, count: 3, example: "[0.229, 0.224, 0.225]"},

	{key: "device.name", kind: text, oneOf: []string{"cpu", "cuda", "reference"}},
	{key: "device.family", kind: text, example: `"avx2"`},
	{key: "device.precision", kind: text, oneOf: []string{"float32", "bf16"}},
	{key: "device.threads", kind: whole, min: 1, max: 4096, example: "8"},

	{key: "checkpoints.steps", kind: whole, min: 0, max: 1e9, example: "0"},
	{key: "checkpoints.minutes", kind: number, above: true, max: 1e6, example: "5"},
	{key: "checkpoints.budget_gb", kind: number, above: true, max: 1e6, optional: true, example: "20"},
}

// rulesOf are those of a task.
func rulesOf(task string) []rule {
	return slices.DeleteFunc(slices.Concat(rules, classifyRules), func(r rule) bool { return r.task != "" && r.task != task })
}

// taskOf is a document's task, and that of pre-training where it has no known one.
func taskOf(document map[string]any) string {
	if document["task"] == TaskClassify {
		return TaskClassify
	}
	return TaskPretrain
}

// checkKeys compares what stands in a TOML document with the table.
func checkKeys(document map[string]any) error {
	values, task := flatten("", document), taskOf(document)
	for _, r := range rulesOf(task) {
		v, there := values[r.key]
		if !there && r.optional {
			continue
		}
		if !there {
			return Errorf(Settings, nil, "%s is missing; it must be %s.", r.key, r.wants())
		}
		if !r.allows(v) {
			return Errorf(Settings, nil, "%s is %s; it must be %s.", r.key, show(v), r.wants())
		}
		delete(values, r.key)
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		return Errorf(Settings, nil, "%s is not a key of run.toml%s", key, suggest(key))
	}
	return nil
}

// checkTypes is checkKeys for a configuration that was not read from a file.
func checkTypes(c Config) error {
	document := map[string]any{}
	written, err := c.Format()
	if err != nil {
		return err
	}
	if _, err := toml.Decode(string(written), &document); err != nil {
		return Errorf(Settings, err, "The settings cannot be written down: %v.", err)
	}
	return checkKeys(document)
}

func flatten(prefix string, table map[string]any) map[string]any {
	out := map[string]any{}
	for key, v := range table {
		if inner, ok := v.(map[string]any); ok {
			maps.Copy(out, flatten(prefix+key+".", inner))
			continue
		}
		out[prefix+key] = v
	}
	return out
}

func (r rule) allows(v any) bool {
	switch r.kind {
	case whole:
		n, ok := v.(int64)
		return ok && r.inRange(float64(n))
	case number:
		x, ok := toNumber(v)
		return ok && r.inRange(x)
	case text:
		s, ok := v.(string)
		return ok && (r.oneOf == nil || slices.Contains(r.oneOf, s))
	case yesno:
		_, ok := v.(bool)
		return ok
	}
	return r.allowsList(v)
}

func (r rule) allowsList(v any) bool {
	if r.kind == settings {
		return r.allowsTables(v)
	}
	list, ok := v.([]any)
	if !ok || r.count > 0 && len(list) != r.count || r.kind == texts && len(list) == 0 {
		return false
	}
	for _, item := range list {
		x, isNumber := toNumber(item)
		_, isText := item.(string)
		if r.kind == texts && !isText || r.kind == numbers && !(isNumber && r.inRange(x)) {
			return false
		}
	}
	return true
}

// allowsTables checks a list of tables.
func (r rule) allowsTables(v any) bool {
	if list, ok := v.([]any); ok {
		return len(list) == 0
	}
	list, ok := v.([]map[string]any)
	for _, entry := range list {
		first, isWhole := entry[r.columns[0]].(int64)
		second, areWhole := entry[r.columns[1]].(int64)
		ok = ok && len(entry) == 2 && isWhole && areWhole && first >= 0 && second >= 1
	}
	return ok
}

// inRange is false for what is not a number.
func (r rule) inRange(x float64) bool {
	return x >= r.min && x <= r.max && !(r.above && x == r.min)
}

func toNumber(v any) (float64, bool) {
	switch x := v.(type) {
	case int64:
		return float64(x), true
	case float64:
		return x, true
	}
	return math.NaN(), false
}

// wants says what would work.
func (r rule) wants() string {
	switch {
	case r.oneOf != nil:
		return strings.Join(quoted(r.oneOf), " or ")
	case r.kind == yesno:
		return string(yesno)
	case r.kind == settings:
		return "a list of tables {" + strings.Join(r.columns, ", ") + "}"
	}
	s := string(r.kind)
	if r.count > 0 {
		s = fmt.Sprintf("a list of %d numbers", r.count)
	}
	switch {
	case r.above:
		s += fmt.Sprintf(" above %s, up to %s", plain(r.min), plain(r.max))
	case r.max > r.min:
		s += fmt.Sprintf(" from %s to %s", plain(r.min), plain(r.max))
	}
	return s + ", such as " + r.example
}

func plain(x float64) string {
	if x == math.Trunc(x) {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprint(x)
}

func quoted(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf("%q", s)
	}
	return out
}

// show writes a value as it stood in the file, shortened.
func show(v any) string {
	s := fmt.Sprint(v)
	switch v := v.(type) {
	case string:
		s = fmt.Sprintf("%q", v)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = show(item)
		}
		s = "[" + strings.Join(items, ", ") + "]"
	}
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "") + "..."
	}
	return s
}
