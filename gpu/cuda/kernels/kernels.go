// Package kernels holds the source of the kernels, in CUDA C. cuda.h says in which
// words they are written.
package kernels

import "embed"

// Source is all of it. What compiles it belongs to what is in it.
//
//go:embed *.cu *.h
var Source embed.FS
