// Which sizes can work, and a sentence for those that cannot.

package vit

import "fmt"

// Unfit is the sentence about settings that cannot work, with what would.
type Unfit string

func (u Unfit) Error() string { return string(u) }

// Unfitf makes one.
func Unfitf(format string, args ...any) error { return Unfit(fmt.Sprintf(format, args...)) }

// The largest sizes that anyone could mean; they keep all products in range.
const (
	maxDim   = 1 << 16
	maxDepth = 1 << 10
)

// Validate returns nil or an Unfit. part is what the sentence calls the stack:
// "encoder" or "decoder".
func (c Config) Validate(part string) error {
	switch {
	case c.Dim < 1 || c.Depth < 1 || c.Heads < 1:
		return Unfitf("The %s needs a width, a depth and a number of heads of at least 1; it has %d, %d and %d.", part, c.Dim, c.Depth, c.Heads)
	case c.Dim > maxDim || c.Depth > maxDepth:
		return Unfitf("The %s is too large: %d wide and %d deep. Use at most %d and %d.", part, c.Dim, c.Depth, maxDim, maxDepth)
	case c.Dim%c.Heads != 0:
		return Unfitf("Heads do not divide the width: %d ÷ %d. %s", c.Dim, c.Heads, c.wouldDivide())
	case c.Dim%4 != 0:
		return Unfitf("The %s's width is no multiple of 4, which its positions need: %d. Use %d or %d.", part, c.Dim, max(4, c.Dim/4*4), max(8, c.Dim/4*4+4))
	}
	return nil
}

// wouldDivide names the next numbers of heads and the next widths that work.
func (c Config) wouldDivide() string {
	fewer, more := c.Heads, c.Heads
	for fewer > 1 && c.Dim%fewer != 0 {
		fewer--
	}
	for more < c.Dim && c.Dim%more != 0 {
		more++
	}
	heads := fmt.Sprintf("%d or %d heads", fewer, more)
	if c.Heads > c.Dim {
		heads = fmt.Sprintf("%d heads or fewer", c.Dim)
	}
	step := c.Heads * 8 / gcd(c.Heads, 8) // widths of whole heads that vectors like
	below, above := c.Dim/step*step, (c.Dim/step+1)*step
	if below == 0 {
		return fmt.Sprintf("Use %s, or a width of %d.", heads, above)
	}
	return fmt.Sprintf("Use %s, or a width of %d or %d.", heads, below, above)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Params is the number of the stack's parameters.
func (c Config) Params() int {
	d, n := c.Dim, 0
	n += 2 * 2 * d                 // two norms
	n += 3*d*d + 3*d + d*d + d     // attention
	n += 2*Ratio*d*d + Ratio*d + d // mlp
	return c.Depth * n
}

// FLOPs is what the matrix products of one pass over an image of so many tokens
// take: two for each multiplication with its addition.
func (c Config) FLOPs(tokens int) float64 {
	n, d := float64(tokens), float64(c.Dim)
	return float64(c.Depth) * (2*n*d*d*(4+2*Ratio) + 4*n*n*d)
}
