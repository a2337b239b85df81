package dataset

import (
	"cmp"
	"hash/fnv"
	"slices"
)

const (
	valShare   = 20  // one of these is kept for validation
	valMost    = 500 // pictures
	valFromAll = 20  // fewer pictures than these are all trained on
)

// Split keeps 5 % of the files for validation, at most 500 and none of fewer than
// 20 files. Which ones depends on the seed and on each file's own content (its
// path, where it was not checked): the same pictures are kept wherever their folder
// lies, and a file added later moves few others. The places in train and val ascend.
func Split(files []File, seed uint64) (train, val []int) {
	n := 0
	if len(files) >= valFromAll {
		n = min(len(files)/valShare, valMost)
	}
	kept := make([]bool, len(files))
	for _, i := range byHash(files, seed)[:n] {
		kept[i] = true
	}
	for i := range files {
		if kept[i] {
			val = append(val, i)
		} else {
			train = append(train, i)
		}
	}
	return train, val
}

// byHash orders the places of files by a hash of seed and content.
func byHash(files []File, seed uint64) []int {
	order, hashes := make([]int, len(files)), make([]uint64, len(files))
	for i, f := range files {
		h := fnv.New64a()
		h.Write([]byte(cmp.Or(f.Hash, f.Path)))
		s := newStream(forSplit, seed, h.Sum64())
		order[i], hashes[i] = i, s.next()
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(hashes[a], hashes[b]), cmp.Compare(files[a].Path, files[b].Path))
	})
	return order
}
