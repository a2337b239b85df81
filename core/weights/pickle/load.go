// The machine that a pickle is a program for: a stack, marks on it, and a memo.

package pickle

import (
	"encoding/binary"
	"errors"
	"math"
	"math/big"
)

// Loader says what a pickle may name and what its persistent ids stand for.
type Loader struct {
	// Globals are the names that are allowed, with what is made when one is called
	// with arguments. A nil function may be named but not called.
	Globals func(Global) (call func(args Tuple) (any, error), allowed bool)
	// Persistent returns what is kept outside of the pickle.
	Persistent func(id any) (any, error)
	// Take is told of about how many bytes of memory are taken next, and may refuse
	// them: a byte of a pickle can be worth a hundred of memory.
	Take func(bytes int) error
}

// About what a value takes, with its place in what grows as it is filled.
const (
	placeBytes  = 48  // of a list
	entryBytes  = 128 // of a dict, or of the memo
	objectBytes = 96
)

// Load reads one pickle from the beginning of data and returns its length.
func (l Loader) Load(data []byte) (value any, length int, err error) {
	m := &machine{Loader: l, data: data, memo: map[uint64]any{}}
	for m.at < len(data) {
		op := data[m.at]
		m.at++
		if op == '.' {
			value, err = m.pop()
			return value, m.at, err
		}
		if err := m.step(op); err != nil {
			return nil, 0, err
		}
	}
	return nil, 0, errCut
}

var (
	errCut   = errors.New("its pickle was cut off")
	errStack = errors.New("its pickle is damaged: it takes a value where there is none")
)

type machine struct {
	Loader
	data  []byte
	at    int
	stack []any
	marks []int // places on the stack
	memo  map[uint64]any
}

// room takes memory for something.
func (m *machine) room(bytes int) error {
	if m.Take == nil {
		return nil
	}
	return m.Take(bytes)
}

func (m *machine) push(v any) error {
	if len(m.stack) == cap(m.stack) { // which is doubled
		if err := m.room(2 * 16 * max(8, len(m.stack))); err != nil {
			return err
		}
	}
	m.stack = append(m.stack, v)
	return nil
}

// pushNew pushes what was made now, of some bytes beside itself.
func (m *machine) pushNew(v any, bytes int) error {
	if err := m.room(objectBytes + bytes); err != nil {
		return err
	}
	return m.push(v)
}

// floor is how far down values may be taken.
func (m *machine) floor() int {
	if n := len(m.marks); n > 0 {
		return m.marks[n-1]
	}
	return 0
}

func (m *machine) pop() (any, error) {
	n := len(m.stack) - 1
	if n < m.floor() {
		return nil, errStack
	}
	v := m.stack[n]
	m.stack = m.stack[:n]
	return v, nil
}

// popN takes the topmost n values, in their order.
func (m *machine) popN(n int) ([]any, error) {
	from := len(m.stack) - n
	if from < m.floor() {
		return nil, errStack
	}
	if err := m.room(16 * n); err != nil {
		return nil, err
	}
	values := append([]any(nil), m.stack[from:]...)
	m.stack = m.stack[:from]
	return values, nil
}

// popMark takes everything above the last mark, and the mark.
func (m *machine) popMark() ([]any, error) {
	if len(m.marks) == 0 {
		return nil, errStack
	}
	values, err := m.popN(len(m.stack) - m.floor())
	m.marks = m.marks[:len(m.marks)-1]
	return values, err
}

func (m *machine) top() (any, error) {
	if len(m.stack) <= m.floor() {
		return nil, errStack
	}
	return m.stack[len(m.stack)-1], nil
}

// take returns the next n bytes of the program.
func (m *machine) take(n uint64) ([]byte, error) {
	if n > uint64(len(m.data)-m.at) {
		return nil, errCut
	}
	b := m.data[m.at:][:n]
	m.at += int(n)
	return b, nil
}

// number reads n bytes, the lowest first.
func (m *machine) number(n int) (uint64, error) {
	b, err := m.take(uint64(n))
	if err != nil {
		return 0, err
	}
	var wide [8]byte
	copy(wide[:], b)
	return binary.LittleEndian.Uint64(wide[:]), nil
}

// counted reads a length of n bytes and then as many bytes.
func (m *machine) counted(n int) ([]byte, error) {
	length, err := m.number(n)
	if err != nil {
		return nil, err
	}
	return m.take(length)
}

func (m *machine) line() (string, error) {
	for i, b := range m.data[m.at:] {
		if b == '\n' {
			text := string(m.data[m.at:][:i])
			m.at += i + 1
			return text, nil
		}
	}
	return "", errCut
}

// whole makes a number of two's complement bytes, the lowest first.
func whole(b []byte) any {
	if len(b) <= 8 {
		var wide [8]byte
		copy(wide[:], b)
		if len(b) > 0 && b[len(b)-1] >= 0x80 {
			for i := len(b); i < 8; i++ {
				wide[i] = 0xff
			}
		}
		return int64(binary.LittleEndian.Uint64(wide[:]))
	}
	bigFirst := make([]byte, len(b))
	for i, v := range b {
		bigFirst[len(b)-1-i] = v
	}
	n := new(big.Int).SetBytes(bigFirst)
	if b[len(b)-1] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}

func float(b []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(b)) }
