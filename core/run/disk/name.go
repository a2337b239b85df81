package disk

import "strings"

// SafeName makes a name of any words that every file system takes; empty stands for
// words of which nothing is left.
func SafeName(words, empty string) string {
	words = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, words)
	words = strings.Trim(words, " .")
	for len(words) > 100 {
		runes := []rune(words)
		words = string(runes[:len(runes)-1])
	}
	if words == "" {
		return empty
	}
	return words
}
