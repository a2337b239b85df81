// Making a run.

package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/labels"
	"maestudio/core/dataset/picture"
	"maestudio/core/run/disk"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
)

// CreateOptions is what Create needs beside the description of the run.
type CreateOptions struct {
	Scanned func(dataset.ScanProgress) // told how far looking through the folders is; may be nil
	Warn    func(sentence string)      // told what a person should know; may be nil
	Cache   string                     // folder that remembers which pictures were looked at; "" for none
	Without func(path string) bool     // pictures a person left out; may be nil
	// Settle is told of a classifier's labels and may change what is learned with; may
	// be nil.
	Settle func(c *Config, set *labels.Set) (notes []string, err error)
	// Corrections is a table of what a person said of single pictures, over what folders
	// say; "" for none. A classifier's run has a copy.
	Corrections string
	Probe       string   // folder with labels to ask the model about; "" for the run's own, if they have any
	Notes       []string // what was decided for the run before: the events say it
	// Check is asked what a person should know of the settled run and of its pictures
	// before it starts, and may refuse it; may be nil.
	Check func(Config, []dataset.File) (notes []string, err error)
	// Loaded is told of the weights that the run starts from, before anything else is
	// done: what became of each tensor, and what had to be assumed; may be nil.
	Loaded func(names.Report, []string)
	FS     disk.FS // nil: the computer's own
}

// Create makes a run folder at dir: it looks through the folders of pictures,
// settles what c leaves open, holds some pictures out, and writes it all down.
// The folder is a run from the moment that run.toml is there, which comes last.
// c.Training.Init may name weights to start from; they are copied.
func Create(ctx context.Context, dir string, c Config, o CreateOptions) (*Run, error) {
	if o.FS == nil {
		o.FS = disk.System{}
	}
	if err := c.settle(); err != nil {
		return nil, err
	}
	made, err := claim(o.FS, dir)
	if err != nil {
		return nil, err
	}
	r := &Run{Dir: dir, Config: c}
	err = r.create(ctx, o)
	if err != nil {
		r.unmake(made)
		return nil, err
	}
	return r, nil
}

// unmake removes what was written of a run that cannot be made, and the folder
// if it was made for it.
func (r *Run) unmake(made bool) {
	for _, name := range createdFiles {
		os.Remove(r.path(name))
	}
	if made {
		os.Remove(r.Dir) // which fails where there is anything else
	}
}

// settle resolves what does not depend on the pictures.
func (c *Config) settle() error {
	for i, folder := range c.Data.Folders {
		absolute, err := filepath.Abs(folder)
		if err != nil {
			return Errorf(Pictures, err, "The folder %s cannot be found.", folder)
		}
		c.Data.Folders[i] = absolute
	}
	if c.Training.Init != "" {
		absolute, err := filepath.Abs(c.Training.Init)
		if err != nil {
			return Errorf(Settings, err, "The weights %s cannot be found.", c.Training.Init)
		}
		c.Training.Init = absolute
	}
	if c.Data.JPEG == "" {
		c.Data.JPEG = string(picture.Best())
	}
	if err := c.Device.settle(); err != nil {
		return err
	}
	check := *c
	if len(check.Classify.Classes) == 0 {
		check.Classify.Classes = []string{"not", "known yet"}
	}
	return check.Validate()
}

// claim makes sure that a run can be made at dir; made tells that the folder is new.
func claim(files disk.FS, dir string) (made bool, err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err := files.MkdirAll(dir)
		if errors.Is(err, fs.ErrNotExist) { // where the system makes all names itself, such as /proc
			return false, Errorf(Disk, err, "No folder can be made at %s. Choose another place with --out.", dir)
		}
		if err != nil {
			return false, writing(err, "the run", filepath.Join(dir, configFile), 0, "Nothing was changed.")
		}
		return true, nil
	case errors.Is(err, fs.ErrPermission):
		return false, writing(err, "the run", filepath.Join(dir, configFile), 0, "Nothing was changed.")
	case err != nil:
		return false, Errorf(Exists, err, "%s is not a folder that a run can be made in. Choose another with --out.", dir)
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == configFile }) {
		return false, Errorf(Exists, nil, "%s holds a run already. Go on with it: maestudio train %s. Or choose another folder with --out.", dir, dir)
	}
	for _, e := range entries {
		if !ours(e.Name()) {
			return false, Errorf(Exists, nil, "%s is not empty: it holds %s, among other things. Choose a new folder with --out.", dir, e.Name())
		}
	}
	return false, nil
}

// createdFiles are what Create writes, in this order but for LOCK.
var createdFiles = []string{initFile, filesFile, labelledFile, leftOutFile, correctedFile, correctionsFile, eventsFile, configFile, lockFile}

// ours reports whether a run that was never finished being made may have left a
// file of this name.
func ours(name string) bool {
	return slices.Contains(createdFiles, strings.TrimSuffix(name, disk.Temporary))
}

func (r *Run) create(ctx context.Context, o CreateOptions) error {
	lock, err := takeLock(r.path(lockFile))
	if err != nil {
		return err
	}
	defer lock.release()
	init, err := r.readInit()
	if err != nil {
		return err
	}
	defer init.close()
	if init != nil && init.report != nil && o.Loaded != nil {
		o.Loaded(init.report, init.model.Notes)
	}
	c, err := r.choose(ctx, o)
	if err != nil {
		return err
	}
	pictures := c.pictures
	notes := slices.Concat(o.Notes, c.notes, r.Config.fit(countTrain(pictures)))
	if err := r.Config.Validate(); err != nil {
		return err
	}
	if o.Check != nil {
		more, err := o.Check(r.Config, c.report.Files)
		if err != nil {
			return err
		}
		notes = append(notes, more...)
	}
	var asked []labelled // that a pre-training is asked about
	if r.Config.Task == TaskPretrain {
		if asked, err = r.labelPictures(ctx, o, c.report.Files, countTrain(pictures)); err != nil {
			return err
		}
	}
	if err := r.lists(o.FS, asked, c.out); err != nil {
		return err
	}
	if err := r.keepCorrections(o.FS, c.said); err != nil {
		return err
	}
	if err := r.write(o.FS, init, pictures, notes); err != nil {
		return err
	}
	for _, n := range notes {
		if o.Warn != nil {
			o.Warn(n)
		}
	}
	return nil
}

// choose finds the pictures, puts them in the run's order, and says what each is for.
func (r *Run) choose(ctx context.Context, o CreateOptions) (*chosen, error) {
	seed := uint64(r.Config.Training.Seed)
	if r.Config.Task == TaskClassify {
		return r.chooseLabelled(ctx, seed, o)
	}
	report, err := scan(ctx, r.Config.Data, o)
	if err != nil {
		return nil, err
	}
	c := &chosen{report: report, notes: unusable(report)}
	c.out = append(leftOut(report), Choose(report, r.Config.Data.LeaveOut, o.Without)...)
	if len(report.Files) == 0 {
		return nil, Errorf(Pictures, nil, "All pictures were left out. Take some back.")
	}
	c.pictures = split(report.Files, seed)
	return c, nil
}

// chooseLabelled reads the labels, and says what is odd about them.
func (r *Run) chooseLabelled(ctx context.Context, seed uint64, o CreateOptions) (*chosen, error) {
	said, err := readSaid(r.Config.Data.Folders, o)
	if err != nil {
		return nil, err
	}
	set, report, err := readLabels(ctx, r.Config.Data.Folders, seed, said, o)
	if err != nil {
		return nil, err
	}
	r.Config.Classify.Classes = set.Classes
	c := &chosen{report: report, pictures: labelledPictures(set), out: unlabelled(report, set), said: said}
	if words := correctedWords(set); words != "" {
		c.notes = append(c.notes, words)
	}
	for _, f := range set.Findings {
		c.notes = append(c.notes, f.Text)
	}
	if o.Settle == nil {
		return c, nil
	}
	more, err := o.Settle(&r.Config, set)
	c.notes = append(c.notes, more...)
	return c, err
}

// chosen is what a run is made of.
type chosen struct {
	report   *dataset.Report
	pictures []Picture
	out      []LeftOut
	notes    []string
	said     []labels.Correction
}

// scan finds the pictures and looks at each, so that training meets no surprise.
func scan(ctx context.Context, c DataConfig, o CreateOptions) (*dataset.Report, error) {
	report, err := dataset.Scan(ctx, c.Folders, dataset.ScanOptions{Check: true, CacheDir: o.Cache, KeepCopies: c.KeepCopies}, o.Scanned)
	if err == nil {
		err = report.Err()
	}
	if err != nil && ctx.Err() != nil {
		return nil, Errorf(Stopped, ErrStopped, "Stopped while looking at the pictures. No run was made.")
	}
	if err != nil {
		return nil, Errorf(Pictures, err, "%v", err)
	}
	return report, nil
}

// noRun says what is safe when a run cannot be made.
const noRun = "No run was made."

// write puts everything down, run.toml last.
func (r *Run) write(files disk.FS, init *start, pictures []Picture, notes []string) error {
	if init != nil {
		path := r.path(initFile)
		if err := disk.WriteFile(files, path, func(w io.Writer) error {
			return weights.Guard(func() error { return weights.Write(w, init.tensors) })
		}); err != nil {
			return writing(err, "the weights to start from", path, bytesOf(init.tensors), noRun)
		}
	}
	if err := writeFiles(files, r.path(filesFile), pictures); err != nil {
		return writing(err, "the list of pictures", r.path(filesFile), 0, noRun)
	}
	if err := r.note(files, notes); err != nil {
		return writing(err, "the list of events", r.path(eventsFile), 0, noRun)
	}
	if err := writeConfig(files, r.path(configFile), r.Config); err != nil {
		return writing(err, "the run's description", r.path(configFile), 0, noRun)
	}
	return nil
}

// lists writes what the run's result does not depend on.
func (r *Run) lists(files disk.FS, labels []labelled, out []LeftOut) error {
	if err := writeLabelled(files, r.path(labelledFile), labels); err != nil {
		return writing(err, "the list of labelled pictures", r.path(labelledFile), 0, noRun)
	}
	if err := writeLeftOut(files, r.path(leftOutFile), out); err != nil {
		return writing(err, "the list of what was left out", r.path(leftOutFile), 0, noRun)
	}
	return nil
}

// note starts the events with what a person should know.
func (r *Run) note(files disk.FS, notes []string) error {
	if len(notes) == 0 {
		return nil
	}
	os.Remove(r.path(eventsFile)) // of a run that was never finished being made
	j, err := openJournal(files, r.path(eventsFile))
	if err != nil {
		return err
	}
	defer j.close()
	for _, n := range notes {
		if err := j.append(Event{Event: EventWarning, Time: now(), Message: n, Code: Settings}); err != nil {
			return err
		}
	}
	return nil
}

// unusable says how many files cannot be used.
func unusable(r *dataset.Report) []string {
	n := len(r.Problems)
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s cannot be used and %s left out; maestudio scan DIR names each with the reason.",
		plural(n, "file"), map[bool]string{true: "is", false: "are"}[n == 1])}
}

// split puts the pictures in the run's order, some of them held out.
func split(found []dataset.File, seed uint64) []Picture {
	slices.SortFunc(found, func(a, b dataset.File) int { return strings.Compare(a.Path, b.Path) })
	pictures := make([]Picture, len(found))
	for i, f := range found {
		pictures[i] = Picture{Path: f.Path, Size: f.Size, ModTime: f.ModTime, Hash: f.Hash, Part: Train}
	}
	_, heldOut := dataset.Split(found, seed)
	for _, i := range heldOut {
		pictures[i].Part = Validation
	}
	return pictures
}

func countTrain(pictures []Picture) (n int) {
	for _, p := range pictures {
		if p.Part == Train {
			n++
		}
	}
	return n
}

// fit makes a step no larger than an epoch of n pictures, and says so.
func (c *Config) fit(n int) (notes []string) {
	t := &c.Training
	switch {
	case n == 1:
		notes = append(notes, "There is only one picture, and a model can do no more than learn it by heart. Give a folder with more pictures to learn something general.")
		t.Batch, t.Accumulate = 1, 1
	case t.Batch > n:
		notes = append(notes, fmt.Sprintf("There are %d pictures to learn from, fewer than a batch of %d: a batch is all of them.", n, t.Batch))
		t.Batch, t.Accumulate = n, 1
	case t.Accumulate > n/t.Batch:
		notes = append(notes, fmt.Sprintf("A step of %d batches of %d would take more than the %d pictures that there are to learn from: it takes %d.", t.Accumulate, t.Batch, n, n/t.Batch))
		t.Accumulate = n / t.Batch
	}
	return notes
}
