package screen

import (
	"image"
	_ "image/jpeg"
	"image/png"
	"math"
	"math/rand"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

func shot(t *testing.T, name string, choice theme.Choice, size fyne.Size, content func() fyne.CanvasObject) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	r := widget.NewRail([]widget.RailEntry{{"data", "Data", theme.IconData, false}, {"model", "Model", theme.IconModel, false}, {"train", "Pre-train", theme.IconTrain, false}, {"recon", "Reconstruct", theme.IconRecon, false}, {"runs", "Runs", theme.IconRuns, true}, {"settings", "Settings", theme.IconGear, false}}, nil, nil)
	r.Select("train")
	r.SetDevice("CPU · 2 cores · float32")
	r.SetProgress("train", .38, false)
	w := test.NewTempWindow(t, widget.NewLayer(container.New(tmpLayout{}, r, content())))
	w.SetPadded(false)
	w.Resize(size)
	f, _ := os.Create("/tmp/w/" + name + "-" + string(choice) + ".png")
	png.Encode(f, w.Canvas().Capture())
	f.Close()
}

type tmpLayout struct{}

func (tmpLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 300) }
func (tmpLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	w := widget.RailWidth(s.Width)
	o[0].Resize(fyne.NewSize(w, s.Height))
	o[1].Move(fyne.NewPos(w, 0))
	o[1].Resize(fyne.NewSize(s.Width-w, s.Height))
}

func TestTmp(t *testing.T) {
	var img image.Image
	f, err := os.Open("/work/shared/data/pretrain_mix/objects/00001.jpg")
	if err == nil {
		img, _, err = image.Decode(f)
	}
	if err != nil {
		t.Log(err)
	}
	for _, c := range []theme.Choice{theme.Dark, theme.Light} {
		for _, sz := range []fyne.Size{{1280, 800}, {900, 600}} {
			shot(t, "pretrain"+map[bool]string{true: "-s"}[sz.Width < 1000], c, sz, func() fyne.CanvasObject {
				s := NewPretrain(PretrainParams{})
				k := widget.Curve{}
				for e := 0.0; e <= 38; e += 0.2 {
					v := .60 + .14*math.Exp(-e/45) + .25*math.Exp(-e/1.2)
					k.X, k.Y, k.Raw = append(k.X, e), append(k.Y, v), append(k.Raw, v+(rand.Float64()-.5)*.035)
				}
				s.Set(PretrainView{State: TrainRunning, Title: "Better than both simple guesses, and still improving", Below: "boats and facades · quick · 8,386 pictures",
					Share: .38, Epoch: "Epoch 38 of 100", Left: "21 min left · done about 17:32", Curves: []widget.Curve{k}, Guides: []widget.Guide{{.99, "leaving patches flat"}, {.86, "smearing what is visible"}}, LastEpoch: 100,
					Speed: "402", SpeedUnit: "pictures/s", Memory: "0.61", MemoryUnit: "GB", Rate: "1.2e-4", Running: "13", RunningUnit: "min"})
				s.SetSamples([]Sample{{img, img, img}, {img, nil, img}, {img, nil, nil}, {img, nil, nil}}, 5, 6, "epoch 38, 8 s ago")
				return s.Content()
			})
		}
	}
	for _, sz := range []fyne.Size{{1280, 800}, {900, 600}} {
		shot(t, "welcome"+map[bool]string{true: "-s"}[sz.Width < 1000], theme.Dark, sz, func() fyne.CanvasObject {
			s := NewWelcome(WelcomeParams{})
			s.SetStory(Sample{img, img, img})
			c := RunCard{Name: "boats and facades", State: "Done · today 17:32", Picture: img, Losses: []float64{1, .8, .7, .65, .64}, Color: theme.Accent}
			s.SetRuns([]RunCard{c, c, c})
			return s.Content()
		})
	}
	for _, sz := range []fyne.Size{{1280, 800}, {900, 600}} {
		shot(t, "data"+map[bool]string{true: "-s"}[sz.Width < 1000], theme.Dark, sz, func() fyne.CanvasObject {
			s := NewData(DataParams{})
			s.Set(DataView{State: DataReady, Title: "8,386 pictures are ready", Below: "From pretrain_mix · 39 MB · JPEG, 96 px on the long side · 14 files left out",
				Folders:      []Folder{{Name: "pretrain_mix", Count: "8,386", Chosen: true}, {Name: "objects", Count: "6,425", Depth: 1}, {Name: "facades", Count: "936", Depth: 1}},
				LeftOut:      []LeftOut{{"Exact copies", "Kept once", "6"}, {"The file ends too early", "Copy these again", "4"}},
				LeftOutCount: "14", Filters: []Filter{{"All 8,386", true}, {"Left out 14", false}}})
			s.Grid().Set(widget.GridSource{Count: 8386, Load: func(i, side int, done func(image.Image)) func() {
				if i%7 != 3 {
					done(img)
				}
				return func() {}
			}})
			s.Grid().Select(9)
			s.SetChoice(&Choice{Picture: img, Name: "objects/04100.jpg", Size: "93 × 96 px · 6 KB"})
			return s.Content()
		})
	}
	shot(t, "data-none", theme.Dark, fyne.NewSize(1280, 800), func() fyne.CanvasObject { return NewData(DataParams{}).Content() })
	for _, sz := range []fyne.Size{{1280, 800}, {900, 600}} {
		shot(t, "model"+map[bool]string{true: "-s"}[sz.Width < 1000], theme.Dark, sz, func() fyne.CanvasObject {
			s := NewModel(ModelParams{})
			c := PresetCard{Name: "Quick", Size: "64 px · 7.0 M parameters", Time: "35 min", For: "for 100 epochs", Cost: "402 pictures/s · 0.6 GB"}
			d := c
			d.Chosen, d.Recommended = true, true
			s.Set(ModelView{Title: "How big should the model be?", Below: "Times were measured on this computer just now, with your pictures.", Presets: []PresetCard{d, c, c, c},
				TimeChips: []Filter{{"30 minutes", false}, {"2 hours", false}}, TimeAnswer: "2 hours are 340 epochs of Quick, or 109 of Small.",
				Hidden: SliderView{100, 75, "75 %", "More is harder. 75 % is the usual choice."}, Epochs: SliderView{100, 40, "100", "One epoch sees every picture once: 21 s."},
				PictureSize: SliderView{10, 1, "64 px", "Pictures are cut and reduced to this."}, PatchSize: SliderView{10, 2, "8 px", "8 × 8 = 64 patches a picture."},
				Picture: img, HiddenWords: "48 of 64 patches hidden", SeenWords: "The model sees the other 16", Parameters: "7.0 M parameters", EncoderShare: .91,
				Encoder: "256 wide, 8 deep", Decoder: "128 wide, 3 deep", EncoderPart: "91 %", DecoderPart: "9 %", Time: "35", TimeUnit: "min", Memory: "0.6", MemoryUnit: "GB", Disk: "0.5", DiskUnit: "GB", Steps: "13,100", CanStart: true})
			return s.Content()
		})
	}
	for _, sz := range []fyne.Size{{1280, 800}, {900, 600}} {
		n := map[bool]string{true: "-s"}[sz.Width < 1000]
		shot(t, "settings"+n, theme.Dark, sz, func() fyne.CanvasObject {
			s := NewSettings(SettingsParams{})
			s.Set(SettingsView{Scale: 100, Runs: "~/MAE Studio", RunsAbout: "7 runs · 1.4 GB", CacheLimit: 8, CacheUsed: .31, CacheWords: "2.5 GB used", Device: "CPU · 2 cores", DeviceAbout: "402 pictures/s at quick, measured today", Threads: 2, MaxThreads: 2, Notify: true, Tips: true})
			return s.Content()
		})
		shot(t, "runs"+n, theme.Dark, sz, func() fyne.CanvasObject {
			s := NewRuns(RunsParams{})
			r := RunRow{Name: "boats and facades", About: "quick · 8,386 pictures", Sample: Sample{img, img, img}, State: "Done", Icon: theme.IconCheck, Losses: []float64{1, .8, .7, .66, .65}, Loss: "0.66", When: "today"}
			q := r
			q.Training, q.State, q.Share, q.Left = true, "Training", .4, "21 min left"
			z := r
			z.Name, z.Warn, z.State, z.Icon = "夜の建物 2023年から2025年", true, "Stopped: disk full", theme.IconWarn
			s.Set(RunsView{Title: "7 runs, one of them training", Below: "Every run can be opened, resumed and compared. Deleted runs go to the trash.", Runs: []RunRow{q, r, z, r}, Filters: []Filter{{"All 7", true}, {"Training 1", false}}})
			return s.Content()
		})
		shot(t, "recon"+n, theme.Dark, sz, func() fyne.CanvasObject {
			s := NewReconstruct(ReconstructParams{})
			s.Set(ReconstructView{Ready: true, Title: "What does it draw where you hide something?", Below: "objects/06158.jpg · error 0.58, redrawn better than most of your pictures", Hidden: img, Grid: 8, Earlier: img, Now: img, EarlierWords: "Epoch 1", NowWords: "Epoch 100", Count: "30 of 64 patches", ShareStep: 50, Runs: []string{"boats and facades"}, States: []string{"Epoch 1", "Epoch 100"}, NowState: 1, Note: "Drag the line to compare"})
			var w []WorstPicture
			for range 10 {
				w = append(w, WorstPicture{img, "1.31", true})
			}
			s.SetWorst(w)
			return s.Content()
		})
	}
	shot(t, "empty", theme.Dark, fyne.NewSize(1280, 800), func() fyne.CanvasObject { return NewPretrain(PretrainParams{}).Content() })
}
