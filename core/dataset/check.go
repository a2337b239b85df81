// The second pass of a scan: every picture is decoded, so that damage shows before
// training, hashed, so that copies count once, and looked at for what may not be
// worth learning from.

package dataset

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"maestudio/core/dataset/hygiene"
)

// verdict is what checking one file gave.
type verdict struct {
	index int
	hash  string
	look  hygiene.Look
	err   error
	known bool // from an earlier pass
}

func (s *scan) check(ctx context.Context) {
	files := s.report.Files
	s.progress.Checking, s.progress.Done, s.progress.Total = true, 0, len(files)
	s.began = time.Now()
	memory := openLedger(s.options.CacheDir)
	defer memory.close()

	jobs, results := make(chan int), make(chan verdict, 64)
	var workers sync.WaitGroup
	for range min(s.workers(1), len(files)) {
		workers.Go(func() {
			var eye hygiene.Measurer
			for i := range jobs {
				results <- s.judge(ctx, memory, &eye, i, files[i])
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

func (s *scan) judge(ctx context.Context, memory *ledger, eye *hygiene.Measurer, i int, f File) verdict {
	if v, known := memory.lookup(f); known {
		v.index, v.known = i, true
		return v
	}
	v := verdict{index: i}
	v.hash, v.look, v.err = s.source.verify(ctx, f, eye)
	if ctx.Err() == nil {
		memory.add(f, v)
	}
	return v
}

// verify hashes, decodes and measures a file.
func (s *source) verify(ctx context.Context, file File, eye *hygiene.Measurer) (hash string, look hygiene.Look, err error) {
	f, info, err := open(file.Path)
	if err != nil {
		return "", look, err
	}
	defer f.Close()
	if !file.untouched(info) {
		return "", look, errChanged
	}
	if hash, err = hashOf(ctx, f, info.Size()); err != nil {
		return "", look, err
	}
	p, err := s.decode(ctx, f, info.Size(), "", hygiene.Side) // damage shows at any size
	if err == nil {
		look = eye.Measure(p)
	}
	return hash, look, err
}

// conclude takes the faulty pictures and the copies out of the report.
func (s *scan) conclude(ctx context.Context, files []File, results <-chan verdict) {
	faulty := make([]bool, len(files))
	drain(s, results, func(v verdict) {
		files[v.index].Hash, files[v.index].Look = v.hash, v.look
		if v.err != nil {
			faulty[v.index] = true
			s.problem(files[v.index].Path, v.err)
			s.progress.Usable--
		}
		s.progress.Done++
		if !v.known {
			s.fresh++
		}
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
	s.report.Findings = append(s.report.Findings, hygiene.Find(subjects(sound))...)
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

// subjects are files as package hygiene judges them.
func subjects(files []File) []hygiene.Subject {
	all := make([]hygiene.Subject, len(files))
	for i, f := range files {
		all[i] = hygiene.Subject{Path: f.Path, Width: f.Width, Height: f.Height, Content: f.Hash, Look: f.Look}
	}
	return all
}
