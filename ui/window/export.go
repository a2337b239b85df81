package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/export"
	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// exporting writes the model of a run for other programs.
type exporting struct {
	w      *Window
	screen *screen.Export
	view   screen.ExportView
	dir    string // the run
	config run.Config
	parts  []string
	in     string // the folder in which the new one is made
	asked  int    // counts questions to the disk, so that an old answer changes nothing
	stop   context.CancelFunc
}

// formats are those of the dialog, the one that most want first, and in a plain word
// what each is good for.
var formats = []struct{ key, name, good, next string }{
	{export.ONNX, "ONNX", "Runs anywhere without PyTorch: in browsers, on phones, in other languages.",
		"index.html runs it on any web server, example.py in Python. README.md says how."},
	{export.Safetensors, "Safetensors", "The weights under their published names, for PyTorch. This program reads it, too.",
		"README.md says how it is loaded."},
	{export.HuggingFace, "Hugging Face", "A folder under the names of transformers.",
		"from_pretrained takes this folder. It was not tried in transformers here."},
	{export.Timm, "timm", "The weights under the names of timm.",
		"load_state_dict takes it, with the sizes in config.json. It was not tried in timm here."},
}

var partWords = map[string]screen.Way{
	export.Encoder:       {Name: "Encoder", For: "Turns a picture into numbers that say what is in it: to find alike pictures, or to train something on."},
	export.Reconstructor: {Name: "All of it", For: "Encoder and decoder: redraws what is hidden in a picture."},
	export.Classifier:    {Name: "Classifier", For: "Says what class a picture is of. The names of the classes go with it."},
}

// export opens the dialog for a run.
func (w *Window) export(dir string) {
	w.fromDisk(name(dir), func() func() {
		r, err := run.Open(dir)
		called := library.NameOf(dir)
		return func() {
			if err != nil {
				w.toast(err.Error(), nil)
				return
			}
			w.askExport(r, called)
		}
	})
}

func (w *Window) askExport(r *run.Run, called string) {
	dir := r.Dir
	e := &exporting{w: w, dir: dir, config: r.Config, parts: export.Parts(r.Config), stop: func() {}}
	w.exporting = e
	e.in, _ = os.UserHomeDir() // where there is none, the folder of runs
	if e.in == "" {
		e.in = filepath.Dir(dir)
	}
	e.view = screen.ExportView{Run: called}
	for _, p := range e.parts {
		e.view.Parts = append(e.view.Parts, partWords[p])
	}
	e.screen = screen.NewExport(screen.ExportParams{
		Part:   func(i int) { e.view.Part = i; e.choose() },
		Format: func(i int) { e.view.Format = i; e.choose() },
		Place: func() {
			w.askFolder("Where should the new folder be?", e.in, func(path string) { e.in = path; e.choose() })
		},
		Export: e.write, Cancel: e.cancel, Reveal: func() { w.reveal(e.view.Place) },
	})
	e.screen.Dialog().OnHide(func() { e.stop() })
	e.choose()
	e.screen.Dialog().ShowOn(w.win.Canvas())
	w.win.Canvas().Focus(e.screen.Main())
}

// choose says what can be had of the part that is chosen, and where it will be.
func (e *exporting) choose() {
	v := &e.view
	v.Formats, v.Trouble, v.Remedy = nil, "", ""
	for _, f := range formats {
		way := screen.Way{Name: f.name, For: f.good}
		if err := export.Check(e.config, f.key, e.parts[v.Part]); err != nil {
			way.Why, _ = twoSentences(err.Error())
		}
		v.Formats = append(v.Formats, way)
	}
	if v.Formats[v.Format].Why != "" {
		v.Format = slices.IndexFunc(v.Formats, func(f screen.Way) bool { return f.Why == "" }) // safetensors hold all
	}
	v.Place = filepath.Join(e.in, v.Run+"-"+formats[v.Format].key)
	e.screen.Set(*v)
	e.avoid(v.Place)
}

// avoid has the disk asked whether there is something already at the place, and takes
// one beside it then.
func (e *exporting) avoid(place string) {
	e.asked++
	asked := e.asked
	e.w.fromDisk(name(e.in), func() func() {
		place := free(place)
		return func() {
			if asked == e.asked && e.view.State == screen.ExportAsk {
				e.view.Place = place
				e.screen.Set(e.view)
			}
		}
	})
}

// free is a path at which there is nothing yet.
func free(path string) string {
	try := path
	for n := 2; ; n++ {
		if _, err := os.Lstat(try); err != nil {
			return try
		}
		try = fmt.Sprintf("%s-%d", path, n)
	}
}

// write writes the folder and runs on its pictures what was written, once: the button
// may still have the focus while it does.
func (e *exporting) write() {
	if e.view.State != screen.ExportAsk {
		return
	}
	w, v := e.w, &e.view
	ctx, stop := context.WithCancel(w.ctx)
	e.stop = stop
	v.State, v.Trouble, v.Remedy, v.Doing, v.Share = screen.ExportWriting, "", "", "Reading the weights", 0
	e.screen.Set(*v)
	o := export.Options{Run: e.dir, Out: v.Place, Format: formats[v.Format].key, What: e.parts[v.Part], Program: "MAE Studio " + w.version, Date: w.now(),
		Step: func(doing string, share float64) { w.show(ctx, func() { e.step(doing, share) }) }}
	w.start(func(context.Context) {
		defer stop()
		files, err := export.Write(ctx, o)
		pictures, off := 0, 0.0
		if err == nil {
			w.show(ctx, func() { e.step("Checking it", 1) })
			pictures, off, err = export.Verify(ctx, o.Out)
			if ctx.Err() != nil {
				err = nil // it is there, though it was not checked to its end
			}
		}
		stopped := ctx.Err() != nil
		w.show(w.ctx, func() { e.ended(files, pictures, off, err, stopped) })
	})
}

func (e *exporting) step(doing string, share float64) {
	e.view.Doing, e.view.Share = doing, share
	e.screen.Set(e.view)
}

// ended says what came of it.
func (e *exporting) ended(files []string, pictures int, off float64, err error, stopped bool) {
	v := &e.view
	switch {
	case stopped && err == nil:
		e.w.toast("It was written already: "+name(v.Place)+".", nil)
		return
	case stopped:
		e.w.toast("Nothing was exported.", nil)
		return
	case err != nil:
		v.State = screen.ExportAsk
		v.Trouble, v.Remedy = twoSentences(untyped(strings.ReplaceAll(err.Error(), " with --out", "")))
	case !(off <= export.Allowed):
		v.State = screen.ExportDone
		v.Trouble, v.Remedy = "It does not give what the model gives here.", "It was changed or is damaged. Export it again."
	default:
		v.State = screen.ExportDone
		v.Proof = fmt.Sprintf("Run on %s: the largest difference from what the model gives here is %.2g. The pictures are in the folder, so that other programs can be checked too.", plural(pictures, "picture", "pictures"), off)
		v.Next = formats[v.Format].next
		if formats[v.Format].key == export.ONNX && !slices.Contains(files, "index.html") {
			v.Next = "example.py runs it in Python; for a browser it is too large. Its weights, model.onnx.data, have to stay beside model.onnx."
		}
	}
	e.screen.Set(*v)
	e.w.win.Canvas().Focus(e.screen.Main())
}

// cancel stops what is going on, or closes the dialog.
func (e *exporting) cancel() { e.screen.Dialog().Hide() }
