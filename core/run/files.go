// files.tsv: the frozen list of a run's pictures, in order.

package run

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"maestudio/core/run/disk"
)

// Part tells what a picture of a run is for.
type Part string

const (
	Train      Part = "train"
	Validation Part = "validation" // held out: never trained on
	Test       Part = "test"       // held out too, and not looked at before the end
)

// Picture is one line of files.tsv. The order of the lines is part of the run:
// a picture's number is its line's, counted from 0 within its part.
type Picture struct {
	Path    string // as the system names it; any bytes
	Size    int64
	ModTime time.Time
	Hash    string // of the contents
	Part    Part
	Class   string // of a classifier's pictures; else ""
}

// What files.tsv begins with; a classifier's has a column more.
const (
	filesHead   = "path\tsize\ttime\thash\tpart"
	classesHead = filesHead + "\tclass"
)

// headOf is that of some pictures.
func headOf(pictures []Picture) string {
	if len(pictures) > 0 && pictures[0].Class != "" {
		return classesHead
	}
	return filesHead
}

// maxFilesLine bounds a line of files.tsv; a path has at most a few thousand bytes.
const maxFilesLine = 1 << 16

// writeFiles writes files.tsv.
func writeFiles(fs disk.FS, path string, pictures []Picture) error {
	return disk.WriteFile(fs, path, func(w io.Writer) error {
		if _, err := fmt.Fprintln(w, headOf(pictures)); err != nil {
			return err
		}
		for _, p := range pictures {
			if _, err := fmt.Fprintln(w, p.line()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p Picture) line() string {
	when := p.ModTime.UTC().Format(time.RFC3339Nano)
	columns := []string{escape(p.Path), strconv.FormatInt(p.Size, 10), when, escape(p.Hash), string(p.Part)}
	if p.Class != "" {
		columns = append(columns, escape(p.Class))
	}
	return strings.Join(columns, "\t")
}

// readFiles reads files.tsv and returns its pictures and the hash of its text.
func readFiles(path string) ([]Picture, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, "", Errorf(Damaged, err, "The list of the run's pictures, %s, cannot be opened. Put it back, or start a new run from model.safetensors with --init.", path)
	}
	defer f.Close()
	sum := sha256.New()
	pictures, err := parseFiles(io.TeeReader(f, sum))
	if err != nil {
		return nil, "", err
	}
	return pictures, hex.EncodeToString(sum.Sum(nil)), nil
}

func parseFiles(r io.Reader) ([]Picture, error) {
	var pictures []Picture
	columns := 0
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxFilesLine)
	for n := 1; lines.Scan(); n++ {
		if n == 1 {
			columns = 1 + strings.Count(lines.Text(), "\t")
			if lines.Text() != filesHead && lines.Text() != classesHead {
				return nil, Errorf(Damaged, nil, "files.tsv, line 1: the names of the columns are %q; they must be %q.", lines.Text(), filesHead)
			}
			continue
		}
		p, err := parsePicture(lines.Text(), columns)
		if err != nil {
			return nil, Errorf(Damaged, err, "files.tsv, line %d: %v. The list cannot be changed by hand; put the old one back.", n, err)
		}
		pictures = append(pictures, p)
	}
	if err := lines.Err(); err != nil {
		return nil, Errorf(Damaged, err, "files.tsv cannot be read after line %d: %v.", len(pictures)+1, err)
	}
	return pictures, nil
}

func parsePicture(line string, columns int) (Picture, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != columns {
		return Picture{}, fmt.Errorf("it has %s and needs %d", plural(len(fields), "column"), columns)
	}
	path, err := unescape(fields[0])
	if err != nil {
		return Picture{}, err
	}
	size, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil || size < 0 {
		return Picture{}, fmt.Errorf("%q is no size", fields[1])
	}
	when, err := time.Parse(time.RFC3339Nano, fields[2])
	if err != nil {
		return Picture{}, fmt.Errorf("%q is no time", fields[2])
	}
	hash, err := unescape(fields[3])
	if err != nil {
		return Picture{}, err
	}
	part := Part(fields[4])
	if part != Train && part != Validation && (part != Test || columns == 5) {
		return Picture{}, fmt.Errorf("the part is %q and must be %q or %q", part, Train, Validation)
	}
	class := ""
	if columns > 5 {
		if class, err = unescape(fields[5]); err != nil {
			return Picture{}, err
		}
	}
	return Picture{path, size, when, hash, part, class}, nil
}

// escape writes any bytes as one column: tab, newline, carriage return and
// backslash as \t \n \r \\, other control characters and bytes that are not
// UTF-8 as \xNN.
func escape(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		short := strings.IndexByte("\t\n\r\\", s[0])
		switch {
		case short >= 0:
			b.WriteByte('\\')
			b.WriteByte("tnr\\"[short])
		case r == utf8.RuneError && n == 1, r < ' ', r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		default:
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

func unescape(s string) (string, error) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, `\`)
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		if after == "" {
			return "", fmt.Errorf("a path ends in a single backslash")
		}
		if short := strings.IndexByte("tnr\\", after[0]); short >= 0 {
			b.WriteByte("\t\n\r\\"[short])
			s = after[1:]
			continue
		}
		if len(after) < 3 || after[0] != 'x' {
			return "", fmt.Errorf(`a path holds \%c, which means nothing here`, after[0])
		}
		code, err := strconv.ParseUint(after[1:3], 16, 8)
		if err != nil {
			return "", fmt.Errorf(`a path holds \x%s, which is no byte`, after[1:3])
		}
		b.WriteByte(byte(code))
		s = after[3:]
	}
}
