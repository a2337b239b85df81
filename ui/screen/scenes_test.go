package screen

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"maestudio/core/probe"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// scene is a screen in one state, built anew for each drawing.
type scene struct {
	name, entry string
	build       func() fyne.CanvasObject
}

const japanese = "夜の建物 2023年から2025年までの写真、とても長い名前のフォルダー"

var longName = "a run with a name that is far longer than anything on this screen should ever have to show " + japanese

// scenes is every screen in every state that it has.
var scenes = append([]scene{
	{"welcome", "", func() fyne.CanvasObject { return welcomeScreen(4).Content() }},
	{"welcome-first", "", func() fyne.CanvasObject { return welcomeScreen(0).Content() }},
	{"welcome-trouble", "", func() fyne.CanvasObject {
		s := welcomeScreen(2)
		s.SetTrouble("The folder “"+longName+"” cannot be read.", "Nothing was changed. Choose another folder, or give yourself the right to read it.", false)
		return s.Content()
	}},
	{"data-none", "data", func() fyne.CanvasObject { return NewData(DataParams{}).Content() }},
	{"data-none-trouble", "data", func() fyne.CanvasObject {
		return dataScreen(DataView{Trouble: "“cat.jpg” is a file, not a folder.", Remedy: "Drop the folder it lies in to learn from it, or let a model redraw this picture.", Picture: true}).Content()
	}},
	{"data-scanning", "data", func() fyne.CanvasObject { return dataScreen(scanningView()).Content() }},
	{"data-ready", "data", func() fyne.CanvasObject { return chosen(dataScreen(readyView())).Content() }},
	{"data-full", "data", func() fyne.CanvasObject { return chosen(dataScreen(fullView())).Content() }},
	{"data-trouble", "data", func() fyne.CanvasObject {
		v := readyView()
		v.Trouble, v.Remedy = "The disk with “holiday” is gone.", "Nothing is lost. Connect it again, or point to the folder anew."
		return dataScreen(v).Content()
	}},
	{"data-empty", "data", func() fyne.CanvasObject { return dataScreen(emptyView()).Content() }},
	{"model", "model", func() fyne.CanvasObject { return modelScreen(modelView()).Content() }},
	{"model-trouble", "model", func() fyne.CanvasObject {
		v := modelView()
		v.CanStart, v.WhyNot = false, "Heads do not divide the width."
		v.Trouble, v.Remedy = "Heads do not divide the width: 256 ÷ 6.", "Use 4 or 8 heads, or a width of 240 or 264."
		v.TroubleAt, v.Settings["encoder_heads"] = "encoder_heads", "6"
		s := modelScreen(v)
		s.toggleAll()
		return s.Content()
	}},
	{"model-short", "model", func() fyne.CanvasObject {
		v := modelView()
		v.Trouble, v.Remedy = "This takes about 7.4 GB of memory, and 5.1 GB are free: 2.3 GB are missing.", "Smaller batches make the same steps in less memory; it takes about as long."
		v.WayOut = "Use batches of 32, 2 a step"
		return modelScreen(v).Content()
	}},
	{"model-all", "model", func() fyne.CanvasObject {
		s := modelScreen(modelView())
		s.toggleAll()
		return s.Content()
	}},
	{"model-measuring", "model", func() fyne.CanvasObject {
		v := modelView()
		v.Below, v.Measuring, v.Time, v.TimeUnit, v.TimeAnswer = "Measuring on this computer; this takes a few seconds.", true, "…", "", ""
		for i := range v.Presets {
			v.Presets[i].Time, v.Presets[i].Cost = "…", "not measured yet"
		}
		return modelScreen(v).Content()
	}},
	{"pretrain-none", "train", func() fyne.CanvasObject { return NewPretrain(PretrainParams{}).Content() }},
	{"pretrain-waiting", "train", func() fyne.CanvasObject {
		s := pretrainScreen(PretrainView{State: TrainWaiting, Title: "Drawing the sample", Below: "Nothing is downloaded: the program draws the pictures itself, once.", Share: 0.35,
			Epoch: "312 of 900 pictures", Left: "9 s left to draw", LastEpoch: 60, CanCancel: true}, 0)
		var drawn []Sample
		for i := range 6 {
			drawn = append(drawn, Sample{Picture: photo(i, 96), Hidden: masked(photo(i, 96), 8, i)})
		}
		s.SetSamples(drawn, 0, 0, "")
		return s.Content()
	}},
	{"pretrain-ready", "train", func() fyne.CanvasObject {
		return pretrainScreen(PretrainView{State: TrainWaiting, Title: "Getting ready", Below: "boats and facades · quick", Epoch: "Getting ready", Left: "reading pictures and building the model", LastEpoch: 100}, 0).Content()
	}},
	{"pretrain-paused", "train", func() fyne.CanvasObject {
		v := trainingView()
		v.State, v.Title, v.Left = TrainPaused, "Paused in epoch 38", "Paused today 17:10"
		return pretrainScreen(v, 8).Content()
	}},
	{"pretrain-killed", "train", func() fyne.CanvasObject {
		v := trainingView()
		v.State, v.Title, v.Left, v.HasDetails = TrainFailed, "Stopped unexpectedly in epoch 38", "Stopped today 17:10", true
		v.Trouble, v.Remedy = "The training stopped without a word: its process was ended, or the computer went down.", "Nothing is lost: epoch 37 is saved, and it goes on from there. Press Resume."
		return pretrainScreen(v, 8).Content()
	}},
	{"pretrain-refused", "train", func() fyne.CanvasObject {
		return pretrainScreen(PretrainView{State: TrainRefused, Title: "It could not start", Trouble: "The disk is full: the practice set in ~/.cache/maestudio/practice needs about 41 MB. 312 of 900 pictures are there and stay.",
			Remedy: "Free some space, then try again."}, 0).Content()
	}},
	{"pretrain", "train", func() fyne.CanvasObject { return pretrainScreen(trainingView(), 8).Content() }},
	{"pretrain-few", "train", func() fyne.CanvasObject { return pretrainScreen(trainingView(), 4).Content() }},
	{"pretrain-other", "train", func() fyne.CanvasObject {
		v := trainingView()
		v.State, v.Title, v.Left, v.Other = TrainStopped, "Stopped in epoch 38", "Stopped today 17:10", longName
		return pretrainScreen(v, 8).Content()
	}},
	{"pretrain-failed", "train", func() fyne.CanvasObject { return pretrainScreen(failedView(), 8).Content() }},
	{"pretrain-full", "train", func() fyne.CanvasObject {
		v := trainingView()
		v.State, v.Title, v.Left, v.Full, v.Waits, v.Earlier = TrainPaused, "Paused: the disk is full", "Paused today 17:10", true, true, "6 earlier states (168 MB)"
		v.Trouble = "There is no room for the checkpoint (86 MB needed, 12 MB free) in /home/me/MAE Studio/boats/checkpoints."
		v.Remedy = "Nothing is lost: the run is kept as of step 1200. Training goes on by itself as soon as there is room."
		return pretrainScreen(v, 8).Content()
	}},
	{"pretrain-compared", "train", func() fyne.CanvasObject {
		v := trainingView()
		v.Curves = append([]widget.Curve{other(100, .66, longName), other(24, .72, "garden 2024")}, v.Curves...)
		return pretrainScreen(v, 8).Content()
	}},
	{"pretrain-done", "train", func() fyne.CanvasObject {
		v := trainingView()
		v.State, v.Title, v.Share, v.Epoch, v.Left, v.LastEpoch = TrainDone, "Better than both simple guesses, and no longer improving: "+longName, 1, "Epoch 38 of 38", "Done today 17:32", 38
		v.Guides = append(v.Guides, widget.Guide{Y: 0.985, Words: "pictures never seen"})
		v.Next, v.HasStory, v.HasReport = "More epochs will bring little. See under Reconstruct what it draws. More pictures or a larger model would go further.", true, true
		return pretrainScreen(v, 3).Content()
	}},
	{"reconstruct-none", "reconstruct", func() fyne.CanvasObject { return NewReconstruct(ReconstructParams{}).Content() }},
	{"reconstruct-soon", "reconstruct", func() fyne.CanvasObject {
		s := NewReconstruct(ReconstructParams{})
		s.Set(ReconstructView{Soon: true})
		return s.Content()
	}},
	{"reconstruct", "reconstruct", func() fyne.CanvasObject { return reconstructScreen(reconstructView(), 10).Content() }},
	{"reconstruct-alone", "reconstruct", func() fyne.CanvasObject {
		v := reconstructView()
		v.Earlier, v.EarlierState, v.Trouble, v.Remedy = nil, -1, "“notes.txt” is no picture.", "Choose another picture or another run."
		return reconstructScreen(v, 0).Content()
	}},
	{"reconstruct-refused", "reconstruct", func() fyne.CanvasObject {
		v := reconstructView()
		v.Trouble, v.Remedy = "“gone.png” cannot be read.", "Check that it still exists and that you may open it, then drop it again."
		return reconstructScreen(v, 10).Content()
	}},
	{"reconstruct-empty", "reconstruct", func() fyne.CanvasObject {
		return reconstructScreen(ReconstructView{Ready: true, Title: "What does it draw where you hide something?", Below: "Drop a picture on this window, or open one.", Grid: 1, Runs: []string{longName}, States: []string{"Epoch 1"}}, 0).Content()
	}},
	{"runs-none", "runs", func() fyne.CanvasObject { return NewRuns(RunsParams{}).Content() }},
	{"runs", "runs", func() fyne.CanvasObject { return runsScreen(runsView()).Content() }},
	{"runs-trouble", "runs", func() fyne.CanvasObject {
		v := runsView()
		v.Trouble, v.Remedy = "The run “garden 2024” is damaged: run.toml cannot be read.", "The other runs are as they were. Show it in the file manager, or delete it."
		return runsScreen(v).Content()
	}},
	{"runs-compare", "runs", func() fyne.CanvasObject {
		v := runsView()
		v.Title, v.Below, v.Choosing, v.Picked = "Which runs should be compared?", "Click on them. The first one is opened, with the curves of the others over its own.", true, 2
		v.Runs[0].Picked, v.Runs[2].Picked = true, true
		return runsScreen(v).Content()
	}},
	{"runs-trash", "runs", func() fyne.CanvasObject {
		v := runsView()
		v.Title, v.Below, v.Trash = "2 runs in the trash", "A run stays here for 30 days. Click on one to bring it back.", true
		v.Filters = []Filter{{Label: "All 7", Chosen: false}, {Label: "Trash 2", Chosen: true}}
		v.Runs = v.Runs[3:5]
		for i := range v.Runs {
			v.Runs[i].State, v.Runs[i].Icon = "29 days left", theme.IconUndo
		}
		return runsScreen(v).Content()
	}},
	{"settings", "settings", func() fyne.CanvasObject { return settingsScreen("").Content() }},
	{"settings-trouble", "settings", func() fyne.CanvasObject {
		return settingsScreen("The settings could not be read; these are the ones a new window has.").Content()
	}},
}, predictScenes...)

// photo is a picture, different for each seed: a real one where screenshots are
// drawn and there are some, else a few soft shapes.
func photo(seed, side int) image.Image {
	if real := album(); len(real) > 0 {
		return square(real[seed%len(real)], side)
	}
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	hue := float64(seed) * 1.7
	for y := range side {
		for x := range side {
			u, v := float64(x)/float64(side)-0.5, float64(y)/float64(side)-0.5
			d := math.Hypot(u-0.1*math.Sin(hue), v)
			petal := 0.28 + 0.09*math.Cos(float64(5+seed%4)*math.Atan2(v, u)+hue)
			c := func(phase float64) uint8 { return uint8(110 + 70*math.Sin(hue+phase) - 60*v) }
			px := color.NRGBA{c(0), c(2), c(4), 255}
			if d < petal {
				px = color.NRGBA{255 - px.R/2, 240 - px.G/2, 220 - px.B/3, 255}
			}
			if d < 0.1 {
				px = color.NRGBA{240, 190, 60, 255}
			}
			img.SetNRGBA(x, y, px)
		}
	}
	return img
}

// masked hides three patches of four at random.
func masked(img image.Image, n int, seed int) image.Image {
	b := img.Bounds()
	out := image.NewNRGBA(b)
	visible := map[int]bool{}
	for _, p := range rand.New(rand.NewPCG(uint64(seed), 1)).Perm(n * n)[:n*n/4] {
		visible[p] = true
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			row, column := y*n/b.Dy(), x*n/b.Dx()
			if visible[row*n+column] {
				out.Set(x, y, img.At(x, y))
				continue
			}
			if x*n%b.Dx() >= n && y*n%b.Dy() >= n {
				out.Set(x, y, theme.Color(theme.Hidden))
			}
		}
	}
	return out
}

func sampleOf(seed int) Sample {
	img := photo(seed, 96)
	return Sample{img, masked(img, 8, seed), img}
}

func welcomeScreen(runs int) *Welcome {
	s := NewWelcome(WelcomeParams{})
	img := photo(1, 240)
	s.SetStory(Sample{img, masked(img, 8, 1), img})
	names := []string{"boats and facades", longName, japanese, "sample"}
	states := []string{"Done · today 17:32", "Paused in epoch 38", "Stopped: the disk is full and nothing is lost", "Training · 40 %"}
	colors := []fyne.ThemeColorName{theme.Accent, theme.Faint, theme.Warn, theme.Accent}
	var cards []RunCard
	for i := range runs {
		cards = append(cards, RunCard{Name: names[i], State: states[i], Picture: photo(i+2, 80), Curve: []float64{1, .8, .7, .66, .65, .64}, Color: colors[i]})
	}
	s.SetRuns(cards, "Brightness and contrast of each patch are the true ones; the model draws only what is in it.")
	return s
}

func dataScreen(v DataView) *Data {
	s := NewData(DataParams{})
	s.Set(v)
	var tiles [12]image.Image
	for i := range tiles {
		tiles[i] = photo(i, 96)
	}
	s.Grid().Set(widget.GridSource{Count: 100_000, Load: func(i, _ int, done func(image.Image)) func() {
		if v.State == DataReady || i < 20 {
			done(tiles[i%len(tiles)])
		}
		return func() {}
	}, Badge: func(i int) string {
		if i == 25 {
			return "2 alike"
		}
		return ""
	}})
	return s
}

func chosen(s *Data) *Data {
	s.Grid().Select(9)
	s.SetChoice(&Choice{Picture: photo(9, 32), Name: "objects/" + longName + ".jpg", Size: "93 × 96 px · 6 KB"})
	return s
}

func scanningView() DataView {
	v := readyView()
	v.State, v.Title, v.Below = DataScanning, "3,412 pictures so far", "Looking through pretrain_mix · 2,900 files a second · 9 left out"
	v.Seen, v.Share = "41 % looked at", 0.41
	return v
}

func readyView() DataView {
	return DataView{State: DataReady, Title: "8,386 pictures are ready", Below: "From pretrain_mix · 39 MB · JPEG, 96 px on the long side · 14 files left out",
		Folders: []Folder{{Name: "pretrain_mix", Path: "/p", Count: "8,386", Chosen: true, Fold: widget.Unfolded, Removable: true}, {Name: "objects", Path: "/p/o", Count: "6,425", Indent: 16},
			{Name: "facades", Path: "/p/f", Count: "936", Indent: 16}, {Name: japanese, Path: "/p/j", Count: "600", Indent: 16}, {Name: "cells", Path: "/p/c", Count: "292", Indent: 16}},
		LeftOut: []LeftOut{{Reason: "Exact copies", Todo: "Kept once", Count: "6"}, {Reason: "The file ends too early", Todo: "Copy these again", Count: "4"}, {Reason: "Smaller than 32 px", Todo: "Too little to hide", Count: "3"},
			{Reason: "Says 65,500 × 65,500 px", Todo: "Not opened, to be safe", Count: "1"}},
		Worth:      []LeftOut{{Reason: "Near copies", Todo: "Learned from, unless you say so", Count: "31"}, {Reason: "Blurred", Todo: "4 of 12 left out", Count: "12"}, {Reason: "Nearly one colour", Todo: "Left out", Count: "2"}},
		WorthCount: "45", All: "Leave the copies out", Closer: CloserView{Share: 0.4, Words: "Looking closer", Below: "23 s left", Running: true, Shown: true},
		LeftOutCount: "14", Passed: "23 other files are not pictures.", Filters: []Filter{{Label: "All 8,386", Chosen: true}, {Label: "Left out 14", Chosen: false}, {Label: "Near copies 31", Chosen: false}}}
}

func fullView() DataView {
	v := readyView()
	v.Title, v.Below = "100,000 pictures are ready", "From "+longName+" and 12 other folders · 210 GB"
	v.Folders = nil
	for i := range 1000 {
		v.Folders = append(v.Folders, Folder{Name: fmt.Sprintf("folder %d %s", i, japanese), Path: fmt.Sprint("/", i), Count: "12,345", Indent: 16 * (i % 7), Fold: widget.Fold(i % 3), Chosen: i == 3})
	}
	for i := range 12 {
		v.LeftOut = append(v.LeftOut, LeftOut{Reason: fmt.Sprintf("Reason %d that takes many more words than there is room for", i), Todo: "What to do about it, also in far too many words", Count: "100,000"})
	}
	v.LeftOutCount = "1,200,014"
	v.Filters = append(v.Filters, Filter{Label: "A filter with many words 12,345", Chosen: false}, Filter{Label: "Another filter 99", Chosen: false})
	return v
}

func emptyView() DataView {
	return DataView{State: DataEmpty, Title: "No pictures in “Invoices 2025”", Below: "All 212 files in 14 folders are something else. MAE Studio reads JPEG, PNG, GIF, BMP, TIFF and WebP.",
		Found: []LeftOut{{Reason: "What was in it", Todo: "", Count: "212"}, {Reason: "PDF documents", Todo: "", Count: "190"}, {Reason: "Text and tables", Todo: "", Count: "19"}, {Reason: "Archives, not opened", Todo: "", Count: "2"}, {Reason: "Empty files", Todo: "", Count: "1"}}}
}

func modelScreen(v ModelView) *Model {
	s := NewModel(ModelParams{Set: func(string, string) {}})
	s.Set(v)
	return s
}

func modelView() ModelView {
	img := photo(4, 384)
	return ModelView{Title: "How big should the model be?", Below: "The sizes go from fast to thorough. Times were measured on this computer just now, with your pictures.",
		Presets: []PresetCard{{"Quick", "64 px · 7.0 M parameters", "35 min", "for 100 epochs", "402 pictures/s · 0.6 GB", true, true},
			{"Small", "128 px · 23 M parameters", "1 h 50 min", "for 100 epochs", "127 pictures/s · 1.2 GB", false, false},
			{"Tiny", "224 px · 6.0 M parameters", "1 h 58 min", "for 100 epochs", "118 pictures/s · 0.9 GB", false, false},
			{"Base", "224 px · 112 M parameters", "1 d 1 h", "for 100 epochs", "9.4 pictures/s · 2.7 GB", false, false}},
		TimeChips: []Filter{{Label: "30 minutes", Chosen: false}, {Label: "2 hours", Chosen: false}, {Label: "Until 08:00", Chosen: false}}, TimeAnswer: "2 hours are 340 epochs of Quick, or 109 of Small.",
		Hidden: SliderView{100, 75, "75 %", "More is harder. 75 % is the usual choice."}, Epochs: SliderView{100, 40, "100", "One epoch sees every picture once: 21 seconds."},
		PictureSize: SliderView{10, 1, "64 px", "Pictures are cut and reduced to this."}, PatchSize: SliderView{10, 2, "8 px", "8 × 8 = 64 patches a picture."},
		Picture: masked(img, 8, 2), HiddenWords: "48 of 64 patches hidden", SeenWords: "The model sees the other 16", Parameters: "7.0 M parameters", EncoderShare: .91,
		Encoder: "256 wide, 8 deep", Decoder: "128 wide, 3 deep", EncoderPart: "91 %", DecoderPart: "9 %",
		Time: "35", TimeUnit: "min", Memory: "0.6", MemoryUnit: "GB", Disk: "0.5", DiskUnit: "GB", Steps: "13,100", CanStart: true,
		Flip: true, NormPix: true, Crop: true, Sizes: []string{"Quick", "Small", "Tiny", "Base", "Large", "Huge"}, Precisions: []string{"float32"}, CanMeasure: true, Settings: quickSettings()}
}

// quickSettings are what stands under "All settings" for the preset quick.
func quickSettings() map[string]string {
	return map[string]string{"encoder_dim": "256", "encoder_depth": "8", "encoder_heads": "8", "decoder_dim": "128", "decoder_depth": "3", "decoder_heads": "4",
		"batch": "64", "accumulate": "1", "blr": "0.004", "warmup_epochs": "2", "min_lr": "0", "weight_decay": "0.05", "crop": "20", "mean": "0.485 0.456 0.406", "std": "0.229 0.224 0.225", "seed": "1"}
}

func pretrainScreen(v PretrainView, samples int) *Pretrain {
	s := NewPretrain(PretrainParams{})
	s.Set(v)
	var all []Sample
	for i := range samples {
		all = append(all, sampleOf(i))
	}
	if samples > 0 {
		s.SetSamples(all, 5, 6, "epoch 38, 8 s ago")
		s.SetMoments(0, []Moment{{photo(0, 96), "Epoch 1"}, {photo(0, 96), "Epoch 10"}, {photo(0, 96), "Epoch 38"}, {nil, "Epoch 100"}, {photo(0, 96), "Picture"}})
	} else {
		s.SetSamples(nil, 0, 0, "")
	}
	return s
}

func trainingView() PretrainView {
	k := widget.Curve{}
	for e := 0.0; e <= 38; e += 0.2 {
		v := .60 + .14*math.Exp(-e/45) + .25*math.Exp(-e/1.2)
		k.X, k.Y, k.Raw = append(k.X, e), append(k.Y, v), append(k.Raw, v+.015*math.Sin(e*37))
	}
	labels := widget.Curve{Name: "of 100 labels", Dotted: true, Points: true, X: []float64{0, 10, 20, 30, 38}, Y: []float64{.4, .55, .62, .68, .7}, Words: []string{"41", "55", "58", "61", "62"}}
	return PretrainView{State: TrainRunning, Title: "Better than both simple guesses, and still improving", Below: "boats and facades · quick · 8,386 pictures",
		Share: .38, Epoch: "Epoch 38 of 100", Left: "21 min left · done about 17:32", Curves: []widget.Curve{labels, k}, LastEpoch: 100,
		Guides: []widget.Guide{{Y: .99, Words: "leaving patches flat", Short: "one flat colour"}, {Y: .86, Words: "smearing what is visible", Short: "smearing"}},
		Speed:  "402", SpeedUnit: "pictures/s", Memory: "0.61", MemoryUnit: "GB", Rate: "1.2e-4", Running: "13", RunningUnit: "min",
		Score: "62", ScoreUnit: "of 100", ScoreHint: "Knows of labels (k-NN). It is under-rated.", ScoreNote: probe.UnderRatesSimply, ScoreBrief: probe.UnderRatesBrief,
		TimeLeft: "21", TimeLeftUnit: "min", Saved: "epoch 38", Disk: "86", DiskUnit: "MB",
		Happened: []Happened{{"17:10", "Epoch 38: error 0.66, best so far. Checkpoint saved."}, {"17:09", "Epoch 37: error 0.66."}, {"16:57", "Started on 2 cores, batch 256."}},
		Note:     "Brightness and contrast of each patch are the true ones; the model draws only what is in it.", HasHonest: true}
}

// other is the curve of another run that has ended.
func other(epochs, loss float64, name string) widget.Curve {
	k := widget.Curve{Name: name, Muted: true}
	for e := 0.0; e <= epochs; e++ {
		k.X, k.Y = append(k.X, e), append(k.Y, loss+.3*math.Exp(-e/3))
	}
	return k
}

func failedView() PretrainView {
	v := trainingView()
	v.State, v.Title, v.Left, v.HasDetails = TrainFailed, "Paused: the disk is full", "Paused at 17:10", true
	v.Trouble = "Nothing is lost: epoch 38 is saved. The next checkpoint needs 86 MB, and /home has 12 MB free."
	v.Remedy = "Free some space, then press Resume to go on from epoch 38."
	return v
}

func reconstructScreen(v ReconstructView, worst int) *Reconstruct {
	s := NewReconstruct(ReconstructParams{})
	s.Set(v)
	v2 := WorstView{Chosen: 8, Places: worst, Note: "Odd, broken or mislabelled pictures gather here.", Shown: worst > 0}
	for i := range worst {
		v2.Pictures = append(v2.Pictures, WorstPicture{photo(i, 92), "objects/06158.jpg", fmt.Sprintf("%.2f", 1.31-0.08*float64(i)), i < 3})
	}
	s.SetWorst(v2)
	return s
}

func reconstructView() ReconstructView {
	img := photo(5, 448)
	return ReconstructView{Ready: true, Title: "What does it draw where you hide something?", Below: "objects/06158.jpg · error 0.58, redrawn better than most of your pictures",
		Hidden: masked(img, 8, 3), Grid: 8, Earlier: photo(8, 448), Now: img, EarlierWords: "Epoch 1", NowWords: "Epoch 100", Count: "30 of 64 patches", ShareStep: 50, CanUndo: true,
		Runs: []string{longName, "garden 2024"}, States: []string{"Epoch 1", "Epoch 100"}, NowState: 1, CanHonest: true, Note: "True contrast · drag the line"}
}

func runsScreen(v RunsView) *Runs {
	s := NewRuns(RunsParams{})
	s.Set(v)
	return s
}

func runsView() RunsView {
	row := func(i int, name, about, state string, icon theme.Icon) RunRow {
		return RunRow{Name: name, About: about, Sample: sampleOf(i), State: state, Icon: icon, Curve: []float64{1, .8, .7, .66, .65}, Loss: "0.66", When: "Wed 18 Nov"}
	}
	v := RunsView{Title: "7 runs, one of them training", Below: "Every run can be opened, resumed and compared. Deleted runs go to the trash.",
		Note:    "Of a run of pre-training the third picture is redrawn. Brightness and contrast of each patch are the true ones; the model draws only what is in it.",
		Filters: []Filter{{Label: "All 7", Chosen: true}, {Label: "Training 1", Chosen: false}, {Label: "Done 4", Chosen: false}}}
	training := row(0, "boats and facades", "quick · 8,386 pictures", "Training", "")
	training.Training, training.Share, training.Left = true, .4, "21 min left"
	bad := row(3, japanese, "tiny · 936 pictures", "Stopped: disk full and some more", theme.IconWarn)
	bad.Warn = true
	v.Runs = []RunRow{training, row(1, "garden 2024", "small · 2,140 pictures", "Paused in epoch 38", theme.IconPause), bad,
		row(4, longName, "quick · 1,911 pictures · 800 epochs", "Done", theme.IconCheck), row(5, "sample", "quick · 900 pictures, drawn by the program", "Done", theme.IconCheck)}
	return v
}

func settingsScreen(trouble string) *Settings {
	s := NewSettings(SettingsParams{})
	v := SettingsView{Scale: 100, Runs: "~/MAE Studio", RunsAbout: "7 runs · 1.4 GB", CacheLimit: 8, CacheUsed: .31, CacheWords: "2.5 GB used", Cache: "~/.cache/maestudio", PrecisionAbout: "Of new runs; automatic is float32 here",
		Devices: []string{"CPU · 2 cores"}, DeviceAbout: "402 pictures/s at quick, measured today", Threads: 2, MaxThreads: 2, Notify: true, Tips: true}
	if trouble != "" {
		v.Trouble, v.Remedy = trouble, "Nothing else is changed."
	}
	s.Set(v)
	return s
}

// stage shows a scene in a window of a size, with the rail beside it.
func stage(t *testing.T, s scene, choice theme.Choice, size fyne.Size) fyne.Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	rail := widget.NewRail([]widget.RailEntry{
		{Key: "data", Label: "Data", Icon: theme.IconData}, {Key: "model", Label: "Model", Icon: theme.IconModel}, {Key: "train", Label: "Pre-train", Icon: theme.IconTrain},
		{Key: "reconstruct", Label: "Reconstruct", Icon: theme.IconRecon},
		{Key: "tune", Label: "Fine-tune", Icon: theme.IconTune, Gap: true}, {Key: "predict", Label: "Predict", Icon: theme.IconPredict}, {Key: "runs", Label: "Runs", Icon: theme.IconRuns, Gap: true},
		{Key: "settings", Label: "Settings", Icon: theme.IconGear}}, nil, func(string) {})
	rail.Select(s.entry)
	rail.SetDevice("CPU · 2 cores · float32")
	rail.SetProgress("train", .38, false)
	w := test.NewTempWindow(t, widget.NewLayer(container.New(besideRail{}, rail, s.build())))
	w.SetPadded(false)
	w.Resize(size)
	return w
}

// besideRail is the window's own layout.
type besideRail struct{}

func (besideRail) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 300) }
func (besideRail) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rail := widget.RailWidth(size.Width)
	rect{0, 0, rail, size.Height}.put(o[0])
	rect{rail, 0, size.Width - rail, size.Height}.put(o[1])
}
