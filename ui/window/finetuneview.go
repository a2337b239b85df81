package window

import (
	"fmt"
	"strconv"
	"strings"

	"maestudio/core/dataset/labels"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// show builds the view of the classes and settings at hand.
func (t *tune) show() {
	if t.looking {
		return // what is met meanwhile is shown
	}
	v := screen.FinetuneView{Trouble: t.view.Trouble, Remedy: t.view.Remedy, HasLearned: t.train.dir != ""}
	if t.set == nil {
		t.view = v
		t.screen.Set(v)
		return
	}
	v.State, v.Title, v.Below = screen.FinetuneReady, "Which things should it tell apart?", t.below()
	t.startingFrom(&v)
	at, trouble := t.settle()
	c := &t.config
	v.PerClass = fmt.Sprintf("About %s a class", number(t.perClass()))
	v.Reason = strings.TrimSpace(t.why() + " " + t.otherwise)
	v.Recipe = t.facts(c)
	v.Settings, v.Toggles = map[string]string{}, map[string]bool{"freeze": c.Classify.Freeze}
	for key, f := range tuneFields {
		v.Settings[key] = short(f.get(c))
	}
	for key, words := range t.choices.typed {
		v.Settings[key] = words
	}
	for key, f := range tuneToggles {
		v.Toggles[key] = f.get(c)
	}
	v.Worth = t.worth()
	v.CanStart = trouble == nil && !t.starting
	switch {
	case trouble != nil:
		v.Trouble, v.Remedy, v.TroubleAt, v.WhyNot = trouble.Error(), "Nothing has started; correct the setting, or start from something else.", at, trouble.Error()
	case t.starting:
		v.WhyNot = "It is starting."
	case t.view.TroubleAt != "" || t.view.Trouble == t.view.WhyNot && t.view.Trouble != "":
		v.Trouble, v.Remedy = "", "" // what could not work is mended
	}
	t.view = v
	t.screen.Set(v)
	if t.w.current == tuneKey {
		t.w.retitle()
	}
}

func (t *tune) startingFrom(v *screen.FinetuneView) {
	for _, e := range t.encoders {
		v.Encoders = append(v.Encoders, e.name)
	}
	v.Encoder = t.chosen
	if t.chosen >= len(t.encoders) {
		return
	}
	e := t.encoders[t.chosen]
	v.EncoderAbout, v.EncoderFace, v.EncoderTold = e.about, e.face, len(e.rows) > 0
	switch {
	case e.path != "":
	case len(t.encoders) == 1:
		v.EncoderAbout = "Nothing was pre-trained yet. From nothing it needs far more labelled pictures; pre-train on these or others first, it needs no labels."
	default:
		v.EncoderAbout = "From nothing it needs far more labelled pictures than from an encoder."
	}
}

// showTensors shows what of the weights that it starts from is taken.
func (t *tune) showTensors() {
	e := t.encoders[t.chosen]
	dialog, closes := screen.NewTensors(screen.TensorsView{File: name(e.path), Sum: e.taken + "; its head is new", Rows: e.rows})
	dialog.ShowOn(t.w.win.Canvas())
	t.w.win.Canvas().Focus(closes)
}

func (t *tune) below() string {
	learn, held, kept := 0, 0, 0
	for _, c := range t.set.Counts() {
		learn, held, kept = learn+c.Train, held+c.Validation, kept+c.Test
	}
	from := "the folders of "
	if len(t.folders) == 1 && isTable(t.folders[0]) {
		from = ""
	}
	words := fmt.Sprintf("%s from %s%s · %s to learn from, %s to check with", plural(len(t.set.Classes), "class", "classes"), from, folderNames(t.folders),
		plural(learn, "picture", "pictures"), number(held))
	if kept > 0 {
		words += fmt.Sprintf(", %s kept for the end", number(kept))
	}
	return words
}

func (t *tune) perClass() int {
	files, _ := t.set.Of(labels.Train)
	return len(files) / max(1, len(t.set.Classes))
}

// why says in everyday words why these settings.
func (t *tune) why() string {
	c := t.config
	switch {
	case c.Classify.Freeze:
		return "The encoder stays as it is, and a layer on top of it learns alone: fast, and it shows what the encoder knows."
	case c.Recipe == "published":
		return "Many pictures a class: train long and change the pictures much, as published for large collections."
	case c.Training.Init == "":
		return "Few pictures a class and no encoder: all layers learn alike, and pictures are only cut and mirrored."
	}
	return "Few pictures a class: train some epochs, only cut and mirror the pictures, and change the early layers little."
}

// facts are the settings that matter most, in everyday words.
func (t *tune) facts(c *run.Config) []screen.Fact {
	k := c.Classify
	facts := []screen.Fact{{Name: "Epochs", Value: number(c.Training.Epochs), Hint: "Epoch. One pass in which the model sees every picture once."}}
	if c.Training.Init != "" && !k.Freeze {
		first := 1.0
		for range c.Model.EncoderDepth {
			first *= k.LayerDecay
		}
		facts = append(facts, screen.Fact{Name: "Early layers learn", Value: percentWords(first) + " of the rate", Hint: "Layer decay. The first layers know most already and change least; each later one changes more."})
	}
	changes := "cut and mirrored"
	if !c.Augmentation.Flip {
		changes = "cut"
	}
	if k.Augment != "" || k.Erase > 0 {
		changes = "strong"
	}
	mixed := "never"
	if k.Mixup > 0 || k.CutMix > 0 {
		mixed = "always"
	}
	early := "no"
	if k.Patience > 0 {
		early = fmt.Sprintf("after %s without gain", plural(k.Patience, "epoch", "epochs"))
	}
	facts = append(facts,
		screen.Fact{Name: "Random changes", Value: changes, Hint: "Augmentation. How pictures are changed at random, so that few of them go further."},
		screen.Fact{Name: "Mix two pictures", Value: mixed, Hint: "MixUp and CutMix. Two pictures and their labels are mixed; that helps where there are very many."},
		screen.Fact{Name: "Stop early", Value: early, Hint: "Early stopping. The weights of the best epoch are kept in any case."})
	if c.Classifier().Validate() == nil {
		facts = append(facts, t.timeHere(*c))
	}
	if k.Balance {
		facts = append(facts, screen.Fact{Name: "Small classes", Value: "shown as often", Hint: "Balanced sampling. Every class comes equally often."})
	}
	if t.said != "" {
		facts = append(facts, t.correctedFact())
	}
	return facts
}

// correctedFact names the corrections that the classifier will learn.
func (t *tune) correctedFact() screen.Fact {
	corrected, added := t.set.Corrected()
	words := plural(corrected, "label", "labels")
	if added > 0 {
		words = fmt.Sprintf("%s, %s added", words, number(added))
	}
	return screen.Fact{Name: "Your corrections", Value: words, Hint: "Corrections. What you said of single pictures goes before their folders; pictures from elsewhere are added to those it learns from. They stand in " + home(t.said) + "."}
}

func percentWords(share float64) string {
	if share < 0.095 {
		return fmt.Sprintf("%.1f %%", 100*share)
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// worth is what is odd about the labels, each in a sentence or two.
func (t *tune) worth() (all []string) {
	shown := readable(t.set.Classes)
	for _, f := range t.set.Findings {
		words := strings.ReplaceAll(f.Text, "Balanced sampling (--balance) shows both equally often.", "“Show small classes as often”, under All settings, shows both equally often.")
		for i, name := range t.set.Classes {
			if name != shown[i] {
				words = strings.ReplaceAll(words, strconv.Quote(name), strconv.Quote(shown[i]))
			}
		}
		all = append(all, words)
	}
	return all
}
