package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"maestudio/core/predict"
	"maestudio/core/run/disk"
)

// sort copies pictures into folders of their classes.
func (a *app) sort(ctx context.Context, args, paths []string, o predictOptions) error {
	m, err := openClassifier(o.run, o.threads, len(paths))
	if err != nil {
		return err
	}
	defer m.Close()
	show := a.progress(o.json)
	defer show.end()
	var all []predict.Named
	lost := 0
	err = m.Each(ctx, paths, func(r predict.Result) error {
		if r.Err != nil {
			lost++
			a.warn(r.Err)
		}
		all = append(all, r.Name(1))
		show.looking("picture", len(all), len(paths))
		return nil
	})
	show.end()
	if err != nil {
		return stoppedOr(ctx, err)
	}
	name := filepath.Base(args[0])
	if absolute, err := filepath.Abs(args[0]); err == nil {
		name = filepath.Base(absolute)
	}
	s := predict.Sorting{FS: disk.System{}, From: args, Into: o.into, Name: name + " sorted", Unsure: o.unsure}
	got, err := s.Copy(ctx, m.Classes, all, func(done, total int) { show.looking("copy", done, total) })
	show.end()
	for _, e := range got.Lost {
		a.warn(e)
	}
	if err != nil {
		return stoppedOr(ctx, err)
	}
	fmt.Fprintf(a.out, "%s copied into %s\n", plural(got.Copied, "picture is", "pictures are"), got.Dir)
	return left(lost+len(got.Lost), len(paths))
}
