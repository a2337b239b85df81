package run

import "path/filepath"

// TaughtBefore are the hashes of the pictures whose labels the weights have learned that a
// run begins from: those of the classifier that they are of, of the one which that began
// from, and so on, as far as these runs are still there. What such a picture is called is
// known already, and to be right about it says little.
func (c Config) TaughtBefore() map[string]bool {
	taught, visited := map[string]bool{}, map[string]bool{}
	for from := c.Training.Init; from != "" && !visited[from]; {
		visited[from] = true
		r, err := Open(from)
		if err != nil { // a file of weights, in its run
			r, err = Open(filepath.Dir(from))
		}
		if err != nil || r.Config.Task != TaskClassify {
			break
		}
		pictures, err := ListPictures(r.Dir)
		if err != nil {
			break
		}
		for _, p := range pictures {
			if p.Part == Train && p.Hash != "" {
				taught[p.Hash] = true
			}
		}
		from = r.Config.Training.Init
	}
	return taught
}
