// Package nvidia is a card as a cuda.Driver: memory, copies and launches through
// gorgonia.org/cu. It is there in a program built with the tag cuda, which links to the
// driver's library and starts only where that is; see package card for a look before.
//
// All work is queued on one stream, and copies to the card come beside it on another (staging).
// Nothing waits for the card but Download and Wait, and an Upload that is larger than any before
// or so large that it comes in pieces. Memory that is freed is kept for the next of its size,
// which the order of the stream makes safe.
package nvidia

import "errors"

// ErrNotBuiltIn is what Open returns in a program that was built without the tag cuda.
var ErrNotBuiltIn = errors.New("this program was built without CUDA")
