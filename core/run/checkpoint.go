// Checkpoints: what training goes on from, in one file that shows whether it is whole.

package run

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"maestudio/core/run/disk"
	"maestudio/core/train"
	"maestudio/core/weights"
)

// A checkpoint is one safetensors file with all that training goes on from: the
// parameters under their own names, AdamW's moments as exp_avg.NAME and
// exp_avg_sq.NAME, and in the metadata the counters, which with the seed are
// the random state, and what the file belongs to.
type checkpoint struct {
	State   train.State
	Tensors *weights.State
	Config  string // Config.Hash of the run
	Files   string // hash of its files.tsv
	Seed    int64
}

const checkpointFormat = "maestudio checkpoint 1"

func checkpointName(step int) string { return fmt.Sprintf("step-%08d.safetensors", step) }

// write puts the checkpoint into a folder, whole or not at all, and returns its
// name and size.
func (c checkpoint) write(files disk.FS, dir string) (name string, size int64, err error) {
	s := &weights.State{Names: c.Tensors.Names, Tensors: c.Tensors.Tensors, Meta: c.meta()}
	if s.Meta["checksum"], err = checksum(s); err != nil {
		return "", 0, err
	}
	name = checkpointName(c.State.Step)
	err = disk.WriteFile(files, filepath.Join(dir, name), func(w io.Writer) error {
		counted := &counter{Writer: w}
		defer func() { size = counted.n }()
		return weights.Write(counted, s)
	})
	return name, size, err
}

// counter counts what is written.
type counter struct {
	io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.Writer.Write(b)
	c.n += int64(n)
	return n, err
}

func (c checkpoint) meta() map[string]string {
	exact := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	return map[string]string{
		"format":   checkpointFormat,
		"step":     strconv.Itoa(c.State.Step),
		"epochs":   strconv.Itoa(c.State.Epochs),
		"loss_sum": exact(c.State.LossSum),
		"seconds":  exact(c.State.Seconds),
		"seed":     strconv.FormatInt(c.Seed, 10),
		"config":   c.Config,
		"files":    c.Files,
	}
}

// checksum is the SHA-256 of the file as it would be without a checksum.
func checksum(s *weights.State) (string, error) {
	bare := &weights.State{Names: s.Names, Tensors: s.Tensors, Meta: maps.Clone(s.Meta)}
	delete(bare.Meta, "checksum")
	sum := sha256.New()
	if err := weights.Write(sum, bare); err != nil {
		return "", err
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil)), nil
}

// readCheckpoint reads a checkpoint and checks that it is whole.
func readCheckpoint(path string) (*checkpoint, error) {
	s, err := weights.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if got := s.Meta["format"]; got != checkpointFormat {
		return nil, fmt.Errorf("its format is %q, not %q", got, checkpointFormat)
	}
	sum, err := checksum(s)
	if err != nil {
		return nil, err
	}
	if sum != s.Meta["checksum"] {
		return nil, errors.New("its checksum is wrong")
	}
	c := &checkpoint{Tensors: s, Config: s.Meta["config"], Files: s.Meta["files"]}
	return c, c.parse(s.Meta)
}

func (c *checkpoint) parse(meta map[string]string) error {
	var errs [5]error
	c.State.Step, errs[0] = strconv.Atoi(meta["step"])
	c.State.Epochs, errs[1] = strconv.Atoi(meta["epochs"])
	c.State.LossSum, errs[2] = strconv.ParseFloat(meta["loss_sum"], 64)
	c.State.Seconds, errs[3] = strconv.ParseFloat(meta["seconds"], 64)
	c.Seed, errs[4] = strconv.ParseInt(meta["seed"], 10, 64)
	return errors.Join(errs[:]...)
}

// listCheckpoints returns the steps of a folder's checkpoints, newest first.
func listCheckpoints(dir string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var found []int
	for _, e := range entries {
		var step int
		if _, scanErr := fmt.Sscanf(e.Name(), "step-%d.safetensors", &step); scanErr == nil && e.Name() == checkpointName(step) {
			found = append(found, step)
		}
	}
	slices.Sort(found)
	slices.Reverse(found)
	return found, err
}

// damage is a checkpoint that could not be read, and why.
type damage struct {
	Name  string
	Cause error
}

// newestCheckpoint returns the newest checkpoint that is whole, nil when there
// is none, and those that were passed over.
func newestCheckpoint(dir string) (*checkpoint, []damage, error) {
	found, err := listCheckpoints(dir)
	if err != nil {
		return nil, nil, Errorf(Damaged, err, "The checkpoints in %s cannot be listed. Look after the disk, then go on with the run.", dir)
	}
	var damaged []damage
	for _, step := range found {
		c, err := readCheckpoint(filepath.Join(dir, checkpointName(step)))
		if err == nil {
			return c, damaged, nil
		}
		damaged = append(damaged, damage{checkpointName(step), err})
	}
	return nil, damaged, nil
}

// pruneCheckpoints removes all checkpoints but two, the newest and the one
// before it: of these, older ones and those of a future that was given up.
func pruneCheckpoints(files disk.FS, dir string, newest, before int) error {
	found, err := listCheckpoints(dir)
	if err != nil {
		return err
	}
	for _, step := range found {
		if step != newest && step != before {
			if err := files.Remove(filepath.Join(dir, checkpointName(step))); err != nil {
				return err
			}
		}
	}
	return nil
}
