package pickle

import (
	"bytes"
	"errors"
)

var errOld = errors.New("it is a pickle of protocol 0 or 1, which is not read; load it in Python and save it again with torch.save, or as safetensors")

// Old is the refusal of a pickle of protocol 0 or 1, nil where data is none. Such have no
// mark: they begin with a step that theirs begin with, and end with the last. It names
// what the pickle wants called, where that is seen on the way.
func (l Loader) Old(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) < 2 || data[len(data)-1] != '.' || bytes.IndexByte([]byte("(cidl]}IFLSVNp"), data[0]) < 0 {
		return nil
	}
	m := &machine{Loader: l, data: data}
	for m.at < len(data) {
		op := data[m.at]
		m.at++
		switch {
		case op == '.':
			return errOld
		case op == 'c' || op == 'i':
			g, err := m.global()
			if err != nil {
				return nil
			}
			if _, allowed := m.lookUp(g); !allowed {
				return Forbidden{g}
			}
		case bytes.IndexByte([]byte("IFLSVgpP"), op) >= 0: // with a line behind them
			if _, err := m.line(); err != nil {
				return nil
			}
		default:
			if !m.skip(op) {
				return nil
			}
		}
	}
	return nil
}

// skip passes over a step of protocol 1, and over those of both that stand alone.
func (m *machine) skip(op byte) bool {
	var err error
	switch op {
	case 'K', 'M', 'q', 'r', 'h', 'j':
		_, err = m.number(width[op])
	case 'J':
		_, err = m.take(4)
	case 'G':
		_, err = m.take(8)
	case 'X', 'U', 'T':
		_, err = m.counted(width[op])
	default:
		return bytes.IndexByte([]byte("(]})tdlaeus012oRbNQ"), op) >= 0
	}
	return err == nil
}
