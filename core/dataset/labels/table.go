package labels

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// table is a CSV file with a row for each picture.
//
// Columns are told apart by comma, semicolon or tab, whichever the first line has
// most of. They are named in the first line (file, label and part, or usual other
// names); a first line that names none is a row, of file and label, though it makes no
// class of its own where its picture is not there. Paths are relative to the table's
// folder.
type table struct {
	path, folder string
	headed       bool // the first line names the columns
	doubted      bool // it may, in other words: it names no picture that is there
	rows         []row
}

type row struct {
	line        int
	path, class string
	part        Part
}

// isTable reports whether a path is that of a table.
func isTable(path string) bool {
	info, err := os.Stat(path)
	end := strings.ToLower(filepath.Ext(path))
	return err == nil && info.Mode().IsRegular() || err != nil && (end == ".csv" || end == ".tsv")
}

const mostTable = 256 << 20 // bytes; some million rows

func readTable(path string) (*table, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, noTable(path, err)
	}
	f, err := os.Open(whole)
	if err != nil {
		return nil, noTable(path, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostTable+1))
	switch {
	case err != nil:
		return nil, noTable(path, err)
	case len(raw) > mostTable:
		return nil, picture.Errorf(picture.TooLarge, nil, "The table %s is larger than %d MiB. Divide it, or sort the pictures into class folders.", path, mostTable>>20)
	case bytes.IndexByte(raw, 0) >= 0:
		return nil, picture.Errorf(picture.Unsupported, nil, "The table %s is no text in UTF-8. Save it as CSV (UTF-8).", path)
	}
	t := &table{path: whole, folder: filepath.Dir(whole)}
	if t.rows, t.headed, err = parseTable(raw, t.folder); err != nil {
		return nil, picture.Errorf(picture.Damaged, err, "The table %s cannot be read: %v. It needs a row for each picture: file,label.", path, err)
	}
	if !t.headed && len(t.rows) > 0 {
		_, err := os.Stat(t.rows[0].path)
		t.doubted = err != nil
	}
	return t, nil
}

func noTable(path string, err error) error {
	return picture.Errorf(picture.Unreadable, err, "The table %s cannot be opened. Check its name, and that you may read it.", path)
}

// names of the columns that count, in lower case.
var (
	fileNames  = []string{"file", "filename", "file_name", "path", "filepath", "image", "image_path", "image_name", "img", "picture"}
	classNames = []string{"label", "class", "class_name", "classname", "category"}
	partNames  = []string{"part", "split", "set", "subset"}
)

func parseTable(raw []byte, folder string) (rows []row, headed bool, err error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !bytes.Contains(raw, []byte("\n")) { // lines that end as they did on a Mac once, and do in some programs
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	r := csv.NewReader(bufio.NewReader(bytes.NewReader(raw)))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = separator(raw), -1, true
	columns := [3]int{0, 1, -1}
	for first := true; ; first = false {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, headed, nil
		}
		if err != nil {
			return nil, false, err
		}
		if first {
			if named, ok := header(fields); ok {
				columns, headed = named, true
				continue
			}
		}
		line, _ := r.FieldPos(0)
		one, err := parseRow(fields, columns, folder)
		if err != nil {
			return nil, false, fmt.Errorf("line %d: %w", line, err)
		}
		one.line = line
		rows = append(rows, one)
	}
}

// separator is what tells columns apart.
func separator(raw []byte) rune {
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	best, most := ',', 0
	for _, s := range ",;\t" {
		if n := bytes.Count(line, []byte(string(s))); n > most {
			best, most = s, n
		}
	}
	return best
}

// header finds the columns of file, label and part; -1 where there is no part.
func header(fields []string) (columns [3]int, ok bool) {
	find := func(names []string) int {
		return slices.IndexFunc(fields, func(f string) bool {
			return slices.Contains(names, strings.ToLower(strings.TrimSpace(f)))
		})
	}
	columns = [3]int{find(fileNames), find(classNames), find(partNames)}
	return columns, columns[0] >= 0 && columns[1] >= 0
}

func parseRow(fields []string, columns [3]int, folder string) (row, error) {
	if len(fields) <= max(columns[0], columns[1]) {
		return row{}, errors.New("it has no label")
	}
	name, class := fields[columns[0]], strings.TrimSpace(fields[columns[1]])
	switch {
	case name == "":
		return row{}, errors.New("it names no file")
	case class == "":
		return row{}, fmt.Errorf("%q has no label", name)
	}
	r := row{path: resolve(folder, name), class: class}
	if c := columns[2]; c >= 0 && c < len(fields) {
		given := strings.TrimSpace(fields[c])
		if r.part = parts[strings.ToLower(given)]; r.part == "" && given != "" {
			return row{}, fmt.Errorf("the part is %q and must be train, val or test", given)
		}
	}
	return r, nil
}

// resolve is where a table's picture is. Tables of Windows have backslashes, which
// elsewhere may be part of a name.
func resolve(folder, name string) string {
	at := func(name string) string {
		if filepath.IsAbs(name) {
			return filepath.Clean(name)
		}
		return filepath.Join(folder, filepath.FromSlash(name))
	}
	path := at(name)
	if strings.Contains(name, `\`) {
		if _, err := os.Lstat(path); err != nil {
			return at(strings.ReplaceAll(name, `\`, "/"))
		}
	}
	return path
}

// folders are those that hold pictures of the table, none of them below another; the
// table's own where there is no picture. One that only rows of missing pictures name
// is none of them.
func (t *table) folders() []string {
	var all []string
	holds := map[string]bool{}
	for _, r := range t.rows {
		dir := filepath.Dir(r.path)
		if holds[dir] {
			continue
		}
		if _, err := os.Stat(r.path); err == nil {
			holds[dir], all = true, append(all, dir)
		}
	}
	slices.Sort(all)
	var top []string
	for _, dir := range all {
		below := slices.ContainsFunc(top, func(above string) bool {
			rest, err := filepath.Rel(above, dir)
			return err == nil && filepath.IsLocal(rest)
		})
		if !below {
			top = append(top, dir)
		}
	}
	if top == nil {
		return []string{t.folder}
	}
	return top
}

// set gives the pictures of the scan that the table names their labels.
func (t *table) set(ctx context.Context, report *dataset.Report, o Options) (_ *Set, err error) {
	c := newCollection(t.path, o)
	c.renamed = "write the same name in all rows"
	if c.said, err = t.hear(ctx, report, o); err != nil {
		return nil, err
	}
	files, usable := everything(report), map[string]dataset.File{}
	for _, f := range files {
		usable[f.Path] = f
	}
	refused := make(map[string]dataset.Problem, len(report.Problems))
	for _, p := range report.Problems {
		refused[p.Path] = p
	}
	first := map[string]row{}
	var missing, twice []string
	var faulty []dataset.Problem
	for i, r := range t.rows {
		before, again := first[r.path]
		f, found := usable[r.path]
		problem, broken := refused[r.path]
		switch {
		case again && (before.class != r.class || before.part != r.part):
			twice = append(twice, fmt.Sprintf("%s (lines %d and %d)", r.path, before.line, r.line))
		case again:
		case found:
			c.add(f, r.class, r.part)
		case broken:
			c.class(r.class).unreadable++
			faulty = append(faulty, problem)
		default:
			if i > 0 || !t.doubted {
				c.class(r.class)
			}
			missing = append(missing, r.path)
		}
		if !again {
			first[r.path] = r
		}
	}
	c.note(unreadable(faulty))
	c.note(missingPictures(missing, t.doubted))
	c.note(labelledTwice(twice))
	if len(missing) < len(first) { // else the folder looked at has none of the table's
		c.note(unlabelled(files, func(f dataset.File) bool { _, named := first[f.Path]; return named || c.said.about(f.Path) }))
	}
	c.correct()
	return c.set(), nil
}

// hear finds the pictures that corrections are about.
func (t *table) hear(ctx context.Context, report *dataset.Report, o Options) (*said, error) {
	classes, named := map[string]bool{}, map[string]bool{}
	for i, r := range t.rows {
		named[r.path] = true
		if i > 0 || !t.doubted {
			classes[r.class] = true
		}
	}
	return hear(ctx, report, o, slices.Sorted(maps.Keys(classes)), func(path string) bool { return named[path] })
}
