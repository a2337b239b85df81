package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"maestudio/core/export"
	"maestudio/core/run"
)

func (a *app) export() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:     "export --run RUN --format FORMAT --what PART --out DIR",
		Short:   "Write a run's model for other programs, with a proof that it is right",
		GroupID: "models",
		Long: `Writes the model of a run into a new folder, of pre-training the newest weights,
of a classifier those of its best epoch:

  safetensors   under the published names, for PyTorch and the published code
  huggingface   a folder under the names of transformers (ViTModel,
                ViTMAEForPreTraining, ViTForImageClassification,
                BeitForImageClassification), which was not run
  timm          under the names of timm's vision transformers; timm was not run
  onnx          a model that takes bytes, for ONNX Runtime and browsers; beside it
                example.py and a page, index.html (of more than 2 GB no page, and
                the weights in model.onnx.data)

encoder gives features of a picture; reconstructor is all of it and redraws what is
hidden; classifier, of a run of finetune, says what class a picture is of, and has the
names of the classes with it. With every model come a model card, README.md, and proof.safetensors: a few
pictures and what the model gave for them here.

--verify DIR runs the model in such a folder on those pictures and says the largest
difference; of ONNX it runs the graph that is in the file, operation by operation.`,
		Example: `  maestudio export --run runs/mine --format onnx --what encoder --out mine-onnx
  maestudio export --run runs/mine --format huggingface --what reconstructor --out mine-hf
  maestudio export --run runs/flowers --format onnx --what classifier --out flowers-onnx
  maestudio export --verify mine-onnx`,
		Args: noArguments("the run goes after --run and the new folder after --out"),
		RunE: func(*cobra.Command, []string) error { return a.runExport(o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.run, "run", "", "`RUN` folder whose model is written")
	f.StringVar(&o.format, "format", export.Safetensors, "`FORMAT`: safetensors, huggingface, timm or onnx")
	f.StringVar(&o.what, "what", "", "`PART` of the model: encoder, classifier or reconstructor (by the run: encoder or classifier)")
	f.StringVar(&o.out, "out", "", "`DIR` to make")
	f.StringVar(&o.verify, "verify", "", "`DIR` of an export to check, or the model in it")
	return cmd
}

type exportOptions struct{ run, format, what, out, verify string }

func (a *app) runExport(o exportOptions) error {
	switch {
	case o.verify != "" && (o.run != "" || o.out != ""):
		return wrongUse("Use either --run and --out to write an export, or --verify to check one, not both.")
	case o.verify != "":
		ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
		defer done()
		return a.verify(ctx, o.verify)
	case o.run == "":
		return wrongUse("export needs the run whose model is written: --run RUN.")
	case o.out == "":
		return wrongUse("export needs a place for what it writes: --out DIR, a folder that it will make.")
	}
	show := a.progress(false)
	defer show.end()
	t := a.newTraining(o.run, show)
	defer t.done()
	files, err := export.Write(t.ctx, export.Options{Run: o.run, Out: o.out, Format: o.format, What: o.what,
		Program: "MAE Studio " + version, Date: time.Now()})
	switch {
	case t.ctx.Err() != nil:
		return stopped("Stopped; the export is not whole.")
	case run.CodeOf(err) == run.Settings:
		return wrongUse("%v", err)
	case err != nil:
		return err
	}
	for _, f := range files {
		fmt.Fprintln(a.out, filepath.Join(o.out, f))
	}
	return a.verify(t.ctx, o.out)
}

// verify runs an exported model on the pictures beside it.
func (a *app) verify(ctx context.Context, dir string) error {
	n, off, err := export.Verify(ctx, dir)
	if ctx.Err() != nil {
		return stopped("Stopped; the export was not checked to its end.")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s, largest difference %.2g\n", plural(n, "picture", "pictures"), off)
	if !(off <= export.Allowed) {
		return errors.New("The exported model does not give what it should: it was changed or is damaged. Export it again.")
	}
	return nil
}
