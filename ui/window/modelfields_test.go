package window

import (
	"slices"
	"strings"
	"testing"

	"maestudio/core/run"
)

// Every preset and the published recipe are in the window, and can be left again.
func TestLargerPresetsAndTheRecipe(t *testing.T) {
	_, m := plans(t)
	large := slices.Index(run.PresetNames, "large")
	m.chooseSize(large)
	v := m.screen.View()
	if c, _ := run.Preset("large"); m.config.Model != c.Model || v.Size != large || v.Settings["encoder_dim"] != "1024" {
		t.Errorf("large is %+v, shown as %d", m.config.Model, v.Size)
	}
	for i, p := range v.Presets {
		if p.Chosen {
			t.Errorf("card %d is chosen as well", i)
		}
	}
	m.set("encoder_depth", "23")
	if v = m.screen.View(); v.Sizes[v.Size] != "Sizes of your own" {
		t.Errorf("a depth of 23 is called %q", v.Sizes[v.Size])
	}
	m.chooseSize(0)
	m.set("seed", "7")
	m.chooseRecipe(true)
	if k := m.config.Training; k.Epochs != 800 || k.WarmupEpochs != 40 || k.EffectiveBatch() != 4096 || !m.screen.View().Published {
		t.Errorf("as published: %+v", k)
	}
	m.chooseRecipe(false)
	if c, _ := run.Preset("quick"); m.config.Training.BLR != c.Training.BLR || m.config.Training.Epochs != 150 || m.fewWords() == "" || m.config.Training.Seed != 7 || m.screen.View().Published {
		t.Errorf("as before: %+v", m.config.Training)
	}
}

func TestMeanAndDeviationAreTyped(t *testing.T) {
	_, m := plans(t)
	if v := m.screen.View(); v.Settings["mean"] != "0.485 0.456 0.406" || v.Settings["std"] != "0.229 0.224 0.225" {
		t.Errorf("they are %q and %q", v.Settings["mean"], v.Settings["std"])
	}
	m.set("mean", "0.5, 0.5 0.25")
	if m.config.Augmentation.Mean != [3]float64{0.5, 0.5, 0.25} || !m.screen.View().CanStart {
		t.Errorf("got %v", m.config.Augmentation.Mean)
	}
	for key, words := range map[string]string{"mean": "0.5 0.5", "std": "0.2 0.2 x"} {
		m.set(key, words)
		if v := m.screen.View(); v.CanStart || v.TroubleAt != key || !strings.Contains(v.Trouble, "three numbers") || v.Settings[key] != words {
			t.Errorf("%s = %s: %q at %q", key, words, v.Trouble, v.TroubleAt)
		}
		m.set(key, "0.5 0.5 0.5")
	}
	m.set("std", "0 0 0")
	if v := m.screen.View(); v.TroubleAt != "std" || !strings.HasPrefix(v.Trouble, "Deviation is") {
		t.Errorf("a deviation of 0: %q at %q", v.Trouble, v.TroubleAt)
	}
}

// The card that suits is marked by the rule of forecast.Suits, not by the choice.
func TestTheCardThatSuits(t *testing.T) {
	_, m := plans(t)
	marked := func() (names []string) {
		m.show()
		for _, p := range m.screen.View().Presets {
			if p.Recommended {
				names = append(names, p.Name)
			}
		}
		return names
	}
	if got := marked(); got != nil {
		t.Errorf("of pictures of unknown size %q are said to suit", got)
	}
	m.outlook.pictures.Side = 96
	m.choose(1)
	if got := marked(); !slices.Equal(got, []string{"Quick"}) {
		t.Errorf("for 1,000 pictures of 96 px %q are said to suit", got)
	}
	m.outlook.pictures.Side = 32
	if got := marked(); got != nil {
		t.Errorf("for pictures of 32 px %q are said to suit", got)
	}
}

// A click on the drawing takes another of the person's pictures.
func TestAnotherPictureIsDrawn(t *testing.T) {
	b := ready(t)
	m := b.model
	b.until("the picture", func() bool { return m.picture != nil })
	first, path := m.picture, m.paths[m.number]
	m.nextPicture()
	b.until("the next picture", func() bool { return m.picture != first })
	if m.paths[m.number] == path {
		t.Error("it is the same file")
	}
	for range len(m.paths) - 1 {
		m.nextPicture()
	}
	if m.paths[m.number] != path {
		t.Error("after the last the first does not come again")
	}
}

// What is typed and is no number is quoted, with one that works.
func TestNoNumberIsAnsweredWithOne(t *testing.T) {
	_, m := plans(t)
	m.set("encoder_heads", "abc")
	if v := m.screen.View(); v.Trouble != "Encoder heads: “abc” is no number; type one, such as 8." || v.CanStart {
		t.Errorf("it says %q", v.Trouble)
	}
	m.set("encoder_heads", "4")
	m.typeInto("75", "mask_ratio", func(c *run.Config, v float64) {})("many")
	if v := m.screen.View(); v.Trouble != "“many” is no number; type one, such as 75." || v.TroubleAt != "mask_ratio" {
		t.Errorf("it says %q at %q", v.Trouble, v.TroubleAt)
	}
}
