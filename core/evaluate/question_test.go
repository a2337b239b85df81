package evaluate

import "testing"

// Every class that a classifier does not know is named, with how it is written there.
func TestStrangeClasses(t *testing.T) {
	_, err := placesOf([]string{"Cat", "dog", "zebra"}, []string{"cat", "dog"})
	if want := `The classifier does not know "Cat" ("cat" is known), "zebra": it knows cat, dog. Give a folder with these classes.`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if places, err := placesOf([]string{"dog", "cat"}, []string{"cat", "dog"}); err != nil || places[0] != 1 || places[1] != 0 {
		t.Errorf("%v, %v", places, err)
	}
}
