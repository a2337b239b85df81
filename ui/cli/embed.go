package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"maestudio/core/predict"
	"maestudio/core/run/disk"
)

func (a *app) embed() *cobra.Command {
	var o embedOptions
	cmd := &cobra.Command{
		Use:     "embed --run RUN --data DIR --out FILE",
		Short:   "Write what a model makes of pictures, as numbers for other tools",
		GroupID: "look",
		Long: `Writes the features that a model makes of each picture of a folder: a row of
numbers a picture, the same for the same picture always. Of a pre-trained model
they are the mean of the patches after the last block, of a classifier what its
head stands on.

The ending of FILE says how: .npy for NumPy (and beside it FILE.txt with the
paths, a line for each row), .csv for a table with the path first. A FILE that is
there is replaced. Pictures that are not there or cannot be read are named, and have
no row.`,
		Example: `  maestudio embed --run runs/mine --data ~/Pictures --out features.npy
  maestudio embed --run runs/flowers --data ~/Pictures --out features.csv`,
		Args: noArguments("the folder of pictures goes after --data"),
		RunE: func(_ *cobra.Command, _ []string) error { return a.runEmbed(o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.run, "run", "", "`RUN` folder, or weights file of a classifier")
	f.StringArrayVar(&o.data, "data", nil, "`DIR` with pictures; may be given several times")
	f.StringVar(&o.out, "out", "", "`FILE` to write, .npy or .csv")
	f.IntVar(&o.threads, "threads", 0, "`N` processor cores to use; changes no result (all)")
	return cmd
}

type embedOptions struct {
	run, out string
	data     []string
	threads  int
}

func (o embedOptions) check() error {
	kind := strings.ToLower(filepath.Ext(o.out))
	switch {
	case o.run == "":
		return wrongUse("embed needs a model: --run RUN.")
	case len(o.data) == 0:
		return wrongUse("embed needs pictures: --data DIR.")
	case kind != ".npy" && kind != ".csv":
		return wrongUse("embed writes .npy or .csv: give --out a name that ends in one of these, not %q.", o.out)
	}
	return nil
}

func (a *app) runEmbed(o embedOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	paths, _, err := a.picturesOf(ctx, o.data)
	if err != nil {
		return err
	}
	m, err := predict.Open(o.run, predict.Options{Threads: o.threads, Batch: max(1, min(64, len(paths)))})
	if err != nil {
		return err
	}
	defer m.Close()
	show := a.progress(false)
	t, err := m.Table(ctx, paths, func(done, total int) { show.looking("picture", done, total) })
	show.end()
	if err != nil {
		return stoppedOr(ctx, err)
	}
	for _, lost := range t.Lost {
		a.warn(lost)
	}
	if err := writeFeatures(o.out, t, m.Dim); err != nil {
		return fmt.Errorf("%s cannot be written: %w", o.out, reason(err))
	}
	fmt.Fprintf(a.out, "%s, %s of %d numbers\n", o.out, plural(len(t.Paths), "row", "rows"), m.Dim)
	return left(len(t.Lost), len(paths))
}

// oneLine keeps a path in its line.
var oneLine = strings.NewReplacer("\n", `\n`, "\r", `\r`)

func writeFeatures(name string, t *predict.Table, dim int) error {
	files := disk.System{}
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return disk.WriteFile(files, name, func(w io.Writer) error { return featureTable(w, t, dim) })
	}
	err := disk.WriteFile(files, name, func(w io.Writer) error { return predict.WriteNPY(w, t.Features, dim) })
	if err != nil {
		return err
	}
	return disk.WriteFile(files, name+".txt", func(w io.Writer) error {
		for _, path := range t.Paths {
			if _, err := io.WriteString(w, oneLine.Replace(path)+"\n"); err != nil {
				return err
			}
		}
		return nil
	})
}

func featureTable(w io.Writer, t *predict.Table, dim int) error {
	b := bufio.NewWriter(w)
	b.WriteString("path")
	for i := range dim {
		fmt.Fprintf(b, ",f%d", i)
	}
	for i, path := range t.Paths {
		b.WriteString("\n" + csvWord(path))
		for _, v := range t.Features[i*dim:][:dim] {
			b.WriteString("," + strconv.FormatFloat(float64(v), 'g', -1, 32))
		}
	}
	b.WriteString("\n")
	return b.Flush()
}

// csvWord quotes what a comma or a quote would end.
func csvWord(text string) string {
	if strings.ContainsAny(text, ",\"\n\r") {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}
