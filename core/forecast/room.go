package forecast

import (
	"math"
	"os"
	"path/filepath"

	"maestudio/core/run/disk"
)

// RoomAt asks the machine what is free: its memory, and the disk where dir is or
// will be. cache is where decoded pictures are kept.
func RoomAt(dir, cache string) Room {
	room := Room{Memory: freeMemory(), Disk: math.NaN(), Cached: disk.Same(existing(dir), existing(cache))}
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
