package cli

import (
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// terminal is where lines go. On a real terminal its last line can be
// rewritten; elsewhere (a pipe, a file) rewriting does nothing.
type terminal struct {
	out  io.Writer
	fd   int
	live bool // the last line can be rewritten

	mu    sync.Mutex // an interruption writes from a goroutine of its own
	dirty bool       // a rewritable line stands there now
}

func newTerminal(out io.Writer) *terminal {
	t := &terminal{out: out}
	if f, ok := out.(*os.File); ok && os.Getenv("TERM") != "dumb" {
		t.fd = int(f.Fd())
		t.live = term.IsTerminal(t.fd)
	}
	return t
}

// width is asked anew for each line: people resize their windows.
func (t *terminal) width() int {
	if w, _, err := term.GetSize(t.fd); err == nil && w > 0 {
		return w
	}
	return 80
}

// rewrite shows a line in place of the one shown before. The parts are given
// in the order in which they stand; keep tells which matter most (0 first), and
// those that do not fit are left out.
func (t *terminal) rewrite(parts []part) {
	if !t.live {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dirty = true
	// One column stays free: a full line would wrap on some terminals.
	io.WriteString(t.out, "\r\x1b[K"+fit(parts, t.width()-1))
}

// line writes a line that stays.
func (t *terminal) line(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wipe()
	io.WriteString(t.out, text+"\n")
}

// clear takes the rewritable line away.
func (t *terminal) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wipe()
}

func (t *terminal) wipe() {
	if t.dirty {
		io.WriteString(t.out, "\r\x1b[K")
		t.dirty = false
	}
}

// part is a piece of the live line.
type part struct {
	text string
	keep int // 0 is the last to go
}

// fit joins the parts with two spaces, leaving out the least important until
// the line has at most width columns. Texts are plain ASCII.
func fit(parts []part, width int) string {
	for {
		line, worst := "", 0
		for i, p := range parts {
			if i > 0 {
				line += "  "
			}
			line += p.text
			if p.keep > parts[worst].keep {
				worst = i
			}
		}
		if len(line) <= width {
			return line
		}
		if len(parts) == 1 {
			return line[:max(width, 0)]
		}
		parts = append(parts[:worst:worst], parts[worst+1:]...)
	}
}
