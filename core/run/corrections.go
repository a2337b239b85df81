// corrections.csv: what a person said of the labels of single pictures.

package run

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"maestudio/core/dataset/labels"
	"maestudio/core/run/disk"
)

// CorrectionsFile is where a classifier keeps what a person says of labels, for the next
// fine-tuning; it need not be there.
func (r *Run) CorrectionsFile() string { return r.path(correctionsFile) }

// Corrections lists what a person said of the labels of pictures, where these are now;
// none are no error.
func (r *Run) Corrections() ([]labels.Correction, error) { return r.readCorrections(correctionsFile) }

// Said is the same by the paths of the pictures.
func (r *Run) Said() (map[string]string, error) {
	all, err := r.Corrections()
	said := make(map[string]string, len(all))
	for _, c := range all {
		said[c.Path] = c.Label
	}
	return said, err
}

func (r *Run) readCorrections(name string) ([]labels.Correction, error) {
	base, err := r.base()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(r.path(name)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	all, err := labels.ReadCorrections(r.path(name), base)
	if err != nil {
		return nil, Errorf(Damaged, err, "%v", err)
	}
	return all, nil
}

// base is the folder that relative paths in corrections.csv count from.
func (r *Run) base() (string, error) {
	folders, err := r.Folders()
	if err != nil || len(folders) == 0 { // a model from elsewhere has none
		return "", err
	}
	return labels.Base(folders[0]), nil
}

// Correct keeps what a person says of labels; an empty one takes back what was said.
// Before is what was said of these pictures until now: to say that undoes it. The run
// itself learns on as it did. One at a time may do this.
func (r *Run) Correct(said []labels.Correction) (before []labels.Correction, err error) {
	all, err := r.Corrections()
	if err != nil {
		return nil, err
	}
	now, before := labels.Say(all, said)
	if err := r.writeCorrections(disk.System{}, correctionsFile, now); err != nil {
		return nil, writing(err, "what was said of the label", r.path(correctionsFile), 0, "What was said before is kept.")
	}
	return before, nil
}

func (r *Run) writeCorrections(files disk.FS, name string, all []labels.Correction) error {
	base, err := r.base()
	if err != nil {
		return err
	}
	return disk.WriteFile(files, r.path(name), func(w io.Writer) error { return labels.WriteCorrections(w, all, base) })
}

// Uncorrected are the corrections that the run was made without and that would change
// what it learns from. That a label is right changes nothing.
func (r *Run) Uncorrected() ([]labels.Correction, error) {
	all, err := r.Corrections()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	made, err := r.readCorrections(correctedFile)
	if err != nil {
		return nil, err
	}
	pictures, err := ListPictures(r.Dir)
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	for _, p := range pictures {
		known[p.Path] = p.Class
	}
	for _, c := range made {
		known[c.Path] = c.Label
	}
	return slices.DeleteFunc(all, func(c labels.Correction) bool { return known[c.Path] == c.Label }), nil
}

// keepCorrections puts what a run was made with down: once as it was, and once for the
// person to go on with.
func (r *Run) keepCorrections(files disk.FS, all []labels.Correction) error {
	if len(all) == 0 {
		return nil
	}
	for _, name := range []string{correctedFile, correctionsFile} {
		if err := r.writeCorrections(files, name, all); err != nil {
			return writing(err, "the corrections", r.path(name), 0, noRun)
		}
	}
	return nil
}
