package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// refuseEmpty refuses an empty name that was given, after a flag or by itself. It comes of
// a variable that is not set; to go on as if nothing had been named would be something else
// than was meant.
func refuseEmpty(c *cobra.Command, args []string) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		if err == nil && isEmpty(f.Value) {
			wanted, _ := pflag.UnquoteUsage(f)
			err = wrongUse("--%s wants %s, and was given an empty name. If it stands in a variable, that is not set.", f.Name, strings.ReplaceAll(wanted, "|", " or "))
		}
	})
	if err == nil && slices.Contains(args, "") {
		err = wrongUse("%s was given an empty name. If it stands in a variable, that is not set.", c.Name())
	}
	return err
}

// isEmpty tells of a flag that takes names whether one of them is empty.
func isEmpty(v pflag.Value) bool {
	if all, several := v.(pflag.SliceValue); several {
		return slices.Contains(all.GetSlice(), "")
	}
	return v.Type() == "string" && v.String() == ""
}
