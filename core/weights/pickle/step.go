// One step of a pickle's program. The letters are those of Python's pickletools.

package pickle

import "fmt"

// step does what op says. What only protocols 0 and 1 write is not read: PyTorch
// never wrote it.
func (m *machine) step(op byte) error {
	switch op {
	case 0x80: // PROTO
		version, err := m.number(1)
		if err == nil && version > 5 {
			err = fmt.Errorf("its pickle has protocol %d, and those up to 5 are read", version)
		}
		return err
	case 0x95: // FRAME
		_, err := m.take(8)
		return err
	case '(': // MARK
		m.marks = append(m.marks, len(m.stack))
		return m.room(placeBytes)
	case '0': // POP
		_, err := m.pop()
		return err
	case '1': // POP_MARK
		_, err := m.popMark()
		return err
	case '2': // DUP
		v, err := m.top()
		if err != nil {
			return err
		}
		return m.push(v)
	}
	for _, do := range []func(byte) (known bool, err error){m.plain, m.counts, m.container, m.remember, m.call} {
		if known, err := do(op); known {
			return err
		}
	}
	return fmt.Errorf("its pickle is damaged, or has a step (%#02x) that PyTorch does not write", op)
}

// plain puts a value on the stack that says itself what it is.
func (m *machine) plain(op byte) (known bool, err error) {
	switch op {
	case 'N':
		return true, m.push(nil)
	case 0x88:
		return true, m.push(true)
	case 0x89:
		return true, m.push(false)
	case ')':
		return true, m.pushNew(Tuple{}, 0)
	case ']', 0x8f: // EMPTY_LIST, EMPTY_SET
		return true, m.pushNew(&List{}, 0)
	case '}':
		return true, m.pushNew(&Dict{}, 0)
	case 'G': // BINFLOAT
		b, err := m.take(8)
		if err != nil {
			return true, err
		}
		return true, m.pushNew(float(b), 0)
	}
	return false, nil
}

// width is how many bytes the number has that stands behind a step.
var width = [256]int{'K': 1, 'M': 2, 0x8a: 1, 0x8b: 4, 0x8c: 1, 'X': 4, 0x8d: 8, 'U': 1, 'T': 4, 'C': 1, 'B': 4, 0x8e: 8, 'q': 1, 'r': 4, 'h': 1, 'j': 4}

// counts reads numbers and texts, which say how many bytes they have.
func (m *machine) counts(op byte) (known bool, err error) {
	var n uint64
	var b []byte
	var v any
	switch op {
	case 'K', 'M': // BININT1, BININT2
		n, err = m.number(width[op])
		v = int64(n)
	case 'J': // BININT
		n, err = m.number(4)
		v = int64(int32(n))
	case 0x8a, 0x8b: // LONG1, LONG4
		if b, err = m.counted(width[op]); err == nil {
			v = whole(b)
		}
	case 0x8c, 'X', 0x8d, 'U', 'T': // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8, and Python 2's texts
		b, err = m.counted(width[op])
		v = string(b)
	case 'C', 'B', 0x8e: // SHORT_BINBYTES, BINBYTES, BINBYTES8
		b, err = m.counted(width[op])
		v = append([]byte(nil), b...)
	default:
		return false, nil
	}
	if err != nil {
		return true, err
	}
	return true, m.pushNew(v, 3*len(b))
}

// container builds tuples and fills lists and dicts.
func (m *machine) container(op byte) (known bool, err error) {
	var values []any
	switch op {
	case 't', 0x85, 0x86, 0x87: // TUPLE, TUPLE1 to TUPLE3
		if op == 't' {
			values, err = m.popMark()
		} else {
			values, err = m.popN(int(op-0x85) + 1)
		}
		if err != nil {
			return true, err
		}
		return true, m.pushNew(Tuple(values), 0)
	case 'a', 'e', 0x90: // APPEND, APPENDS, ADDITEMS
		if op != 'a' {
			values, err = m.popMark()
		} else {
			values, err = m.popN(1)
		}
		if err != nil {
			return true, err
		}
		return true, m.extend(values)
	case 's', 'u': // SETITEM, SETITEMS
		if op == 'u' {
			values, err = m.popMark()
		} else {
			values, err = m.popN(2)
		}
		if err != nil {
			return true, err
		}
		return true, m.set(values)
	}
	return false, nil
}

func (m *machine) extend(values []any) error {
	v, err := m.top()
	list, ok := v.(*List)
	if err != nil || !ok {
		return errStack
	}
	list.Items = append(list.Items, values...)
	return m.room(placeBytes * len(values))
}

func (m *machine) set(pairs []any) error {
	v, err := m.top()
	dict, ok := v.(*Dict)
	if err != nil || !ok || len(pairs)%2 != 0 {
		return errStack
	}
	if err := m.room(entryBytes * len(pairs)); err != nil {
		return err
	}
	for i := 0; i < len(pairs); i += 2 {
		dict.Set(pairs[i], pairs[i+1])
	}
	return nil
}

// remember writes to and reads from the memo.
func (m *machine) remember(op byte) (known bool, err error) {
	key := uint64(len(m.memo))
	switch op {
	case 0x94: // MEMOIZE
	case 'q', 'r', 'h', 'j':
		if key, err = m.number(width[op]); err != nil {
			return true, err
		}
	default:
		return false, nil
	}
	if op == 'h' || op == 'j' { // BINGET, LONG_BINGET
		v, there := m.memo[key]
		if !there {
			return true, errStack
		}
		return true, m.push(v)
	}
	v, err := m.top() // BINPUT, LONG_BINPUT
	if err != nil {
		return true, err
	}
	m.memo[key] = v
	return true, m.room(entryBytes)
}
