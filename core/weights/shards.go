// Models in several files: an index says which tensor is in which.

package weights

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const maxIndex = 64 << 20 // bytes

// openShards opens every file that an index names and checks that each has what
// the index says.
func openShards(path string) (*State, error) {
	files, err := readIndex(path)
	if err != nil {
		return nil, fmt.Errorf("%s is no sound index of weights: %w", path, err)
	}
	if err := lostShards(path, files); err != nil {
		return nil, err
	}
	all := NewState()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := all.addShard(filepath.Join(filepath.Dir(path), name), files[name]); err != nil {
			return nil, errors.Join(err, all.Close())
		}
	}
	return all, nil
}

// lostShards names the files of an index that are not beside it.
func lostShards(path string, files map[string][]string) error {
	var lost []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), name)); errors.Is(err, fs.ErrNotExist) {
			lost = append(lost, name)
		}
	}
	if lost == nil {
		return nil
	}
	return fmt.Errorf("%s names %d files of one model, and %s not beside it: %s. Fetch what is lost from where the others are from",
		path, len(files), map[bool]string{true: "one is", false: fmt.Sprintf("%d are", len(lost))}[len(lost) == 1], listOf(lost))
}

// listOf writes a few names.
func listOf(names []string) string {
	const most = 3
	words := strings.Join(names[:min(most, len(names))], ", ")
	if more := len(names) - most; more > 0 {
		words += fmt.Sprintf(" and %d more", more)
	}
	return words
}

// readIndex returns which tensors are in which file.
func readIndex(path string) (map[string][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, opening(path, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxIndex))
	if err != nil {
		return nil, err
	}
	return parseIndex(text)
}

func parseIndex(text []byte) (map[string][]string, error) {
	var index struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, fmt.Errorf("it is damaged: %w", WrongJSON(err))
	}
	if len(index.WeightMap) == 0 {
		return nil, errors.New("it has no weight_map")
	}
	count := map[string]int{}
	for tensor, file := range index.WeightMap {
		if file == "." || file != filepath.Base(file) || !filepath.IsLocal(file) {
			return nil, fmt.Errorf("it says that %q is in %q, which does not lie beside it", tensor, file)
		}
		count[file]++
	}
	files := map[string][]string{}
	for tensor, file := range index.WeightMap {
		if files[file] == nil {
			files[file] = make([]string, 0, count[file])
		}
		files[file] = append(files[file], tensor)
	}
	return files, nil
}

// addShard takes what the index wants of a file.
func (s *State) addShard(path string, list []string) error {
	wanted := make(map[string]bool, len(list))
	for _, name := range list {
		wanted[name] = true
	}
	shard, err := openFile(path)
	if err != nil {
		return err
	}
	s.unmap = append(s.unmap, shard.unmap...)
	maps.Copy(s.Meta, shard.Meta)
	for _, name := range shard.Empty {
		if wanted[name] {
			s.Empty = append(s.Empty, name)
			delete(wanted, name)
		}
	}
	if s.Types == nil {
		s.Types = shard.Types
	} else {
		maps.Copy(s.Types, shard.Types)
	}
	for _, name := range shard.Names {
		if !wanted[name] {
			continue
		}
		if err := s.Add(name, shard.Tensors[name]); err != nil {
			return err
		}
		delete(wanted, name)
	}
	for name := range wanted {
		return fmt.Errorf("%s lacks %q, which the index says is there", path, name)
	}
	return nil
}
