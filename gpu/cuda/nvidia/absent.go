//go:build !cuda

package nvidia

import "maestudio/gpu/cuda"

// BuiltIn tells whether this program can use a card.
const BuiltIn = false

// Open starts the card of that number.
func Open(int) (cuda.Driver, error) { return nil, ErrNotBuiltIn }
