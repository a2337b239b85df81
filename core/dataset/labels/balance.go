package labels

import "maestudio/core/internal/random"

// Balanced is an order of an epoch in which every class comes equally often: as many
// draws as there are pictures, dealt out to the classes, those of small ones
// repeated and those of large ones a part, another in every epoch. It depends on the
// labels, the seed and the epoch only.
//
// Draw d is of picture d % len(labels), for the d / len(labels)-th time again. So no
// two draws of an epoch are equal, and what a repeat looks like can be drawn anew
// from its number.
func Balanced(labels []int, seed, epoch uint64) []int {
	source := random.New(random.Key("balanced"), seed, epoch)
	var classes [][]int // pictures of each label that has some
	at := map[int]int{}
	for i, label := range labels {
		c, seen := at[label]
		if !seen {
			c = len(classes)
			at[label] = c
			classes = append(classes, nil)
		}
		classes[c] = append(classes[c], i)
	}
	shuffle(classes, &source) // the first get what is left over
	order := make([]int, 0, len(labels))
	for c, members := range classes {
		quota := len(labels) / len(classes)
		if c < len(labels)%len(classes) {
			quota++
		}
		for again := 0; quota > 0; again++ {
			shuffle(members, &source)
			taken := members[:min(quota, len(members))]
			for _, i := range taken {
				order = append(order, i+again*len(labels))
			}
			quota -= len(taken)
		}
	}
	shuffle(order, &source)
	return order
}

// shuffle puts a list in an order by chance (Fisher and Yates).
func shuffle[T any](list []T, source *random.Source) {
	for i := len(list) - 1; i > 0; i-- {
		j := int(source.Float64() * float64(i+1))
		list[i], list[j] = list[j], list[i]
	}
}
