// A classifier that is no better than a guess without fine-tuning.

package evaluate

import "fmt"

// Outdone says so of a classifier that one of the simple guesses is as good as, with what
// helps; "" of one that is better than these, or always right. frozen is one whose encoder
// stayed as it was.
func (r *Result) Outdone(frozen bool) string {
	own := r.Top1
	if r.Seen > 0 { // as the neighbours are, it is judged by pictures that it did not learn from
		own = r.Unseen
	}
	guess, best := "", own
	if r.Frequent > 0 && r.Frequent >= best { // 0 where it is not known
		guess, best = fmt.Sprintf("always saying %q", r.Names[r.FrequentClass]), r.Frequent
	}
	if r.KNN != nil && *r.KNN >= best {
		guess, best = "going by the most similar pictures, without fine-tuning,", *r.KNN
	}
	switch {
	case guess == "" || own == 1 || r.Seen > 0 && r.UnseenPictures == 0:
		return ""
	case best == own:
		return fmt.Sprintf("A simple guess is as good: %s is right as often; %s.", guess, r.helps(frozen))
	}
	return fmt.Sprintf("A simple guess is better: %s is right more often; %s.", guess, r.helps(frozen))
}

// helps names what is worth trying.
func (r *Result) helps(frozen bool) string {
	switch {
	case frozen:
		return "train it for more epochs, add labelled pictures, or let the encoder learn too"
	case r.KNN != nil:
		return "train it for more epochs, add labelled pictures, or train the last layer alone (linear probe, --freeze)"
	}
	return "train it for more epochs, add labelled pictures, or begin with an encoder that has learned before"
}
