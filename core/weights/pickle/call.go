// Names, and what is made of them. No code but that of the Loader is ever run.

package pickle

import (
	"errors"
	"slices"
)

// call handles everything that could run code in Python.
func (m *machine) call(op byte) (known bool, err error) {
	switch op {
	case 'c': // GLOBAL
		g, err := m.global()
		if err != nil {
			return true, err
		}
		return true, m.name(g)
	case 0x93: // STACK_GLOBAL
		two, err := m.popN(2)
		if err != nil {
			return true, err
		}
		module, isText := two[0].(string)
		name, areTexts := two[1].(string)
		if !isText || !areTexts {
			return true, errStack
		}
		return true, m.name(Global{module, name})
	case 'Q': // BINPERSID
		id, err := m.pop()
		if err != nil {
			return true, err
		}
		if m.Persistent == nil {
			return true, errors.New("it refers to something outside of itself, which is not there")
		}
		v, err := m.Persistent(id)
		if err != nil {
			return true, err
		}
		return true, m.pushNew(v, entryBytes)
	case 'R', 0x81: // REDUCE, NEWOBJ
		return true, m.reduce()
	case 'b': // BUILD
		return true, m.build()
	case 'i': // INST, which has the name behind it
		g, err := m.global()
		if err != nil {
			return true, err
		}
		return true, Forbidden{g}
	case 'o', 0x92, 0x82, 0x83, 0x84: // OBJ, NEWOBJ_EX, EXT1, EXT2, EXT4: of a name that was allowed, or of none
		return true, errors.New("it makes an object in a way that no checkpoint needs; nothing was run")
	}
	return false, nil
}

// global reads the two lines of a name.
func (m *machine) global() (g Global, err error) {
	if g.Module, err = m.line(); err == nil {
		g.Name, err = m.line()
	}
	return g, err
}

func (m *machine) name(g Global) error {
	if _, allowed := m.lookUp(g); !allowed {
		return Forbidden{g}
	}
	return m.pushNew(g, 0)
}

func (m *machine) lookUp(g Global) (call func(Tuple) (any, error), allowed bool) {
	if m.Globals == nil {
		return nil, false
	}
	return m.Globals(g)
}

// reduce calls a name with a tuple of arguments.
func (m *machine) reduce() error {
	two, err := m.popN(2)
	if err != nil {
		return err
	}
	g, isName := two[0].(Global)
	args, isTuple := two[1].(Tuple)
	if !isName || !isTuple {
		return errStack
	}
	call, allowed := m.lookUp(g)
	if !allowed || call == nil {
		return Forbidden{g}
	}
	for _, arg := range args {
		if list, is := arg.(*List); is {
			if err := m.room(2 * entryBytes * len(list.Items)); err != nil {
				return err
			}
		}
	}
	v, err := call(args)
	if err != nil {
		return err
	}
	return m.pushNew(v, 2*objectBytes)
}

// build gives an object its attributes. Those of an object that is a dict by itself
// are notes about it and left out.
func (m *machine) build() error {
	state, err := m.pop()
	if err != nil {
		return err
	}
	v, err := m.top()
	object, ok := v.(*Dict)
	if err != nil || !ok {
		return errStack
	}
	attributes, ok := state.(*Dict)
	switch {
	case !ok && object.Class != (Global{}): // what only the object's own code understands
		return nil
	case !ok || object == attributes:
		return errStack
	case object.Class == (Global{}):
		return nil
	}
	if err := m.room(2 * entryBytes * len(attributes.Keys)); err != nil {
		return err
	}
	object.Keys, object.Values = slices.Grow(object.Keys, len(attributes.Keys)), slices.Grow(object.Values, len(attributes.Keys))
	for i, key := range attributes.Keys {
		object.Set(key, attributes.Values[i])
	}
	return nil
}
