// Package cli is the program as the command line shows it: verbs, flags, the
// live line, the event stream and exit codes. What the verbs do is in core/.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"maestudio/core/crash"
	"maestudio/core/weights"
)

// app is what every verb needs: where to write.
type app struct {
	name     string // the program as it was called
	out, err io.Writer
	unwatch  func() // ends what watch began
}

// Main runs the program with its arguments (without its name) and returns the
// exit code. Whatever goes wrong is one sentence on stderr.
func Main(args []string, out, err io.Writer) (code int) {
	a := &app{name: called(), out: out, err: err}
	defer crash.Watch(crashes(), versionLine())()
	defer func() {
		if cause := recover(); cause != nil {
			code = a.fail(crashed(cause))
		}
	}()
	a.watch()
	defer a.unwatch()
	root := a.root()
	root.SetArgs(args)
	return a.fail(root.Execute())
}

// fail shows an error, if it is one, and returns its exit code.
func (a *app) fail(err error) int {
	if _, said := err.(guardEnded); err != nil && !said {
		a.warn(err)
	}
	return exitCode(err)
}

// warn writes what a person should know.
func (a *app) warn(err error) { fmt.Fprintln(a.err, "maestudio: "+a.named(sentence(err))) }

// sentence is the error on one line, whatever names and causes are in it.
func sentence(err error) string {
	text := strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool {
		return r == '\n' || r == '\r'
	}), " ")
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "maestudio",
		Short: "Teach a model to see, from a folder of pictures",
		Long: `MAE Studio hides most of every picture and trains a model to redraw what is
missing (masked autoencoders, He et al. 2021). What the model learns that way
is a good start for telling pictures apart.

To see it work within minutes:   maestudio pretrain --sample --out runs/first
With pictures of your own:       maestudio pretrain --data DIR --out runs/mine`,
		Version:           versionLine(),
		Annotations:       map[string]string{cobra.CommandDisplayNameAnnotation: a.name},
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              noSuchVerb,
		PersistentPreRunE: refuseEmpty,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(flagError)
	root.SetVersionTemplate("maestudio {{.Version}}\n")
	root.AddGroup(&cobra.Group{ID: "train", Title: "Train:"},
		&cobra.Group{ID: "look", Title: "Look:"},
		&cobra.Group{ID: "models", Title: "Models in and out:"},
		&cobra.Group{ID: "machine", Title: "This machine and program:"})
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), "[command]", "VERB"))
	root.SuggestionsMinimumDistance = 2
	root.SetHelpCommand(&cobra.Command{Use: "help VERB", Short: "Say how a verb is used", GroupID: "machine", RunE: helpAbout})
	root.AddCommand(a.pretrain(), a.finetune(), a.train(), a.evaluate(), a.worth(), a.morelabels(), a.predict(), a.embed(), a.probe(), a.reconstruct(), a.report(), a.info(), a.importing(), a.export(), a.scan(), a.devices(), a.bench(), a.selftest(), a.version())
	a.nameAll(root)
	return root
}

func noSuchVerb(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if info, err := os.Stat(args[0]); err == nil {
		if strings.EqualFold(filepath.Ext(args[0]), ".onnx") {
			return wrongUse("%q seems to be a model of ONNX. To see what it is: maestudio info %s. It cannot be learned from: import takes weights.", args[0], shellWord(args[0]))
		}
		if weights.Named(args[0]) || weights.InDir(args[0]) {
			return wrongUse("%q seems to be a model. To see what it is: maestudio info %[2]s; to go on from it: maestudio import %[2]s --out runs/first.", args[0], shellWord(args[0]))
		}
		if info.IsDir() {
			return wrongUse("%q is a folder. To let a model learn from it: maestudio pretrain --data %s --out runs/first.", args[0], shellWord(args[0]))
		}
		return wrongUse("%q is a file, not a folder. To let a model learn from the folder that it lies in: maestudio pretrain --data %s --out runs/first.", args[0], shellWord(filepath.Dir(args[0])))
	}
	hint := ""
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		hint = fmt.Sprintf(" Did you mean %s?", strings.Join(near, " or "))
	}
	return wrongUse("There is no verb %q.%s maestudio --help lists them.", args[0], hint)
}

// helpAbout shows the help of the verb that is named.
func helpAbout(c *cobra.Command, args []string) error {
	root := c.Root()
	verb, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 {
		return noSuchVerb(root, args)
	}
	return verb.Help()
}

// noArguments refuses what stands beside the flags and says where it belongs.
func noArguments(where string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return wrongUse("%s does not know what to do with %q: %s.", c.Name(), args[0], where)
	}
}

// oneArgument wants exactly one and says what it is.
func oneArgument(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return wrongUse("%s needs %s: maestudio %s.", c.Name(), what, c.Use)
		case len(args) > 1:
			return wrongUse("%s takes %s and was given %d arguments: maestudio %s.", c.Name(), what, len(args), c.Use)
		}
		return nil
	}
}

// flagError says in a sentence what pflag says in its own words.
func flagError(c *cobra.Command, err error) error {
	see := fmt.Sprintf("maestudio %s--help lists what there is.", verbBefore(c))
	var missing *pflag.ValueRequiredError
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return err
	case errors.As(err, &missing):
		return wrongUse("%s needs a value after it; %s", dashed(missing.GetSpecifiedName()), see)
	case errors.As(err, &unknown):
		return wrongUse("There is no flag %s; %s", dashed(unknown.GetSpecifiedName()), see)
	case errors.As(err, &invalid):
		flag := invalid.GetFlag()
		return wrongUse("--%s wants %s, not %q.", flag.Name, wants[flag.Value.Type()], invalid.GetValue())
	}
	return useError{err}
}

// wants says what a type of flag takes.
var wants = map[string]string{
	"bool":    "true, false, or nothing",
	"int":     "a whole number",
	"uint64":  "a whole number of 0 or more",
	"float64": "a number",

	"duration": "a time such as 90m or 2h",
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func verbBefore(c *cobra.Command) string {
	if !c.HasParent() {
		return ""
	}
	return c.Name() + " "
}
