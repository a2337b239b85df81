// Package gpu is where arithmetic happens: one Device interface, and behind it
// the processor, later a graphics card.
//
// The package itself holds only the contract. Behind it stand
//
//	reference    plain Go, slow, obviously right; read it first
//	conformance  one suite that every device must pass
//	cpu          C with intrinsics, chosen by what the processor has
//	cuda         kernels for NVIDIA cards, tried on an emulated one
//
// # Shapes
//
// Every operation takes its sizes as arguments and reads its buffers row by
// row: the last size named runs fastest. B images, N patches of a picture,
// K of them kept, D width of a token, H heads, C colour channels, P patch side.
//
// # The same bits
//
// An operation gives the same bits for the same arguments whatever the number
// of threads. So how work is cut, and the order in which sums are added, may
// depend on shapes only; an edge tile adds in the order of a full one.
//
// # A new operation touches
//
// device.go (its contract), reference/, conformance/ (one case), cpu/, cuda/, and
// core/autograd (its derivative).
package gpu
