package dataset

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"maestudio/core/dataset/hygiene"
	"maestudio/core/dataset/picture"
)

// A ledger remembers which files were checked and how that ended, so that a pass
// over a large folder can be broken off and goes on later. It is a file of JSON
// lines, one for each file checked, told apart by path, size, time and decoder:
//
//	{"key":"0f3c...","hash":"9b1d...","look":{"shape":"...","blur":0.7,...}}
//	{"key":"81a0...","hash":"77ce...","kind":"damaged","reason":"..."}
//
// Lines are appended whole, so two programs may write at once; a line that a crash
// cut off is not valid JSON and is passed over, and the next one begins on a line
// of its own. It only saves time: when it cannot be written, the next scan checks
// again, and nobody is told.
type ledger struct {
	mu    sync.Mutex
	known map[string]ledgerLine
	file  *os.File
	out   *bufio.Writer
}

type ledgerLine struct {
	Key    string       `json:"key"`
	Hash   string       `json:"hash"`
	Kind   Kind         `json:"kind,omitempty"`
	Reason string       `json:"reason,omitempty"`
	Look   hygiene.Look `json:"look,omitzero"`
}

const (
	ledgerName = "checked-3.jsonl" // the number changes with what counts as sound and how pictures are measured
	ledgerPast = "checked-2.jsonl" // of earlier versions; nobody reads it any more
	ledgerMost = 256 << 20         // bytes; beyond it a new one is begun
)

// openLedger reads what is known; without a folder it knows nothing and keeps
// nothing.
func openLedger(dir string) *ledger {
	l := &ledger{known: map[string]ledgerLine{}}
	if dir == "" || os.MkdirAll(dir, 0o777) != nil {
		return l
	}
	os.Remove(filepath.Join(dir, ledgerPast))
	path := filepath.Join(dir, ledgerName)
	if info, err := os.Stat(path); err == nil && info.Size() > ledgerMost {
		os.Remove(path)
	}
	torn := l.read(path)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return l
	}
	l.file, l.out = f, bufio.NewWriterSize(f, 1<<12)
	if torn {
		l.out.WriteByte('\n')
	}
	return l
}

// read takes in what is known, and tells whether the last line has no end.
func (l *ledger) read(path string) (torn bool) {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	for lines := bufio.NewReader(f); ; {
		text, err := lines.ReadBytes('\n')
		var line ledgerLine
		if json.Unmarshal(text, &line) == nil {
			l.known[line.Key] = line
		}
		if err != nil {
			return len(text) > 0
		}
	}
}

func ledgerKey(f File) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%d\x00%s", f.Path, f.Size, f.ModTime.UnixNano(), picture.Best()))
	return hex.EncodeToString(sum[:16])
}

func (l *ledger) lookup(f File) (v verdict, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line, known := l.known[ledgerKey(f)]
	v.hash, v.look = line.Hash, line.Look
	if line.Kind != "" {
		v.err = picture.Errorf(line.Kind, nil, "%s", line.Reason)
	}
	return v, known
}

// add remembers a verdict about the content. That a file could not be read, or not
// in time, says nothing about the next time.
func (l *ledger) add(f File, v verdict) {
	line := ledgerLine{Key: ledgerKey(f), Hash: v.hash, Look: v.look}
	if v.err != nil {
		var known *picture.Error
		if !errors.As(v.err, &known) || known.Kind == picture.Unreadable || errors.Is(v.err, context.DeadlineExceeded) {
			return
		}
		line.Kind, line.Reason = known.Kind, known.Sentence
	}
	if l.out == nil || v.hash == "" {
		return
	}
	text, err := json.Marshal(line)
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.out.Available() <= len(text) {
		l.out.Flush() // so that a write is of whole lines
	}
	l.out.Write(append(text, '\n'))
}

func (l *ledger) close() {
	if l.file == nil {
		return
	}
	l.out.Flush()
	l.file.Close()
}
