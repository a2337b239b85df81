package cli

import (
	"errors"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"maestudio/core/mae"
	"maestudio/core/reconstruct"
	"maestudio/core/run/disk"
	"maestudio/core/vit"
)

func (a *app) reconstruct() *cobra.Command {
	var o reconstructOptions
	cmd := &cobra.Command{
		Use:     "reconstruct --run RUN --out OUT.png IMAGE...",
		Short:   "Let a run's model redraw pictures of which most is hidden",
		GroupID: "look",
		Long: `Hides patches of each picture, lets the model of a run redraw them, and draws one
sheet with a row for each picture:

  original | hidden | redrawn | redrawn with the visible patches kept

In the third column the patches that were visible are noise, as in any masked
autoencoder: the loss is taken of hidden patches only, so the model never learns
to draw what it sees. The fourth shows the true ones there.

A picture is cut to its middle, as large as the run's pictures are. A run that
predicts normalised patches (all but those with --no-norm-pix) knows nothing of
a patch's mean and contrast; both are then taken from the true picture. With
--honest those of hidden patches are guessed instead, by smearing the visible
pixels: that is all a model without the picture could show. The sheet and the
last line say which it is.

A picture that cannot be read is named and left out; the exit code is then 1.
The run may be training meanwhile: its newest weights are used.`,
		Example: `  maestudio reconstruct --run runs/mine --out redrawn.png cat.jpg dog.jpg
  maestudio reconstruct --run runs/mine --out half.png --mask-ratio 0.5 cat.jpg
  maestudio reconstruct --run runs/mine --out odd.png -- -name-with-a-dash.jpg`,
		Args: func(_ *cobra.Command, args []string) error { return o.check(args) },
		RunE: func(c *cobra.Command, args []string) error {
			o.ratioGiven = c.Flags().Changed("mask-ratio")
			return a.runReconstruct(args, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.run, "run", "", "`RUN` folder whose model redraws")
	f.StringVar(&o.out, "out", "", "`OUT.png` to write")
	f.Float64Var(&o.ratio, "mask-ratio", 0, "`X`: share of the patches that is hidden, above 0 and below 1 (the run's)")
	f.BoolVar(&o.honest, "honest", false, "guess the mean and contrast of hidden patches instead of taking the true ones")
	f.Uint64Var(&o.seed, "seed", 0, "`N`: another number hides other patches (0)")
	return cmd
}

type reconstructOptions struct {
	run, out   string
	ratio      float64
	ratioGiven bool
	honest     bool
	seed       uint64
}

// mostRows keeps a sheet at a size that programs can show.
const mostRows = 100

func (o reconstructOptions) check(images []string) error {
	switch {
	case o.run == "":
		return wrongUse("reconstruct needs the run whose model redraws: --run RUN.")
	case o.out == "":
		return wrongUse("reconstruct needs a name for what it draws: --out OUT.png.")
	case !strings.EqualFold(filepath.Ext(o.out), ".png"):
		return wrongUse("reconstruct writes PNG: give --out a name that ends in .png, not %q.", o.out)
	case len(images) == 0:
		return wrongUse("reconstruct needs pictures to redraw: name one or more files.")
	case len(images) > mostRows:
		return wrongUse("reconstruct draws at most %d pictures on a sheet, and was given %s.", mostRows, count(len(images)))
	}
	out, err := os.Stat(o.out)
	if err != nil {
		return nil // a new file
	}
	for _, name := range images {
		if in, err := os.Stat(name); err == nil && os.SameFile(in, out) {
			return wrongUse("--out %s is one of the pictures to redraw and would be lost; choose another name.", o.out)
		}
	}
	return nil
}

func (a *app) runReconstruct(images []string, o reconstructOptions) error {
	if o.ratioGiven && o.ratio == 0 {
		return wrongUse("--mask-ratio is 0, which hides nothing; choose a share above 0 and below 1, such as 0.75.")
	}
	m, err := reconstruct.Open(o.run, reconstruct.Options{MaskRatio: o.ratio, Honest: o.honest})
	var unfit vit.Unfit
	if errors.As(err, &unfit) {
		return useError{err}
	}
	if err != nil {
		return err
	}
	defer m.Close()
	pictures, lost := a.redraw(m, images, o.seed)
	if len(pictures) == 0 {
		return lost
	}
	sheet, err := mae.Sheet(pictures, m.Note())
	if err != nil {
		return err
	}
	err = disk.WriteFile(disk.System{}, o.out, func(w io.Writer) error { return png.Encode(w, sheet) })
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s cannot be written: there is no folder %s. Make it, or choose another place with --out.", o.out, filepath.Dir(o.out))
	}
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w.", o.out, reason(err))
	}
	fmt.Fprintf(a.out, "%s, %s redrawn\n", o.out, plural(len(pictures), "picture", "pictures"))
	if note := m.Note(); note != "" {
		fmt.Fprintln(a.out, note)
	}
	return lost
}

// redraw leaves out what cannot be read and says so; lost is what is left to say.
func (a *app) redraw(m *reconstruct.Model, images []string, seed uint64) (drawn []mae.Picture, lost error) {
	var failed []error
	for i, path := range images {
		p, err := m.Picture(path, seed, i)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		drawn = append(drawn, p)
	}
	n := len(failed)
	switch {
	case n == 0:
		return drawn, nil
	case n == len(images) && n > 1:
		return nil, fmt.Errorf("None of the %d pictures can be read; the first: %w", n, failed[0])
	}
	for _, err := range failed[:n-1] {
		a.warn(err)
	}
	return drawn, failed[n-1]
}
