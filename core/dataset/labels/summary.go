package labels

// Summary is a set in short, for a report.
type Summary struct {
	Source    string    `json:"source"`
	Classes   []Count   `json:"classes"`
	Imbalance float64   `json:"imbalance"`
	Drawn     bool      `json:"drawn"` // validation pictures were drawn by seed, not given
	Findings  []Finding `json:"findings"`
	Trouble   string    `json:"trouble,omitempty"` // why no classifier can be trained
}

// Summary tells the set in short.
func (s *Set) Summary() Summary {
	short := Summary{Source: s.Source, Classes: s.Counts(), Imbalance: s.Imbalance(), Drawn: s.Drawn, Findings: s.Findings}
	if short.Findings == nil {
		short.Findings = []Finding{} // a list in JSON, not null
	}
	if err := s.Err(); err != nil {
		short.Trouble = err.Error()
	}
	return short
}
