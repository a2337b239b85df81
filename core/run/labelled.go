// labelled.tsv: the pictures with labels that the model is asked about as it
// learns. It never learns from the labels.

package run

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/run/disk"
)

// labelled is a picture and its class.
type labelled struct{ Path, Class string }

const (
	labelledHead  = "path\tclass"
	mostLabelled  = 1000 // pictures: a score is then right to about 1.5 of 100
	leastLabelled = 50
	leastOfClass  = 5
	onceCosts     = 0.01 // of the run, at most, unless that leaves fewer than
	stillLabelled = 100  // pictures
)

// classOf is the class of a picture: the sub-folder that it is in, below train/,
// val/ or test/ where the folder has those.
func classOf(folder, path string) string {
	below, err := filepath.Rel(folder, path)
	if err != nil || strings.HasPrefix(below, "..") {
		return ""
	}
	parts := strings.Split(filepath.ToSlash(below), "/")
	if slices.Contains([]string{"train", "val", "valid", "validation", "test"}, strings.ToLower(parts[0])) {
		parts = parts[1:]
	}
	if len(parts) < 2 {
		return ""
	}
	return parts[0]
}

// label finds the labelled pictures of folders, in an order by chance that depends
// on their paths alone; none where there are too few to say anything.
func label(folders []string, files []dataset.File) []labelled {
	var all []labelled
	sizes := map[string]int{}
	for _, f := range files {
		for _, folder := range folders {
			if class := classOf(folder, f.Path); class != "" {
				all = append(all, labelled{f.Path, class})
				sizes[class]++
				break
			}
		}
	}
	all = slices.DeleteFunc(all, func(l labelled) bool { return sizes[l.Class] < leastOfClass })
	slices.SortFunc(all, func(a, b labelled) int {
		return cmp.Or(cmp.Compare(chance(a.Path), chance(b.Path)), cmp.Compare(a.Path, b.Path))
	})
	if len(all) < leastLabelled || len(classesOf(all)) < 2 {
		return nil
	}
	return all
}

func chance(path string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, path)
	return h.Sum64()
}

// classesOf lists the classes by name.
func classesOf(all []labelled) (names []string) {
	for _, l := range all {
		names = append(names, l.Class)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// labelPictures chooses what the model will be asked about: pictures of a folder
// that a person named or, where the run's own folders have classes, of those.
func (r *Run) labelPictures(ctx context.Context, o CreateOptions, files []dataset.File, learned int) ([]labelled, error) {
	folders := r.Config.Data.Folders
	if o.Probe != "" {
		folder, err := filepath.Abs(o.Probe)
		if err != nil {
			return nil, Errorf(Pictures, err, "The folder %s cannot be found.", o.Probe)
		}
		report, err := scan(ctx, DataConfig{Folders: []string{folder}}, o)
		if err != nil {
			return nil, err
		}
		folders, files = []string{folder}, report.Files
	}
	all := label(folders, files)
	if all == nil && o.Probe != "" {
		return nil, Errorf(Pictures, nil, "%s has no labels to ask about. It needs a sub-folder for each class, at least two of them with %d pictures or more, and %d pictures in all.", o.Probe, leastOfClass, leastLabelled)
	}
	return all[:min(len(all), r.Config.askable(learned))], nil
}

// askable is how many labelled pictures the model is asked about: as many as make
// one score cost a hundredth of a run that learns from n pictures.
func (c Config) askable(n int) int {
	m := c.Model.MAE()
	run := float64(c.Training.Epochs) * float64(n) * 3 * m.Forward()
	return min(mostLabelled, max(stillLabelled, int(onceCosts*run/m.FeaturesWork())))
}

// writeLabelled writes labelled.tsv, if there is anything to write.
func writeLabelled(files disk.FS, path string, all []labelled) error {
	if len(all) == 0 {
		return nil
	}
	return disk.WriteFile(files, path, func(w io.Writer) error {
		fmt.Fprintln(w, labelledHead)
		for _, l := range all {
			if _, err := fmt.Fprintf(w, "%s\t%s\n", escape(l.Path), escape(l.Class)); err != nil {
				return err
			}
		}
		return nil
	})
}

// readLabelled reads labelled.tsv; none are no error.
func readLabelled(path string) ([]labelled, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []labelled
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxFilesLine)
	for n := 1; lines.Scan(); n++ {
		name, class, found := strings.Cut(lines.Text(), "\t")
		if n == 1 && lines.Text() == labelledHead {
			continue
		}
		var l labelled
		var errPath, errClass error
		l.Path, errPath = unescape(name)
		l.Class, errClass = unescape(class)
		if err := errors.Join(errPath, errClass); !found || err != nil {
			return nil, fmt.Errorf("labelled.tsv, line %d: it is no path and class", n)
		}
		all = append(all, l)
	}
	return all, lines.Err()
}
