// Package pickle reads what Python's pickle module wrote, as far as it is plain
// data. A pickle is a small program: it puts values on a stack and may call any
// function of any Python module. Nothing is called here. The few names that a
// Loader allows stand for code of this program; a pickle that names anything else
// is refused, and the error says what it named.
package pickle

import "fmt"

// The values that a pickle can hold are nil, bool, int64, float64, string, []byte,
// *big.Int for whole numbers beyond int64, and the types below.
type (
	// Tuple is a list that does not change.
	Tuple []any
	// List is a list.
	List struct{ Items []any }
	// Global is a name of a Python module that stands for itself.
	Global struct{ Module, Name string }
)

func (g Global) String() string { return g.Module + "." + g.Name }

// Dict keeps its entries in order. Class is what it is an object of: the zero
// Global is a plain dict.
type Dict struct {
	Class        Global
	Keys, Values []any

	index map[string]int // of keys that are texts
}

// Get returns the value of a key that is a text.
func (d *Dict) Get(key string) (value any, there bool) {
	i, there := d.index[key]
	if !there {
		return nil, false
	}
	return d.Values[i], true
}

// Set adds an entry or replaces that of the same text.
func (d *Dict) Set(key, value any) {
	if text, ok := key.(string); ok {
		if i, there := d.index[text]; there {
			d.Values[i] = value
			return
		}
		if d.index == nil {
			d.index = map[string]int{}
		}
		d.index[text] = len(d.Keys)
	}
	d.Keys, d.Values = append(d.Keys, key), append(d.Values, value)
}

// Forbidden is the refusal of a pickle that wants something called.
type Forbidden struct{ Name Global }

func (f Forbidden) Error() string {
	return fmt.Sprintf("it wants %v to be called, which is code and no data; nothing was run", f.Name)
}
