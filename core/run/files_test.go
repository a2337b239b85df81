package run

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"maestudio/core/run/disk"
)

func TestFilesAreReadAsWritten(t *testing.T) {
	when := time.Date(2026, 11, 23, 20, 18, 0, 123456789, time.UTC)
	want := []Picture{
		{"/home/ann/a.jpg", 12345, when, "sha256:00ff", Train, ""},
		{"/home/ann/a tab\there, a line\nbreak, a \\ and \r.png", 0, when, "x", Validation, ""},
		{"/home/ann/not utf8 \xff\xfe\x80.png", 1 << 40, time.Unix(0, 0).UTC(), "", Train, ""},
		{"/home/ann/\x00\x1b\x7f naïve 漢字 \ufffd.png", 7, when, "y", Train, ""},
		{`C:\Users\ann\x41.png`, 7, when, "z", Train, ""},
	}
	path := filepath.Join(t.TempDir(), "files.tsv")
	if err := writeFiles(disk.System{}, path, want); err != nil {
		t.Fatal(err)
	}
	got, hash, err := readFiles(path)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
	want[0].Size++
	writeFiles(disk.System{}, path, want)
	if _, other, _ := readFiles(path); len(hash) != 64 || other == hash {
		t.Errorf("the hash is %q before a change and %q after", hash, other)
	}
}

func TestFilesSentences(t *testing.T) {
	const good = "/a.png\t1\t2026-11-23T20:18:00Z\th\ttrain"
	for line, want := range map[string]string{
		"":                                   "it has 1 column and",
		"/a.png\t1\t2026-11-23T20:18:00Z\th": "it has 4 columns",
		strings.Replace(good, "\t1\t", "\t-1\t", 1): `"-1" is no size`,
		strings.Replace(good, "2026", "soon", 1):    "is no time",
		strings.Replace(good, "train", "test", 1):   `the part is "test"`,
		strings.Replace(good, ".png", `\q`, 1):      `\q, which means nothing`,
		strings.Replace(good, ".png", `\x9`, 1):     "which means nothing",
		strings.Replace(good, ".png", `\xzz`, 1):    "is no byte",
		strings.Replace(good, ".png", `\`, 1):       "single backslash",
		strings.Repeat("a", maxFilesLine) + good:    "cannot be read after line 1",
	} {
		_, err := parseFiles(strings.NewReader(filesHead + "\n" + line + "\n"))
		if err == nil || !strings.Contains(err.Error(), want) || CodeOf(err) != Damaged {
			t.Errorf("%.40q: got %v, want %q", line, err, want)
		}
	}
	if _, err := parseFiles(strings.NewReader("a,b\n")); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("another head: %v", err)
	}
}

func FuzzEscape(f *testing.F) {
	f.Add("a\tb\\x00\xff")
	f.Fuzz(func(t *testing.T, s string) {
		e := escape(s)
		if strings.ContainsAny(e, "\t\n\r\x00") {
			t.Errorf("%q is escaped as %q", s, e)
		}
		if back, err := unescape(e); err != nil || back != s {
			t.Errorf("%q came back as %q, %v", s, back, err)
		}
		unescape(s) // anything may stand in a file
	})
}
