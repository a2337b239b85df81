// Package practice draws a small world, so that there is something to learn
// from before a person has chosen pictures: six classes that share their hours,
// seasons, grounds and waters, and differ in what stands in the middle.
//
// The same seed draws the same bytes on every machine. It is a ray tracer of
// some thirty milliseconds a picture, and deliberately not more: no textures are
// read, nothing is marched, light bounces once, and only off water.
package practice

import "image"

// Version changes whenever the same seed draws other pixels.
const Version = 1

// Classes names the classes, in the order of their numbers.
func Classes() []string {
	names := make([]string, len(classes))
	for i, c := range classes {
		names[i] = c.name
	}
	return names
}

// Draw draws one picture of a class (an index of Classes), size pixels high and
// wide. What is in it depends on the class and the seed; the size only says how
// finely it is drawn.
func Draw(class int, seed uint64, size int) *image.RGBA {
	return compose(classes[class], seed).render(size)
}
