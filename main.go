// Command maestudio teaches a model to see from a folder of pictures.
package main

import (
	"os"

	"maestudio/ui/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
}
