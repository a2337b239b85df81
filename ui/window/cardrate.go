package window

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"maestudio/core/machine"
	"maestudio/core/run/disk"
	"maestudio/gpu/cuda/card"
)

// cardRates is how fast a card was measured to be, as it is kept: until there is another card,
// or another driver.
type cardRates struct {
	Of    string             `json:"of"`
	Rates []machine.CardRate `json:"rates"`
}

// rated names what a rate is of.
func (c computer) rated(best card.Card) string { return best.Name + ", " + c.found.About() }

func ratesFile() string { return filepath.Join(cacheDir(), "card.json") }

// rateCard finds out how fast the card is: from what is kept, and else the program for cards
// measures it, once, unless a run takes the computer.
func (w *Window) rateCard() {
	best, ok := w.computer.card()
	of := w.computer.rated(best)
	if !ok || w.rates.Of == of || w.rating || w.model.costs.training() {
		return
	}
	w.rating = true
	w.start(func(ctx context.Context) {
		found := keptRates()
		if found.Of != of {
			found = cardRates{Of: of}
			if report, err := w.measureCard(ctx); err == nil { // else it is asked again the next time
				found.Rates = report.NVIDIA.Rates
				keepRates(found)
			}
		}
		w.show(ctx, func() {
			w.rating, w.rates = false, found
			w.prefs.show()
		})
	})
}

// keptRates are nothing where none can be read.
func keptRates() (kept cardRates) {
	if data, err := os.ReadFile(ratesFile()); err == nil && json.Unmarshal(data, &kept) != nil {
		return cardRates{}
	}
	return kept
}

// keepRates need not succeed: they can be measured again.
func keepRates(r cardRates) {
	data, err := json.Marshal(r)
	if err == nil && os.MkdirAll(cacheDir(), 0o755) == nil {
		_ = disk.WriteBytes(disk.System{}, ratesFile(), data)
	}
}

// speedWords say how fast what computes new runs is.
func (w *Window) speedWords() string {
	best, ok := w.computer.card()
	switch {
	case !ok || w.computesOn() != "cuda":
		return w.model.measured()
	case w.rating:
		return "being measured"
	case w.rates.Of != w.computer.rated(best) || len(w.rates.Rates) == 0:
		return "not measured yet"
	}
	var all []string
	for i := len(w.rates.Rates) - 1; i >= 0; i-- { // the fastest first
		r := w.rates.Rates[i]
		all = append(all, teraflops(r.GFLOPS)+" "+r.Precision)
	}
	return strings.Join(all, " · ")
}

// teraflops is a rate given in GFLOP/s.
func teraflops(giga float64) string {
	if giga < 1000 {
		return fmt.Sprintf("%.3g GFLOP/s", giga)
	}
	return fmt.Sprintf("%.3g TFLOP/s", giga/1000)
}
