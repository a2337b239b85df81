package dataset

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"maestudio/core/run/disk"
)

// A pack is two files of the cache that only grow. NAME.pix holds pixels, one
// picture after the other. NAME.idx holds a record of 40 bytes for each, little-
// endian, written after the pixels are:
//
//	 0  key          16 bytes
//	16  offset        8 bytes   of the pixels in NAME.pix
//	24  width         4 bytes
//	28  height        4 bytes
//	32  sum           4 bytes   CRC-32C of the pixels
//	36  own sum       4 bytes   CRC-32C of the 36 bytes before
//
// A process that is killed leaves pixels without a record, or half a record, which
// its own sum tells; a power cut may also leave a record without its pixels, which
// their sum tells. Neither is repaired: the pack is closed and stays as it is.
type pack struct {
	stem   string   // the path without its ending
	pixels *os.File // for reading; nil until it is needed
	used   bool     // this process reads from it or writes to it
	time   time.Time
	size   int64 // of both files

	// While it is written to:
	pix, idx disk.File
	end      int64 // of the pixels
}

type entryKey [16]byte

// entry is what a record says.
type entry struct {
	key           entryKey
	offset        int64
	width, height int32
	sum           uint32
}

const (
	packPrefix = "pictures-"
	pixEnd     = ".pix"
	idxEnd     = ".idx"
	recordSize = 40
)

// IsCached tells from its name whether a file in a cache's folder holds decoded
// pictures. It may be removed at any time.
func IsCached(name string) bool { return strings.HasPrefix(name, packPrefix) }

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (e entry) bytes() int64 { return 3 * int64(e.width) * int64(e.height) }

func (e entry) record() []byte {
	b := make([]byte, 0, recordSize)
	b = append(b, e.key[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(e.offset))
	b = binary.LittleEndian.AppendUint32(b, uint32(e.width))
	b = binary.LittleEndian.AppendUint32(b, uint32(e.height))
	b = binary.LittleEndian.AppendUint32(b, e.sum)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// parseRecord reports whether b is a whole record that makes sense.
func parseRecord(b []byte) (e entry, ok bool) {
	copy(e.key[:], b)
	e.offset = int64(binary.LittleEndian.Uint64(b[16:]))
	e.width = int32(binary.LittleEndian.Uint32(b[24:]))
	e.height = int32(binary.LittleEndian.Uint32(b[28:]))
	e.sum = binary.LittleEndian.Uint32(b[32:])
	own := binary.LittleEndian.Uint32(b[36:])
	sound := own == crc32.Checksum(b[:36], castagnoli) && e.offset >= 0 && e.width > 0 && e.height > 0
	return e, sound && int64(e.width)*int64(e.height) <= largestEntry/3
}

// openPacks finds the packs of a folder, those used longest ago first, and calls
// found for each record.
func openPacks(dir string, found func(*pack, entry)) (packs []*pack) {
	names, _ := os.ReadDir(dir)
	for _, n := range names {
		if !strings.HasPrefix(n.Name(), packPrefix) || !strings.HasSuffix(n.Name(), idxEnd) {
			continue
		}
		name := filepath.Join(dir, n.Name())
		p := &pack{stem: strings.TrimSuffix(name, idxEnd)}
		records, err := os.ReadFile(name)
		if err != nil || !p.measure() {
			continue
		}
		packs = append(packs, p)
		for ; len(records) >= recordSize; records = records[recordSize:] {
			if e, ok := parseRecord(records); ok {
				found(p, e)
			}
		}
	}
	slices.SortFunc(packs, func(a, b *pack) int { return a.time.Compare(b.time) })
	return packs
}

// measure reports whether both files are there.
func (p *pack) measure() bool {
	pix, err := os.Stat(p.stem + pixEnd)
	if err != nil {
		return false
	}
	idx, err := os.Stat(p.stem + idxEnd)
	if err != nil {
		return false
	}
	p.size, p.time = pix.Size()+idx.Size(), idx.ModTime()
	return true
}

// settle opens a pack that is in use, and marks it as used now.
func (p *pack) settle() {
	if !p.used {
		return
	}
	touch(p.stem + idxEnd)
	p.pixels, _ = os.Open(p.stem + pixEnd)
}

func touch(path string) {
	now := time.Now()
	os.Chtimes(path, now, now)
}

// read fills q with the pixels of e. It reports whether they are what was written.
func (p *pack) read(e entry, q *Picture) bool {
	if p.pixels == nil {
		return false
	}
	n := int(e.bytes())
	if cap(q.Pix) < n {
		q.Pix = make([]uint8, n)
	}
	q.Width, q.Height, q.Pix = int(e.width), int(e.height), q.Pix[:n]
	if _, err := p.pixels.ReadAt(q.Pix, e.offset); err != nil {
		return false
	}
	return crc32.Checksum(q.Pix, castagnoli) == e.sum
}

// createPack begins a pack with a name of its own.
func createPack(fs disk.FS, dir string) (*pack, error) {
	var name [8]byte
	rand.Read(name[:])
	p := &pack{stem: filepath.Join(dir, packPrefix+hex.EncodeToString(name[:])), used: true}
	var err error
	if p.pix, err = fs.Create(p.stem + pixEnd); err != nil {
		return nil, err
	}
	if p.idx, err = fs.Create(p.stem + idxEnd); err == nil {
		p.pixels, err = os.Open(p.stem + pixEnd)
	}
	if err != nil {
		p.remove()
		return nil, err
	}
	return p, nil
}

// add writes a picture: its pixels, then its record. After an error the pack must
// not be added to again, as its files may end in the middle.
func (p *pack) add(key entryKey, q *Picture) (entry, error) {
	e := entry{key: key, offset: p.end, width: int32(q.Width), height: int32(q.Height), sum: crc32.Checksum(q.Pix, castagnoli)}
	if _, err := p.pix.Write(q.Pix); err != nil {
		return e, err
	}
	if _, err := p.idx.Write(e.record()); err != nil {
		return e, err
	}
	p.end += e.bytes()
	p.size += e.bytes() + recordSize
	return e, nil
}

func (p *pack) close() {
	for _, f := range []disk.File{p.pix, p.idx} {
		if f != nil {
			f.Close()
		}
	}
	if p.pixels != nil {
		p.pixels.Close()
	}
}

// remove deletes a pack. Who still has it open may read on, but for Windows, where
// it stays until the next time.
func (p *pack) remove() {
	p.close()
	os.Remove(p.stem + idxEnd) // first: without it the pixels are not looked for
	os.Remove(p.stem + pixEnd)
}
