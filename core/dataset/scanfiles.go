package dataset

import (
	"context"
	"path/filepath"

	"maestudio/core/dataset/picture"
)

// ScanFiles is Scan of files that are named one by one, whatever their names end in,
// in the order given. Copies among them count each.
func ScanFiles(ctx context.Context, paths []string, o ScanOptions, progress func(ScanProgress)) (*Report, error) {
	o.KeepCopies = true
	s := newScan(o, progress)
	var reader picture.HeaderReader
	for _, path := range paths {
		if ctx.Err() != nil {
			return s.report, ctx.Err()
		}
		path = filepath.Clean(path)
		f, err := s.header(&reader, candidate{path: path, real: path})
		s.progress.Met++
		if err != nil {
			s.problem(path, err)
			continue
		}
		s.report.Files = append(s.report.Files, f)
		s.progress.Usable++
	}
	if o.Check {
		s.check(ctx)
	}
	return s.report, ctx.Err()
}
