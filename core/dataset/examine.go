package dataset

import (
	"context"
	"os"
	"runtime"
	"sync"

	"maestudio/core/dataset/hygiene"
	"maestudio/core/dataset/picture"
)

// Examine looks at pictures wherever they lie, as the second pass of a scan does, and
// returns them in the order of paths: with size, hash and look. One that cannot be read
// has its path alone. It fails only where ctx ends.
func Examine(ctx context.Context, paths []string) ([]File, error) {
	all := make([]File, len(paths))
	jobs, source := make(chan int), new(source)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		workers.Go(func() {
			var eye hygiene.Measurer
			var headers picture.HeaderReader
			for i := range jobs {
				all[i] = source.examine(ctx, paths[i], &headers, &eye)
			}
		})
	}
	for i := range paths {
		if ctx.Err() != nil {
			break
		}
		jobs <- i
	}
	close(jobs)
	workers.Wait()
	return all, ctx.Err()
}

func (s *source) examine(ctx context.Context, path string, headers *picture.HeaderReader, eye *hygiene.Measurer) File {
	none := File{Path: path}
	h, info, err := headerAt(headers, path)
	if err != nil {
		return none
	}
	file := File{Path: path, Size: info.Size(), ModTime: info.ModTime(), Format: string(h.Format)}
	file.Width, file.Height = h.Size()
	if file.Hash, file.Look, err = s.verify(ctx, file, eye); err != nil {
		return none
	}
	return file
}

// headerAt reads what a file says of its picture, and refuses one that is too large.
func headerAt(headers *picture.HeaderReader, path string) (h picture.Header, info os.FileInfo, err error) {
	f, info, err := open(path)
	if err != nil {
		return h, nil, err
	}
	defer f.Close()
	if h, err = headers.Read(f, info.Size()); err == nil {
		err = picture.DefaultLimits.Check(h)
	}
	return h, info, err
}
