// Package probe asks what features know of labels that they were never shown.
package probe

import "slices"

const (
	// Neighbours is k of k-NN.
	Neighbours = 10
	// temperature is how much more the nearest of them count (Wu et al. 2018).
	temperature = 0.07
)

// UnderRatesSimply is UnderRates for somebody who has never heard of k-NN, and
// UnderRatesBrief the same where there is little room.
const (
	UnderRatesSimply = "A quick check with labels that it was never shown. It under-rates such models: watch whether it rises."
	UnderRatesBrief  = "Labels under-rate it: watch whether it rises."
)

// UnderRates is what to know of a k-NN score when it is of a masked autoencoder.
const UnderRates = "k-NN under-rates masked autoencoders: what they learn shows in full after fine-tuning. Watch whether it rises."

// KNN returns how many of N features (N, dim) are given their own label by their
// nearest neighbours among the others: the ten of the highest cosine vote for
// their labels with exp(cosine/0.07). labels count from 0.
func KNN(features []float32, dim int, labels []int) (right int) {
	classes := slices.Max(append([]int{0}, labels...)) + 1
	for i, near := range NearOthers(features, dim, Neighbours) {
		if best, _ := Vote(near, labels, classes); best == labels[i] {
			right++
		}
	}
	return right
}

// Neighbourly returns the label that each of some features (M, dim) gets from its
// nearest neighbours among N others (N, dim) with labels, by the rule of KNN.
func Neighbourly(known []float32, labels []int, features []float32, dim int) (predicted []int) {
	classes := slices.Max(append([]int{0}, labels...)) + 1
	for _, near := range Near(known, features, dim, Neighbours) {
		label, _ := Vote(near, labels, classes)
		predicted = append(predicted, label)
	}
	return predicted
}
