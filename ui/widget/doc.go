// Package widget holds the parts every screen is built from: buttons, cards,
// sliders, pictures, charts. A widget shows values and calls back; it knows
// nothing of runs, files or models.
package widget
