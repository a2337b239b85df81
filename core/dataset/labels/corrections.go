package labels

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/dataset/picture"
)

// Correction is what a person said of one picture: its label, whatever the folder that
// it lies in is called.
type Correction struct {
	Path  string // absolute
	Label string
	line  int // of the table that it stands in; 0 of none
}

// correctionColumns are all that a table of corrections has.
var correctionColumns = []string{"file", "label"}

// Base is the folder that relative paths count from: that of the classes, or the one
// that a table of labels lies in.
func Base(data string) string {
	if isTable(data) {
		return filepath.Dir(data)
	}
	return data
}

// ReadCorrections reads a table with the columns file and label, which its first line
// names. Relative paths in it count from base, an absolute folder. A table that is
// anything else is refused as a whole: a correction that got lost would go unnoticed.
func ReadCorrections(path, base string) ([]Correction, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, picture.Errorf(picture.Unreadable, err, "The corrections %s cannot be opened. Check the name, and that you may read it.", path)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostTable+1))
	switch {
	case err != nil:
	case len(raw) > mostTable:
		err = fmt.Errorf("it is larger than %d MiB", mostTable>>20)
	case bytes.IndexByte(raw, 0) >= 0:
		err = errors.New("it is no text in UTF-8")
	default:
		var all []Correction
		if all, err = parseCorrections(raw, base); err == nil {
			return all, nil
		}
	}
	return nil, picture.Errorf(picture.Damaged, err, "The corrections %s cannot be read: %v. They need the first line file,label and then a row for each picture.", path, err)
}

func parseCorrections(raw []byte, base string) (all []Correction, err error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	r.Comma, r.TrimLeadingSpace, r.FieldsPerRecord = separator(raw), true, -1
	columns := [3]int{}
	seen := map[string]Correction{}
	for first := true; ; first = false {
		fields, err := r.Read()
		switch {
		case errors.Is(err, io.EOF) && first:
			return nil, errors.New("nothing is in it")
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		case first:
			named, ok := header(fields)
			if columns = named; !ok || len(fields) != len(correctionColumns) {
				return nil, fmt.Errorf("its columns are %s", quoted(fields))
			}
			continue
		}
		line, _ := r.FieldPos(0)
		c, err := parseCorrection(fields, columns, base)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		c.line = line
		before, again := seen[c.Path]
		if again && before.Label != c.Label {
			return nil, fmt.Errorf("lines %d and %d say different labels of %s", before.line, line, c.Path)
		}
		if seen[c.Path] = c; !again {
			all = append(all, c)
		}
	}
}

func parseCorrection(fields []string, columns [3]int, base string) (c Correction, err error) {
	if len(fields) != len(correctionColumns) {
		return c, fmt.Errorf("it has %s and needs %d", plural(len(fields), "column", "columns"), len(correctionColumns))
	}
	name, label := fields[columns[0]], fields[columns[1]]
	switch {
	case name == "":
		return c, errors.New("it names no file")
	case strings.TrimSpace(label) == "":
		return c, fmt.Errorf("%q has no label", name)
	}
	return Correction{Path: resolve(base, name), Label: label}, nil
}

// WriteCorrections writes such a table. Pictures below base are named from there on, so
// that they are found where the folder is moved; others wholly.
func WriteCorrections(w io.Writer, all []Correction, base string) error {
	table := csv.NewWriter(w)
	if err := table.Write(correctionColumns); err != nil {
		return err
	}
	for _, c := range all {
		name := c.Path
		if below, err := filepath.Rel(base, c.Path); err == nil && filepath.IsLocal(below) {
			name = filepath.ToSlash(below)
		}
		if err := table.Write([]string{name, c.Label}); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

// Say puts what a person says over what was said before: one row a picture, the newest
// last. An empty label takes back what was said. Before is what was said of these
// pictures until now, which undoes it.
func Say(all, said []Correction) (now, before []Correction) {
	now = slices.Clone(all)
	for _, c := range said {
		was := Correction{Path: c.Path}
		if at := slices.IndexFunc(now, func(o Correction) bool { return o.Path == c.Path }); at >= 0 {
			was = now[at]
			now = slices.Delete(now, at, at+1)
		}
		before = append(before, was)
		if c.Label != "" {
			now = append(now, c)
		}
	}
	return now, before
}
