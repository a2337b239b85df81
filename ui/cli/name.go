package cli

import (
	"os"
	"regexp"

	"github.com/spf13/cobra"
)

// called is the program as it was called, for a shell.
func called() string {
	if len(os.Args) == 0 || os.Args[0] == "" {
		return "maestudio"
	}
	return shellWord(os.Args[0])
}

// hint finds where a text tells how to call the program.
var hint = regexp.MustCompile(`(?m)(^|[ (])maestudio (--help|bench|devices|embed|evaluate|export|finetune|import|info|morelabels|predict|pretrain|probe|reconstruct|report|scan|selftest|train|version|worth)\b`)

// named lets the hints of a text name the program as it was called, so that they
// can be pasted.
func (a *app) named(text string) string {
	return hint.ReplaceAllStringFunc(text, func(found string) string {
		m := hint.FindStringSubmatch(found)
		return m[1] + a.name + " " + m[2]
	})
}

// nameAll does the same to the help of a verb and of those below it.
func (a *app) nameAll(c *cobra.Command) {
	c.Long, c.Example = a.named(c.Long), a.named(c.Example)
	for _, verb := range c.Commands() {
		a.nameAll(verb)
	}
}
