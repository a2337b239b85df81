// The second pass of a scan: every picture is decoded, so that damage shows before
// training, and hashed, so that copies count once.

package dataset

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// verdict is what checking one file gave.
type verdict struct {
	index int
	hash  string
	err   error
}

func (s *scan) check(ctx context.Context) {
	files := s.report.Files
	s.progress.Checking, s.progress.Total = true, len(files)
	memory := openLedger(s.options.CacheDir)
	defer memory.close()

	jobs, results := make(chan int), make(chan verdict, 64)
	var workers sync.WaitGroup
	for range min(s.workers(1), len(files)) {
		workers.Go(func() {
			for i := range jobs {
				results <- s.judge(ctx, memory, i, files[i])
			}
		})
	}
	go func() { // ends when the files do or ctx is done
		for i := range files {
			if ctx.Err() != nil {
				break
			}
			jobs <- i
		}
		close(jobs)
		workers.Wait()
		close(results)
	}()
	s.conclude(ctx, files, results)
}

func (s *scan) judge(ctx context.Context, memory *ledger, i int, f File) verdict {
	if v, known := memory.lookup(f); known {
		v.index = i
		return v
	}
	v := verdict{index: i}
	v.hash, v.err = s.source.verify(ctx, f)
	if ctx.Err() == nil {
		memory.add(f, v)
	}
	return v
}

// verify hashes and decodes a file.
func (s *source) verify(ctx context.Context, file File) (hash string, err error) {
	f, info, err := open(file.Path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if !file.untouched(info) {
		return "", errChanged
	}
	if hash, err = hashOf(ctx, f, info.Size()); err != nil {
		return "", err
	}
	_, err = s.decode(ctx, f, info.Size(), "", 1) // damage shows at any size
	return hash, err
}

// conclude takes the faulty pictures and the copies out of the report.
func (s *scan) conclude(ctx context.Context, files []File, results <-chan verdict) {
	faulty := make([]bool, len(files))
	drain(s, results, func(v verdict) {
		files[v.index].Hash = v.hash
		if v.err != nil {
			faulty[v.index] = true
			s.problem(files[v.index].Path, v.err)
			s.progress.Usable--
		}
		s.progress.Done++
		s.progress.Path = files[v.index].Path
	})
	sound := []File{}
	for i, f := range files {
		if !faulty[i] {
			sound = append(sound, f)
		}
	}
	if !s.options.KeepCopies {
		sound, s.report.Copies = withoutCopies(sound, s.report.Copies)
	}
	s.report.Files, s.report.Checked = sound, ctx.Err() == nil
	s.report.sortProblems()
	s.progress.Usable = len(sound)
	s.show()
}

// withoutCopies keeps the first file, in the order given, of those with the same
// bytes, and adds the others to copies.
func withoutCopies(files []File, copies []Copy) ([]File, []Copy) {
	type content struct {
		hash string
		size int64
	}
	first := make(map[content]string, len(files))
	distinct := make([]File, 0, len(files))
	for _, f := range files {
		key := content{f.Hash, f.Size}
		if of, seen := first[key]; seen && f.Hash != "" {
			copies = append(copies, Copy{f.Path, of})
			continue
		}
		first[key] = f.Path
		distinct = append(distinct, f)
	}
	slices.SortFunc(copies, func(a, b Copy) int { return cmp.Compare(a.Path, b.Path) })
	return distinct, copies
}
