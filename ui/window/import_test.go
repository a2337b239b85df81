package window

import "testing"

func TestToldApart(t *testing.T) {
	for says, names := range map[string][]string{
		"It told 5 classes apart; its head is left behind.":                            nil,
		"It told 5 classes apart (ant, bee); its head is left behind.":                 {"ant", "bee"},
		"It told 5 classes apart (ant, bee, cat and 2 more); its head is left behind.": {"ant", "bee", "cat", "dog", "eel"},
	} {
		if got := toldApart(5, names); got != says {
			t.Errorf("%q, want %q", got, says)
		}
	}
}
