// Command maestudio teaches a model to see from a folder of pictures. Without
// arguments, or with a folder, it opens its window; with a verb it works without
// one. Built with the tag nowindow it has no window and needs no library for it.
package main

import (
	"os"

	"maestudio/ui/cli"
	"maestudio/ui/desktop"
)

func main() {
	args := os.Args[1:]
	if desktop.Wanted(args) {
		os.Exit(desktop.Main(args, cli.Version(), os.Stderr))
	}
	os.Exit(cli.Main(args, os.Stdout, os.Stderr))
}
