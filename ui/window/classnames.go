package window

import "strings"

// readable are names of classes as a person writes them: car_side is shown as "car side".
// Where two would look the same all stay as they are. Folders and tables that are written
// have the names as they are.
func readable(names []string) []string {
	shown, seen := make([]string, len(names)), map[string]bool{}
	for i, name := range names {
		words := strings.Join(strings.Fields(strings.ReplaceAll(name, "_", " ")), " ")
		if words == "" {
			words = name
		}
		if seen[words] {
			return names
		}
		shown[i], seen[words] = words, true
	}
	return shown
}
