package window

import "regexp"

// typed are the ends of the core's sentences that say what to type in a terminal, and
// what stands there in the window, where a button does it.
var typed = []struct {
	command *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`say where they are now: maestudio train .*$`), "choose where they are now."},
	{regexp.MustCompile(`Go on with it: maestudio train .*$`), "Press Resume."},
	{regexp.MustCompile(`, or start a new run( from its newest weights with --init .*|\.)$`), " and press Resume, or start anew: Duplicate with other settings, under Runs."},
}

// untyped is what to do in the words of the window.
func untyped(todo string) string {
	for _, t := range typed {
		todo = t.command.ReplaceAllString(todo, t.instead)
	}
	return todo
}
