package dataset

import (
	"crypto/sha256"
	"fmt"
	"os"
	"sync"
	"syscall"

	"maestudio/core/dataset/picture"
	"maestudio/core/run/disk"
)

// A cache keeps decoded, reduced pictures on disk, so that a JPEG is decoded once
// and not in every epoch. It changes no sample: what it returns is what was put in,
// bit for bit, or nothing.
//
// Its folder holds packs (pack.go). Each process writes to a pack of its own and
// reads all that it finds at its start, so several may use one folder at a time.
// A picture is known by its path, size and time, by how far it was reduced, and by who
// decoded it. The
// packs together stay below a limit: to make room the one used longest ago goes,
// but none that this process reads from. When nothing more can be kept, for want of
// room or because the disk fails, the rest is decoded each time, and one notice says so.
//
// The packs are read with pread and not mapped into memory: copying and summing a
// picture takes 6 to 19 % of the time of cropping it (measured for 96 to 777 pixels),
// and a mapped file on a disk that fails, or that someone cuts short, kills the
// process where pread returns an error.
type cache struct {
	dir   string
	limit int64 // bytes of all packs
	fs    disk.FS
	free  func(dir string) (int64, error)

	mu      sync.Mutex
	keys    []entryKey // of each file
	first   []int      // place of the file that stands for each: its own, or that of an equal one before it
	entries []place    // of each file
	packs   []*pack    // all in the folder, and the own one
	own     *pack      // what is being written; nil until the first put
	closed  bool       // nothing is put any more
	notices []string   // for a person, not yet fetched
}

// place is where a file's picture lies; in a nil pack there is none.
type place struct {
	pack *pack
	entry
}

const (
	defaultCacheLimit = 16 << 30
	sparedRoom        = 1 << 30  // left free on the disk, for checkpoints
	roomCheckedEvery  = 64 << 20 // bytes written between two looks at the free room
	largestEntry      = 64 << 20 // larger pictures are decoded each time
)

// openCache never fails: a folder that cannot be used gives a cache without entries
// and a notice.
func openCache(dir string, limit int64, short int, jpeg picture.Decoder, files []File) *cache {
	if limit == 0 {
		limit = defaultCacheLimit
	}
	c := &cache{dir: dir, limit: limit, fs: disk.System{}, free: disk.Free, entries: make([]place, len(files))}
	byKey := make(map[entryKey]int, len(files))
	for i, f := range files {
		key := keyOf(f, short, jpeg)
		if _, seen := byKey[key]; !seen {
			byKey[key] = i
		}
		c.keys, c.first = append(c.keys, key), append(c.first, byKey[key])
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		c.close()
		c.notice("Decoded pictures cannot be kept in %s, so they are decoded again in every epoch: the folder cannot be made", dir)
		return c
	}
	c.packs = openPacks(dir, func(p *pack, e entry) {
		if i, mine := byKey[e.key]; mine {
			c.entries[i] = place{p, e}
			p.used = true
		}
	})
	for _, p := range c.packs {
		p.settle()
	}
	c.makeRoom(0)
	return c
}

// keyOf names a file's reduced picture. The number in it changes when decoding or
// reducing do. Pictures of Go's decoder are named as when there was no other.
func keyOf(f File, short int, jpeg picture.Decoder) (key entryKey) {
	const version = 1
	name := fmt.Appendf(nil, "%d\x00%d\x00%d\x00%d\x00%s", version, short, f.Size, f.ModTime.UnixNano(), f.Path)
	if jpeg != picture.Go {
		name = fmt.Appendf(name, "\x00%s", jpeg)
	}
	sum := sha256.Sum256(name)
	copy(key[:], sum[:])
	return key
}

// get reads the picture of file i into p, whose memory it uses. It reports whether
// it was there, whole.
func (c *cache) get(i int, p *Picture) bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	i = c.first[i]
	at := c.entries[i]
	c.mu.Unlock()
	if at.pack == nil {
		return false
	}
	if at.pack.read(at.entry, p) {
		return true
	}
	c.mu.Lock() // torn or damaged: it will be put again
	c.entries[i] = place{}
	c.mu.Unlock()
	return false
}

// put keeps the picture of file i.
func (c *cache) put(i int, p *Picture) {
	if c == nil || len(p.Pix) > largestEntry {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.entries[c.first[i]].pack != nil || !c.hasRoom(int64(len(p.Pix))+recordSize) {
		return
	}
	if c.own == nil {
		own, err := createPack(c.fs, c.dir)
		if err != nil {
			c.giveUp(err)
			return
		}
		c.own, c.packs = own, append(c.packs, own)
	}
	e, err := c.own.add(c.keys[i], p)
	if err != nil {
		c.giveUp(err)
		return
	}
	c.entries[c.first[i]] = place{c.own, e}
}

// hasRoom makes room for n more bytes or closes the cache for writing.
func (c *cache) hasRoom(n int64) bool {
	if !c.makeRoom(n) {
		c.closed = true
		c.notice("The pictures kept in %s have reached their limit of %.1f GB; the others are decoded again in every epoch", c.dir, float64(c.limit)/1e9)
		return false
	}
	if c.own != nil && c.own.size/roomCheckedEvery == (c.own.size+n)/roomCheckedEvery {
		return true
	}
	if free, err := c.free(c.dir); err == nil && free < sparedRoom {
		c.giveUp(syscall.ENOSPC)
		return false
	}
	return true
}

// makeRoom removes packs that are not in use, the one used longest ago first,
// until n more bytes fit.
func (c *cache) makeRoom(n int64) bool {
	total := n
	for _, p := range c.packs {
		total += p.size
	}
	kept := c.packs[:0:0]
	for _, p := range c.packs { // openPacks sorted them by time
		if total > c.limit && !p.used {
			total -= p.size
			p.remove()
			continue
		}
		kept = append(kept, p)
	}
	c.packs = kept
	return total <= c.limit
}

func (c *cache) giveUp(err error) {
	c.closed = true
	if disk.Full(err) {
		c.notice("The disk with %s is nearly full, so no more decoded pictures are kept there; the others are decoded again in every epoch", c.dir)
		return
	}
	c.notice("Decoded pictures cannot be kept in %s, so they are decoded again in every epoch: writing failed", c.dir)
}

// notice keeps a sentence without its full stop, as the reason of a Warning is.
func (c *cache) notice(format string, args ...any) {
	c.notices = append(c.notices, fmt.Sprintf(format, args...))
}

// fetchNotices returns what happened since the last call.
func (c *cache) fetchNotices() []string {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.notices
	c.notices = nil
	return n
}

// close ends the use of the cache; get and put then do nothing.
func (c *cache) close() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.packs {
		p.close()
	}
	clear(c.entries)
	c.packs, c.closed = nil, true
}
