package evaluate

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/internal/random"
	"maestudio/core/internal/testdata"
	"maestudio/core/predict"
	"maestudio/core/probe"
	"maestudio/core/run"
	"maestudio/core/task/classify"
	"maestudio/core/task/suspect"
	"maestudio/gpu/cpu"
)

// How many planted wrong labels are found among the real pictures, and how many right ones
// are listed with them, by today's rule and by others. It trains for many minutes:
//
//	MAESTUDIO_PLANTED=ENCODER go test -run TestPlantedLabels -v -timeout 3h ./core/evaluate
//
// A classifier that an earlier call left may stand for the encoder; MAESTUDIO_EPOCHS=8
// trains it for fewer epochs than the recipe has.
func TestPlantedLabels(t *testing.T) {
	dir := os.Getenv("MAESTUDIO_PLANTED")
	if dir == "" {
		t.Skip("MAESTUDIO_PLANTED names no encoder")
	}
	r, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if r.Config.Task != run.TaskClassify {
		dir = trainPlanted(t, dir)
	}
	p := plantedOf(t, dir)
	linear := p.outOfSample(t)
	both := p.mean(p.answers, linear)
	for _, rule := range []struct {
		name   string
		listed map[int]bool
	}{
		{"neighbours of the encoder times doubt (former)", p.former()},
		{"confident learning", p.confident(p.answers, nil, true)},
		{"confident learning, averages of all pictures", p.confident(p.answers, nil, false)},
		{"confident learning of a linear layer, out of sample", p.confident(linear, nil, true)},
		{"the same, and neighbours", p.confident(linear, p.near, true)},
		{"confident learning and neighbours", p.confident(p.answers, p.near, true)},
		{"confident learning of both, and neighbours", p.confident(both, p.near, true)},
		{"today's", p.today(t, dir)},
	} {
		t.Logf("%-55s %s", rule.name, p.words(rule.listed))
	}
}

// trainPlanted trains on the pack with 5 of 100 labels of each part swapped, and returns
// the run.
func trainPlanted(t *testing.T, encoder string) string {
	t.Helper()
	from, folder := testdata.Shared(t, "data/cls_things18"), filepath.Join(t.TempDir(), "planted")
	for _, part := range []string{"train", "val"} {
		files, _ := filepath.Glob(filepath.Join(from, part, "*", "*"))
		classes := map[string]bool{}
		for _, f := range files {
			classes[filepath.Base(filepath.Dir(f))] = true
		}
		names := slices.Sorted(func(yield func(string) bool) {
			for c := range classes {
				if !yield(c) {
					return
				}
			}
		})
		for i, f := range files {
			class := filepath.Base(filepath.Dir(f))
			draw, label := random.New(7, random.Key(part), uint64(i)), class
			if draw.Float64() < .05 {
				label = names[(slices.Index(names, class)+1+int(draw.Float64()*float64(len(names)-1)))%len(names)]
			}
			to := filepath.Join(folder, part, label, class+"__"+filepath.Base(f))
			data, err := os.ReadFile(f)
			if err == nil {
				err = os.MkdirAll(filepath.Dir(to), 0o777)
			}
			if err == nil {
				err = os.WriteFile(to, data, 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	c := run.Default()
	c.Data.Folders = []string{folder}
	if err := c.From(encoder, 0); err != nil {
		t.Fatal(err)
	}
	c.Finetune(false)
	c.UseRecipe(1396, 18)
	fmt.Sscan(os.Getenv("MAESTUDIO_EPOCHS"), &c.Training.Epochs)
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// planted is what is known of the pictures of a run, some of whose labels are wrong: the
// right one begins a file's name.
type planted struct {
	classes, paths []string
	labels         []int
	wrong, held    []bool
	answers        []float32 // probabilities (N, C)
	features       []float32 // of the classifier (N, dim)
	dim            int
	near, encoder  [][]int // labels of the neighbours, by the classifier's features and the encoder's
}

func plantedOf(t *testing.T, dir string) *planted {
	t.Helper()
	r, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := run.ListPictures(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := &planted{classes: r.Config.Classify.Classes}
	for _, picture := range pictures {
		truth, _, named := strings.Cut(filepath.Base(picture.Path), "__")
		p.labels, p.wrong = append(p.labels, slices.Index(p.classes, picture.Class)), append(p.wrong, named && truth != picture.Class)
		p.held, p.paths = append(p.held, picture.Part != run.Train), append(p.paths, picture.Path)
	}
	m, err := predict.Open(dir, predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	start, err := predict.OpenStart(dir, predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer start.Close()
	table := func(m *predict.Model) *predict.Table {
		own, err := m.Table(context.Background(), p.paths, nil)
		if err != nil || len(own.Lost) > 0 {
			t.Fatal(err, own.Lost)
		}
		return own
	}
	own := table(m)
	p.answers, p.features, p.dim = own.Probabilities, own.Features, m.Dim
	p.near, p.encoder = p.neighbours(own.Features), p.neighbours(table(start).Features)
	return p
}

func (p *planted) neighbours(features []float32) (all [][]int) {
	for _, near := range probe.NearOthers(features, p.dim, probe.Neighbours) {
		var of []int
		for _, n := range near {
			of = append(of, p.labels[n.Index])
		}
		all = append(all, of)
	}
	return all
}

func (p *planted) row(i int, of []float32) []float32 { return of[i*len(p.classes):][:len(p.classes)] }

// confident is package suspect's rule, with or without neighbours and averages apart.
func (p *planted) confident(answers []float32, near [][]int, apart bool) map[int]bool {
	evidence := make([]suspect.Evidence, len(p.labels))
	for i, label := range p.labels {
		evidence[i] = suspect.Evidence{Label: label, Probabilities: p.row(i, answers), Learned: apart && !p.held[i]}
		if near != nil {
			evidence[i].Neighbours = near[i]
		}
	}
	listed := map[int]bool{}
	for _, s := range suspect.Rank(evidence, p.classes) {
		listed[s.Picture] = true
	}
	return listed
}

// former is the rule of before: the classifier takes the picture for another class, so do
// most neighbours by the encoder's features, and doubt times the share of other neighbours is
// half or more.
func (p *planted) former() map[int]bool {
	listed := map[int]bool{}
	for i, label := range p.labels {
		row, times := p.row(i, p.answers), make([]int, len(p.classes))
		for _, n := range p.encoder[i] {
			times[n]++
		}
		others := 1 - float64(times[label])/float64(max(1, len(p.encoder[i])))
		if slices.Max(row) > row[label] && slices.Max(times) > times[label] && others*(1-float64(row[label])) >= .5 {
			listed[i] = true
		}
	}
	return listed
}

// today is what a run's result lists.
func (p *planted) today(t *testing.T, dir string) map[int]bool {
	t.Helper()
	_ = os.Remove(filepath.Join(dir, resultFile)) // of earlier rules
	r, err := Own(context.Background(), dir, 0, Watch{})
	if err != nil {
		t.Fatal(err)
	}
	listed := map[int]bool{}
	for _, s := range r.Suspects {
		listed[slices.Index(p.paths, s.Path)] = true
	}
	return listed
}

// outOfSample is what linear layers on the classifier's features say, each of the fifth of
// the pictures that it did not learn from.
func (p *planted) outOfSample(t *testing.T) []float32 {
	t.Helper()
	device, err := cpu.Open(cpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	all := make([]float32, len(p.answers))
	for part := range opinionParts {
		var known, asked []float32
		var labels, of []int
		for i, label := range p.labels {
			if own := p.features[i*p.dim:][:p.dim]; i%opinionParts == part {
				asked, of = append(asked, own...), append(of, i)
			} else {
				known, labels = append(known, own...), append(labels, label)
			}
		}
		said, err := probe.Linear(device, known, labels, asked, p.dim, len(p.classes))
		if err != nil {
			t.Fatal(err)
		}
		classify.Softmax(said, len(p.classes))
		for k, i := range of {
			copy(p.row(i, all), p.row(k, said))
		}
	}
	return all
}

// mean is that of two answers.
func (p *planted) mean(a, b []float32) []float32 {
	all := make([]float32, len(a))
	for i := range p.labels {
		between(p.row(i, all), p.row(i, a), p.row(i, b))
	}
	return all
}

// words say of both parts how many wrong labels are listed, of how many, and how many are
// listed in all.
func (p *planted) words(listed map[int]bool) string {
	part := func(held bool) string {
		var found, wrong, all int
		for i := range p.labels {
			if p.held[i] != held {
				continue
			}
			if p.wrong[i] {
				wrong++
			}
			if listed[i] {
				all++
				if p.wrong[i] {
					found++
				}
			}
		}
		return fmt.Sprintf("%d of %d wrong found, %d listed (precision %.0f %%, recall %.0f %%)", found, wrong, all, 100*float64(found)/math.Max(1, float64(all)), 100*float64(found)/math.Max(1, float64(wrong)))
	}
	return "learned from: " + part(false) + "; held out: " + part(true)
}
