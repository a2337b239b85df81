// From what a pickle holds to a state.

package weights

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"maestudio/core/weights/pickle"
)

// stateKeys are where checkpoints keep their model, among epochs, optimisers and
// arguments; the first that is there counts.
var stateKeys = []string{"model", "state_dict", "model_state_dict", "module", "net"}

// newState takes the model out of what a checkpoint holds. Plain values beside it
// become metadata: epoch, args.mask_ratio.
func newState(checkpoint any, copies *budget) (*State, error) {
	top, ok := checkpoint.(*pickle.Dict)
	if !ok {
		return nil, errors.New("it holds no state dictionary, which is what torch.save(model.state_dict(), ...) writes")
	}
	s, tensors := NewState(), top
	for _, key := range stateKeys {
		if v, there := top.Get(key); there {
			inner, ok := v.(*pickle.Dict)
			if !ok {
				continue
			}
			tensors, s.Taken = inner, key
			s.note("", top)
			s.Others = otherSets(top, key)
			break
		}
	}
	for i, key := range tensors.Keys {
		c, isTensor := tensors.Values[i].(*cut)
		name, isText := key.(string)
		if !isTensor || !isText {
			continue
		}
		if err := s.addCut(name, c, copies); err != nil {
			return nil, err
		}
	}
	if len(s.Names) == 0 {
		return nil, errors.New("it holds no named tensors")
	}
	return s, nil
}

// otherSets are the keys below which a checkpoint has named tensors beside those of taken.
func otherSets(top *pickle.Dict, taken string) (keys []string) {
	for i, key := range top.Keys {
		name, isText := key.(string)
		set, isSet := top.Values[i].(*pickle.Dict)
		if !isText || !isSet || name == taken {
			continue
		}
		if slices.ContainsFunc(set.Values, func(v any) bool { _, is := v.(*cut); return is }) {
			keys = append(keys, name)
		}
	}
	return keys
}

func (s *State) addCut(name string, c *cut, copies *budget) error {
	if slices.Contains(c.shape, 0) {
		if slices.ContainsFunc(c.shape, func(n int64) bool { return n < 0 }) {
			return fmt.Errorf("the tensor %q has the shape %v, which no tensor can have", name, c.shape)
		}
		s.Empty = append(s.Empty, name)
		return nil
	}
	values, err := strided{c.raw, c.dtype, c.offset, c.shape, c.strides}.values(copies)
	if err != nil {
		return fmt.Errorf("the tensor %q %w", name, err)
	}
	shape := make([]int, len(c.shape))
	for i, n := range c.shape {
		shape[i] = int(n)
	}
	return s.addRead(name, c.dtype, shape, values)
}

// note keeps plain values as metadata, and those of a namespace below its name.
func (s *State) note(prefix string, d *pickle.Dict) {
	for i, key := range d.Keys {
		name, isText := key.(string)
		if !isText {
			continue
		}
		switch v := d.Values[i].(type) {
		case string:
			s.Meta[prefix+name] = strings.ToValidUTF8(v, "?")
		case bool:
			s.Meta[prefix+name] = strconv.FormatBool(v)
		case int64:
			s.Meta[prefix+name] = strconv.FormatInt(v, 10)
		case float64:
			s.Meta[prefix+name] = strconv.FormatFloat(v, 'g', -1, 64)
		case *pickle.Dict:
			if prefix == "" && (v.Class == namespace || name == "args") {
				s.note(name+".", v)
			}
		}
	}
}
