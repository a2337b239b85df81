package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// Set by the Makefile when it links the program.
var version, commit, date = "0.0.0", "unknown", "unknown"

func versionLine() string {
	return fmt.Sprintf("%s (commit %s of %s, %s, %s/%s)", version, commit, date, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the program's version",
		GroupID: "machine",
		Args:    noArguments("it takes no arguments"),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.out, "maestudio "+versionLine())
			return err
		},
	}
}

// Version returns the program's version with what it was built from.
func Version() string { return versionLine() }
