// Which key was probably meant.

package run

// suggest ends a sentence with the key that was probably meant.
func suggest(key string) string {
	best, least := "", 3 // more than two slips of the finger is another word
	for _, r := range rules {
		if d := distance(key, r.key); d < least {
			best, least = r.key, d
		}
	}
	if best == "" {
		return "."
	}
	return "; did you mean " + best + "?"
}

// distance counts the letters to insert, delete or change (Levenshtein 1965).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
