package forecast

import (
	"math"
	"os"
	"path/filepath"

	"maestudio/core/run/disk"
)

// RoomAt asks the machine what is free: its memory, and the disk where dir is or
// will be.
func RoomAt(dir string) Room {
	room := Room{Memory: freeMemory(), Disk: math.NaN()}
	if n, err := disk.Free(existing(dir)); err == nil {
		room.Disk = float64(n)
	}
	return room
}

// OneDisk tells whether decoded pictures, kept in cache, take room from the disk where
// dir is or will be.
func OneDisk(dir, cache string) bool { return disk.Same(existing(dir), existing(cache)) }

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
