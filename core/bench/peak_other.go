//go:build !linux

package bench

func forgetPeak() {}
