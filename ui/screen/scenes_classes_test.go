package screen

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"

	"maestudio/ui/widget"
)

func init() {
	scenes = append(scenes,
		scene{"finetune-none", "tune", func() fyne.CanvasObject { return NewFinetune(FinetuneParams{}).Content() }},
		scene{"finetune-none-trouble", "tune", func() fyne.CanvasObject {
			return finetuneScreen(FinetuneView{Trouble: "There is only one class in /home/ann/things, \"cats\", so there is nothing to tell apart. Add a folder with pictures of another class."}, 0).Content()
		}},
		scene{"finetune-looking", "tune", func() fyne.CanvasObject {
			return finetuneScreen(FinetuneView{State: FinetuneLooking, Title: "Looking through “things18”", Below: "Every picture is looked at once.", Seen: "1,412 files seen, 1,398 pictures found"}, 0).Content()
		}},
		scene{"finetune", "tune", func() fyne.CanvasObject { return finetuneScreen(finetuneView(), 18).Content() }},
		scene{"finetune-elsewhere", "tune", func() fyne.CanvasObject { return finetuneScreen(elsewhere(), 18).Content() }},
		scene{"finetune-tensors", "tune", func() fyne.CanvasObject {
			dialog, _ := NewTensors(tensorsView())
			return dialog
		}},
		scene{"finetune-all", "tune", func() fyne.CanvasObject {
			s := finetuneScreen(finetuneView(), 1000)
			s.panel.toggle()
			return s.Content()
		}},
		scene{"finetune-trouble", "tune", func() fyne.CanvasObject {
			v := finetuneView()
			v.Trouble, v.Remedy, v.TroubleAt, v.WhyNot, v.CanStart = "Epochs: \"many\" is no number.", "Nothing has started; correct the setting, or start from something else.", "epochs", "Epochs is no number.", false
			v.Settings["epochs"], v.Encoders[0] = "many", longName
			s := finetuneScreen(v, 3)
			s.panel.toggle()
			return s.Content()
		}},
		scene{"learn", "tune", func() fyne.CanvasObject { return learnScreen(learnView()).Content() }},
		scene{"learn-stopped", "tune", func() fyne.CanvasObject {
			v := learnView()
			v.State, v.Left, v.HasResult, v.Next = TrainFailed, "Stopped today 17:10", true, ""
			v.Title, v.Trouble, v.Remedy = "Stopped unexpectedly in epoch 12", "The training stopped without a word: its process was ended, or the computer went down.", "Nothing is lost: epoch 11 is saved, and it goes on from there. Press Resume."
			return learnScreen(v).Content()
		}},
		scene{"result-waiting", "tune", func() fyne.CanvasObject {
			s := NewResult(ResultParams{})
			s.Set(ResultView{Working: true, Title: "How good is it?", Below: "things18 classes is asked about the pictures kept for checking.", Share: .4, Left: "512 of 1,744 pictures"})
			return s.Content()
		}},
		scene{"result-stopped", "tune", func() fyne.CanvasObject {
			s := NewResult(ResultParams{})
			s.Set(ResultView{Stopped: true, Title: "How good is it?", Below: "things18 classes was not judged: you stopped that. It is as it was."})
			return s.Content()
		}},
		scene{"result", "tune", func() fyne.CanvasObject { return resultScreen(resultView(18), TabMistakes).Content() }},
		scene{"result-many", "tune", func() fyne.CanvasObject { return resultScreen(resultView(60), TabMistakes).Content() }},
		scene{"result-two", "tune", func() fyne.CanvasObject { return resultScreen(resultView(2), TabMistakes).Content() }},
		scene{"result-forty", "tune", func() fyne.CanvasObject { return resultScreen(resultView(40), TabMistakes).Content() }},
		scene{"result-perfect", "tune", func() fyne.CanvasObject {
			v := resultView(3)
			v.Title, v.Below, v.Wrong, v.Worst = "Right for 100 of 100 new pictures (98 to 100)", "three things · 178 of the 178 pictures kept for checking", "", nil
			v.Counts, v.Cell = [][]int{{60, 0, 0}, {0, 58, 0}, {0, 0, 60}}, CellView{Row: -1, Column: -1, Title: "No mistakes",
				Words: "It called each of the 178 pictures kept for checking what it is. Pictures of other kinds than these will show more."}
			return resultScreen(v, TabMistakes).Content()
		}},
		scene{"result-long", "tune", func() fyne.CanvasObject {
			v := resultView(18)
			v.Title, v.Below = "Right for 83 of 100 pictures (79 to 87), 81 of 100 new ones", longName+" · 289 of the 348 pictures kept for checking. 9 it learned from too, as copies. 2 of 18 classes had no picture to check with"
			v.Names[0], v.Names[12], v.Cell.Title = longName, longName, longName+", taken for "+longName
			v.Classes[0].Name, v.Worst[0].Words, v.Worst[1].Below = longName, longName, longName
			return resultScreen(v, TabMistakes).Content()
		}},
		scene{"result-closed", "tune", func() fyne.CanvasObject {
			v := resultView(18)
			v.Cell = CellView{Row: -1, Column: -1}
			return resultScreen(v, TabMistakes).Content()
		}},
		scene{"result-classes", "tune", func() fyne.CanvasObject { return resultScreen(resultView(18), TabClasses).Content() }},
		scene{"result-certainty", "tune", func() fyne.CanvasObject { return resultScreen(resultView(18), TabCertainty).Content() }},
		scene{"result-labels", "tune", func() fyne.CanvasObject { return resultScreen(resultView(18), TabLabels).Content() }},
		scene{"result-curves", "tune", func() fyne.CanvasObject { return resultScreen(resultView(18), TabCurves).Content() }},
		scene{"result-worth", "tune", func() fyne.CanvasObject { return resultScreen(resultView(18), TabWorth).Content() }},
		scene{"result-worth-answered", "tune", func() fyne.CanvasObject {
			v := resultView(18)
			v.Worth = StudyView{State: StudyAnswered, Title: "Yes: right for 12 of 100 pictures more (+5 to +19)", Share: 1,
				Reason: "With pre-training 83 of 100 pictures are right, from nothing 71: the means of 3 seeds each, on the same 348 pictures. In 95 of 100 cases the true difference lies between +5 and +19 of 100.",
				Ways:   fromBoth, Rows: []StudyRow{{"0", []string{"83.1 %", "70.9 %"}}, {"1", []string{"82.4 %", "71.2 %"}}, {"2", []string{"83.9 %", "70.2 %"}}}}
			return resultScreen(v, TabWorth).Content()
		}},
		scene{"result-worth-trouble", "tune", func() fyne.CanvasObject {
			v := resultView(18)
			v.Worth = StudyView{State: StudyWorking, Title: "Training it again, from the encoder and from nothing", Share: .4, Left: "Classifier 3 of 6 · about 12 min left",
				Ways: fromBoth, Rows: []StudyRow{{"0", []string{"83.1 %", "70.9 %"}}, {"1", []string{"38 % done", "–"}}, {"2", []string{"–", "–"}}},
				Trouble: "The classifiers were not judged by the same pictures: some could not be read meanwhile.", Remedy: "Put them back and ask again."}
			return resultScreen(v, TabWorth).Content()
		}},
		scene{"result-morelabels", "tune", func() fyne.CanvasObject { return resultScreen(resultView(18), TabMoreLabels).Content() }},
		scene{"result-morelabels-answered", "tune", func() fyne.CanvasObject {
			v := resultView(18)
			v.MoreLabels = StudyView{State: StudyAnswered, Title: "Twice the labels: right for 6 of 100 more (+3 to +9). More would likely help", Share: 1,
				Reason: "With a quarter of the labels 70 of 100 pictures are right, with half 77, with all 83: the means of 3 seeds each, on the same 348 pictures. In 95 of 100 cases the true difference between half and all lies between +3 and +9 of 100. What twice as many again would bring was not measured; as a rule it is less.",
				Points: []widget.Estimate{{Name: "25 % · 349", Value: .702, Low: .64, High: .76}, {Name: "50 % · 698", Value: .771, Low: .72, High: .82}, {Name: "100 % · 1,396", Value: .831, Low: .79, High: .87}},
				Ways:   shares, Rows: []StudyRow{{"0", []string{"69.8 %", "77.3 %", "83.1 %"}}, {"1", []string{"70.4 %", "76.7 %", "82.4 %"}}, {"2", []string{"70.4 %", "77.3 %", "83.9 %"}}}}
			return resultScreen(v, TabMoreLabels).Content()
		}},
		scene{"result-morelabels-working", "tune", func() fyne.CanvasObject {
			v := resultView(18)
			v.MoreLabels = StudyView{State: StudyWorking, Title: "Training it again, on fewer labels", Share: .24, Left: "Classifier 3 of 9 · about 34 min left",
				Ways: shares, Rows: []StudyRow{{"0", []string{"69.8 %", "77.3 %", "83.1 %"}}, {"1", []string{"16 % done", "–", "–"}}, {"2", []string{"–", "–", "–"}}}}
			return resultScreen(v, TabMoreLabels).Content()
		}},
		scene{"result-morelabels-never", "tune", func() fyne.CanvasObject {
			v := resultView(18)
			v.MoreLabels = StudyView{State: StudyNever, Title: "Would more labels help?", Reason: "There are too few pictures for a quarter and a half of them to have all classes: the classifier learned from 2 of \"scorpion\". With four and more of each class it could be told whether more would help."}
			return resultScreen(v, TabMoreLabels).Content()
		}},
	)
}

// The columns of the questions.
var (
	fromBoth = []string{"from the encoder", "from nothing"}
	shares   = []string{"a quarter", "half", "all"}
)

var thingNames = []string{"airplanes", "bonsai", "buddha", "butterfly", "car side", "chandelier", "ewer", "grand piano", "hawksbill", "helicopter", "kangaroo", "ketch", "menorah", "motorbikes", "scorpion", "starfish", "trilobite", "watch"}

func thing(i int) string {
	if i < len(thingNames) {
		return thingNames[i]
	}
	return fmt.Sprintf("%s %d", thingNames[i%18], i)
}

func finetuneScreen(v FinetuneView, classes int) *Finetune {
	s := NewFinetune(FinetuneParams{})
	s.SetClasses(widget.ClassSource{Count: classes, View: func(i int) widget.ClassView {
		return widget.ClassView{Name: thing(i), Count: fmt.Sprint(110 - i%30), Share: 1 - float64(i%30)/40, Warn: i == 2}
	}, Load: func(i, face, _ int, done func(image.Image)) func() { done(photo(4*i+face, 64)); return nil }})
	s.Set(v)
	return s
}

func finetuneView() FinetuneView {
	v := FinetuneView{State: FinetuneReady, Title: "Which things should it tell apart?", Below: "18 classes from the folders of “things18” · 1,396 pictures to learn from, 348 to check with",
		Encoders: []string{"boats and facades", "Nothing (from scratch)"}, EncoderAbout: "quick · 64 px · epoch 100 · error 0.62", EncoderFace: photo(3, 48),
		PerClass: "About 78 a class", Reason: "Few pictures a class: train some epochs, only cut and mirror the pictures, and change the early layers little.",
		Recipe: []Fact{{"Epochs", "30", ""}, {"Early layers learn", "10 % of the rate", ""}, {"Random changes", "cut and mirrored", ""}, {"Mix two pictures", "never", ""}, {"Stop early", "no", ""}, {"Time here", "about 6 min", ""}},
		Worth: []string{"2 pictures stand in more than one class although they are the same, byte for byte: cats/a.jpg = dogs/a.jpg. At most one of the labels can be right; remove the others.",
			"The class \"airplanes\" has 12 times as many pictures as \"scorpion\". “Show small classes as often”, under All settings, shows both equally often."},
		CanStart: true, HasLearned: true, Settings: map[string]string{}, Toggles: map[string]bool{"flip": true}}
	for _, f := range FinetuneSettings {
		v.Settings[f.Key] = "0.75"
	}
	return v
}

// elsewhere is what it says of weights from another program.
func elsewhere() FinetuneView {
	v := finetuneView()
	v.Encoders[0], v.EncoderFace, v.EncoderTold = "mae_pretrain_vit_large.pth", nil, true
	v.EncoderAbout = "224 px · patch 16 · 294 matched, 0 resized, 4 missing, 0 left over; its head is new"
	return v
}

func tensorsView() TensorsView {
	v := importView(ImportFound)
	return TensorsView{File: v.File, Sum: v.Sum + "; its head is new", Rows: v.Rows}
}

func learnScreen(v PretrainView) *Pretrain {
	s := NewPretrain(PretrainParams{Classify: true})
	s.Set(v)
	return s
}

func rising() []widget.Curve {
	c := widget.Curve{Name: "kept for checking"}
	for i := range 38 {
		c.X, c.Y = append(c.X, float64(i+1)), append(c.Y, 70-60/float64(i+1))
	}
	return []widget.Curve{c}
}

func learnView() PretrainView {
	v := trainingView()
	v.Title, v.Below = "Right for 65 of 100 pictures it had not seen, and still improving", "things18 classes · 1,396 pictures · started today 17:02"
	v.Epoch, v.Left, v.LastEpoch, v.Note = "Epoch 38 of 100", "4 min left · done about 17:32", 100, ""
	v.Accuracy, v.AccuracyGuides, v.Guides = rising(), []widget.Guide{{Y: 6, Words: "always saying the largest class", Short: "largest class"}}, nil
	v.Score, v.ScoreUnit, v.CurveTitle = "65", "of 100", "Error"
	v.Next = "Right for 226 of the 348 pictures kept for checking, in epoch 12. For others like these, expect 60 to 70 of 100. The weights of the best epoch are kept."
	return v
}

func resultView(n int) ResultView {
	v := ResultView{Title: "Right for 83 of 100 new pictures (79 to 87)", Below: "things18 classes · 289 of the 348 pictures kept for checking", Wrong: "All 59", CanTry: true,
		Verdict: "For a first sorting that you look over, yes. More pictures of kangaroo and scorpion would help most.",
		Bars: []Compared{{Name: "Always saying “airplanes”", Value: "6 %", Share: .06}, {Name: "Most similar picture, not fine-tuned", Value: "61 %", Share: .61},
			{Name: "Same training from scratch", Value: "71 %", Share: .71}, {Name: "This model", Value: "83 %", Share: .83, Own: true, Low: .79, High: .87}},
		Cell:    CellView{Row: min(12, n-1), Column: min(5, n-2), Title: "Menorah, taken for chandelier", Count: "4 of 17", Pictures: 4, Say: 4},
		Figures: []Fact{{"Right (top-1)", "83 %", ""}, {"Among its first five", "96 %", ""}, {"Precision, mean", "82 %", ""}, {"Recall, mean", "81 %", ""}, {"F1, mean", "81 %", ""}},
		Certain: "No: it is surer than it is right. Its certainty is off by 9 of 100 on average (ECE).", SuspectWords: "3 pictures may have a wrong label, the most suspect first: it calls them something else, and so are most pictures like them.",
		Suspects: []Suspicion{{"menorah", "chandelier", "Of the 10 pictures most like it 9 are \"chandelier\" and none is \"menorah\"."}}, Accuracy: rising(), Loss: rising(), LastEpoch: 100,
		Worth:      StudyView{Title: "Was pre-training worth it?", Reason: "Trains the classifier again, from the encoder and from nothing, with 3 seeds each, on the same pictures with the same settings, and says how much more often those from the encoder are right."},
		MoreLabels: StudyView{Title: "Would more labels help?", Reason: "Trains the classifier again on a quarter and on half of the pictures that it learned from, with 3 seeds each and as many steps, and says what twice the labels brought. That takes about 48 min; the window can be closed meanwhile."}}
	for i := range n {
		v.Names = append(v.Names, thing(i))
		row := make([]int, n)
		row[i] = 12 + i%10
		row[(i*5+2)%n] += i % 4
		row[(i*7+1)%n] += i % 2
		v.Counts = append(v.Counts, row)
		v.Classes = append(v.Classes, ClassScore{thing(i), "22", "91 %", "95 %", "93 %"})
	}
	for i := range 15 {
		v.Bins = append(v.Bins, widget.Certainty{From: float64(i) / 15, To: float64(i+1) / 15, Pictures: i * i, Right: float64(i) / 17})
	}
	for i := range MostFaces {
		v.Worst = append(v.Worst, Face{photo(i, 64), thing(i), thing(i + 3)})
	}
	if n > 40 {
		v.Counts = nil
	}
	for i := range 50 {
		v.Pairs = append(v.Pairs, Pair{thing(i) + ", taken for " + thing(i+1), "4 of 17"})
	}
	return v
}

func resultScreen(v ResultView, tab int) *Result {
	s := NewResult(ResultParams{})
	s.Set(v)
	load := widget.GridSource{Count: 4, Load: func(i, _ int, done func(image.Image)) func() { done(photo(i, 96)); return func() {} }, Badge: func(i int) string { return "96 % sure" }}
	s.Cell().Set(load)
	s.Suspects().Set(load)
	s.Tabs().Choose(tab)
	if tab == TabLabels {
		s.Choose(Suspicion{"menorah", "chandelier", "image_0012.jpg: Of the 10 pictures most like it 9 are \"chandelier\" and none is \"menorah\"; the classifier takes it for \"chandelier\" and gives its label 2 %."})
	}
	return s
}
