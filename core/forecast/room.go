package forecast

import (
	"math"
	"os"
	"path/filepath"

	"maestudio/core/run/disk"
	"maestudio/gpu/cuda/card"
)

// RoomAt asks the machine what is free: the memory of the device that computes, and the disk
// where dir is or will be. Of a card it is all that it has: what of it is free only a program
// that opens it knows. cache is where decoded pictures are kept.
func RoomAt(device, dir, cache string) Room {
	room := Room{Memory: freeMemory(), Disk: math.NaN(), Cached: disk.Same(existing(dir), existing(cache))}
	if device == "cuda" {
		if best, ok := card.Find().Best(); ok {
			room.Memory, room.Card = float64(best.Memory), best.Name
		}
	}
	if n, err := disk.Free(existing(dir)); err == nil {
		room.Disk = float64(n)
	}
	return room
}

// existing is the folder that is there already on the way to dir.
func existing(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "."
	}
	for {
		if _, err := os.Stat(dir); err == nil || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
