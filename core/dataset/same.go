// Whether a file still is the picture that it was when it was looked at.

package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"

	"maestudio/core/dataset/picture"
)

var errChanged = picture.Errorf(Changed, nil, "The file was changed since it was looked at")

// untouched reports whether a file's size and time are those that it had.
func (f File) untouched(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() == f.Size && info.ModTime().Equal(f.ModTime)
}

// SameBytes returns nil if the file has the size and the hash that it had; its time
// may be another, as a copy's is. Else the error is a sentence.
func (f File) SameBytes(ctx context.Context) error {
	file, info, err := open(f.Path)
	if err != nil {
		return err
	}
	defer file.Close()
	if f.Hash == "" || info.Size() != f.Size {
		return errChanged
	}
	hash, err := hashOf(ctx, file, info.Size())
	if err == nil && hash != f.Hash {
		err = errChanged
	}
	return err
}

// hashOf is the SHA-256 of a file, in hexadecimal.
func hashOf(ctx context.Context, f *os.File, size int64) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(cancellable{ctx, f}, 0, size)); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", picture.Errorf(picture.Unreadable, err, "The file cannot be read from the disk")
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
