// Checkpoints: what training goes on from, in one file that shows whether it is whole.

package run

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
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
	Lowered int // how often the rate was lowered by then
}

const checkpointFormat = "maestudio checkpoint 1"

func checkpointName(step int) string { return stepName(wholeState, step) }

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
		"lowered":  strconv.Itoa(c.Lowered),
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
	var errs [6]error
	c.State.Step, errs[0] = strconv.Atoi(meta["step"])
	c.State.Epochs, errs[1] = strconv.Atoi(meta["epochs"])
	c.State.LossSum, errs[2] = strconv.ParseFloat(meta["loss_sum"], 64)
	c.State.Seconds, errs[3] = strconv.ParseFloat(meta["seconds"], 64)
	c.Seed, errs[4] = strconv.ParseInt(meta["seed"], 10, 64)
	if lowered, there := meta["lowered"]; there { // older ones have none
		c.Lowered, errs[5] = strconv.Atoi(lowered)
	}
	return errors.Join(errs[:]...)
}

// givenUp reports whether the run went back behind the checkpoint after it was
// written, so that the run does not come by it any more.
func (c *checkpoint) givenUp(t TrainingConfig) bool {
	return slices.ContainsFunc(t.Lowered[min(c.Lowered, len(t.Lowered)):], func(l Lowering) bool { return l.Step < c.State.Step })
}

// listCheckpoints returns the steps of a folder's checkpoints, newest first.
func listCheckpoints(dir string) ([]int, error) { return listSteps(dir, wholeState) }

// passedOver is a checkpoint that is not gone on from, and why: nil where the run
// went back behind it.
type passedOver struct {
	Name  string
	Cause error
}

// newestCheckpoint returns the newest checkpoint that is whole and that a run
// trained like this comes by, nil when there is none, and those that were passed
// over.
func newestCheckpoint(dir string, t TrainingConfig) (*checkpoint, []passedOver, error) {
	found, err := listCheckpoints(dir)
	if err != nil {
		return nil, nil, Errorf(Damaged, err, "The checkpoints in %s cannot be listed. Look after the disk, then go on with the run.", dir)
	}
	var passed []passedOver
	for _, step := range found {
		c, err := readCheckpoint(filepath.Join(dir, checkpointName(step)))
		if err == nil && !c.givenUp(t) {
			return c, passed, nil
		}
		passed = append(passed, passedOver{checkpointName(step), err})
	}
	return nil, passed, nil
}
