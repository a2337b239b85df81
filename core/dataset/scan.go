package dataset

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"maestudio/core/dataset/hygiene"
	"maestudio/core/dataset/picture"
)

// ScanOptions say how closely to look.
type ScanOptions struct {
	// Check decodes every picture, computes its hash and looks at it, in a second
	// pass: only that finds damage, copies, and what may not be worth learning from.
	// What was checked once is remembered in CacheDir and not checked again, so a
	// pass that was broken off goes on where it was.
	Check      bool
	CacheDir   string // may be empty
	KeepCopies bool   // byte-identical files count each
	MinSide    int    // pictures with a shorter side are left out; 0 means 8
	Workers    int    // 0 means twice the number of processors for headers, once for checking

	// Found and Refused, which may be nil, are told of each picture and of each
	// problem as it is met, by the goroutine that called Scan. A picture that was
	// found may be refused later, as damaged.
	Found   func(File)
	Refused func(Problem)
}

// ScanProgress is what is known while a scan goes on.
type ScanProgress struct {
	Checking bool // the second pass
	Met      int  // files and folders seen so far, of any kind
	Usable   int  // pictures so far; while checking, those not yet found faulty
	Problems int
	Copies   int    // known only at the end of a pass
	Done     int    // files looked at; while checking: pictures checked
	Total    int    // of how many: 0 until all are met; while checking: Usable + Problems at its start
	Path     string // the file looked at last
	Elapsed  time.Duration
	Rate     float64       // while checking: pictures a second, without those remembered from before
	Left     time.Duration // at that rate; 0 while it is not known
}

// Scan finds the pictures below dirs. A file that cannot be used is no error but
// one of the report's problems; an error means that a folder cannot be looked at
// at all, or that ctx was cancelled, in which case the report has what was found
// until then. progress, which may be nil, is called by one goroutine, about ten
// times a second and at the end of each pass.
func Scan(ctx context.Context, dirs []string, o ScanOptions, progress func(ScanProgress)) (*Report, error) {
	roots, err := openRoots(dirs)
	if err != nil {
		return nil, err
	}
	s := newScan(o, progress)
	s.look(ctx, roots)
	if o.Check && ctx.Err() == nil {
		s.check(ctx)
	}
	return s.report, ctx.Err()
}

// scan is one call of Scan. Its report is changed by the calling goroutine only.
type scan struct {
	options  ScanOptions
	source   source
	report   *Report
	progress ScanProgress
	tell     func(ScanProgress)
	start    time.Time
	began    time.Time // the second pass
	fresh    int       // pictures of it that were not remembered
}

const (
	defaultMinSide = 8 // a quarter of a small patch grid; less cannot teach anything
	tellEvery      = 100 * time.Millisecond
	ahead          = 1 << 16 // files met before they are looked at: so early it is known how many there are
)

func newScan(o ScanOptions, progress func(ScanProgress)) *scan {
	if o.MinSide == 0 {
		o.MinSide = defaultMinSide
	}
	if progress == nil {
		progress = func(ScanProgress) {}
	}
	return &scan{options: o, report: &Report{Files: []File{}, Problems: []Problem{}, Copies: []Copy{}, Findings: []hygiene.Finding{}}, // lists in JSON, not null
		tell: progress, start: time.Now()}
}

func (s *scan) workers(perProcessor int) int {
	if s.options.Workers > 0 {
		return s.options.Workers
	}
	return perProcessor * runtime.GOMAXPROCS(0)
}

// found is what one worker learned of one candidate.
type found struct {
	candidate
	file File
	err  error
}

// look walks the folders and reads the header of every candidate.
func (s *scan) look(ctx context.Context, roots []root) {
	candidates, results := make(chan candidate, ahead), make(chan found, 256)
	var w *walker
	w = &walker{
		ctx:       ctx,
		candidate: func(c candidate) { w.listed.Add(1); candidates <- c },
		problem: func(path string, err error) {
			w.unread.Add(1)
			results <- found{candidate: candidate{path: path}, err: err}
		},
	}
	var walking, reading sync.WaitGroup
	walking.Go(func() {
		defer close(candidates)
		for _, r := range roots {
			w.walk(r)
		}
		w.walked.Store(true)
	})
	for range s.workers(2) {
		reading.Go(func() { s.readHeaders(ctx, candidates, results) })
	}
	go func() { // ends when the others have
		walking.Wait()
		reading.Wait()
		close(results)
	}()
	s.gather(w, roots, results)
}

// readHeaders ends when the candidates do. Once ctx is done it only drains them.
func (s *scan) readHeaders(ctx context.Context, candidates <-chan candidate, results chan<- found) {
	var reader picture.HeaderReader
	for c := range candidates {
		if ctx.Err() != nil {
			continue
		}
		file, err := s.header(&reader, c)
		results <- found{c, file, err}
	}
}

func (s *scan) header(reader *picture.HeaderReader, c candidate) (File, error) {
	h, info, err := headerAt(reader, c.path)
	if err != nil {
		return File{}, err
	}
	width, height := h.Size()
	if min(width, height) < s.options.MinSide {
		return File{}, picture.Errorf(picture.TooSmall, nil, "Only %d x %d pixels, too small to learn from", width, height)
	}
	return File{
		Path: c.path, Size: info.Size(), ModTime: info.ModTime(),
		Width: width, Height: height, Class: c.class, Format: string(h.Format),
	}, nil
}

// gather collects the results and puts them in order.
func (s *scan) gather(w *walker, roots []root, results <-chan found) {
	var all []found
	drain(s, results, func(r found) {
		if r.err != nil {
			s.problem(r.path, r.err)
		} else {
			all = append(all, r)
			if s.options.Found != nil {
				s.options.Found(r.file)
			}
		}
		s.progress.Met, s.progress.Usable, s.progress.Path = int(w.met.Load()), len(all), r.path
		if s.progress.Done++; w.walked.Load() {
			s.progress.Total = int(w.listed.Load() + w.unread.Load())
		}
	})
	for _, r := range roots {
		s.report.Folders = append(s.report.Folders, r.path)
	}
	s.report.Skipped = w.skipped
	files, copies := distinct(all, s.options.KeepCopies)
	s.report.Files, s.report.Copies = append(s.report.Files, files...), append(s.report.Copies, copies...)
	s.report.sortProblems()
	s.progress.Met, s.progress.Usable = int(w.met.Load()), len(s.report.Files)
	s.show()
}

func (s *scan) problem(path string, err error) {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return
	}
	p := newProblem(path, err)
	s.report.Problems = append(s.report.Problems, p)
	s.progress.Problems++
	if s.options.Refused != nil {
		s.options.Refused(p)
	}
}

// drain takes all results and meanwhile tells how far the scan is.
func drain[T any](s *scan, results <-chan T, take func(T)) {
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		select {
		case r, more := <-results:
			if !more {
				return
			}
			take(r)
		case <-tick.C:
			s.show()
		}
	}
}

func (s *scan) show() {
	s.progress.Elapsed = time.Since(s.start)
	s.progress.Copies = len(s.report.Copies)
	if s.fresh > 0 {
		s.progress.Rate = float64(s.fresh) / max(1e-9, time.Since(s.began).Seconds())
		s.progress.Left = time.Duration(float64(s.progress.Total-s.progress.Done) / s.progress.Rate * float64(time.Second))
	}
	s.tell(s.progress)
}

// distinct sorts by path and drops what is the same file under another name:
// found through a link, which counts unless keepLinks is set, or because one folder
// lies in another.
func distinct(all []found, keepLinks bool) (files []File, copies []Copy) {
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.path, b.path) })
	first := make(map[string]candidate, len(all))
	for _, f := range all {
		of, seen := first[f.real]
		switch {
		case !seen:
			first[f.real] = f.candidate
			files = append(files, f.file)
		case of.path == f.path:
		case keepLinks && (f.link || of.link):
			files = append(files, f.file)
		default:
			copies = append(copies, Copy{f.path, of.path})
		}
	}
	return files, copies
}
