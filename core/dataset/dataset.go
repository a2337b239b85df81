// Package dataset turns folders of pictures into batches: it finds the pictures
// and says what is wrong with the others (Scan), keeps a part of them for
// checking (Split), and hands out crops of the rest, shuffled and augmented, a
// few batches ahead of whoever asks (Loader). How one picture file is read and
// scaled is the business of the package picture.
//
// What is looked at. Every file below the given folders, at any depth, whose name
// ends in .jpg .jpeg .jpe .jfif .png .gif .bmp .dib .tif .tiff .webp in any case;
// what it is says its content then, not its name. Names of other kinds of picture
// (.heic, .svg, .cr2 ...) are reported as unsupported and not opened. Not looked
// at are names that begin with a dot, the folders of other programs (__MACOSX,
// @eaDir, $RECYCLE.BIN ...), backups and unfinished downloads (photo.jpg~,
// photo.jpg.part), and everything else, names without an ending included.
//
// Links to files are followed; two names of one file count once. Links to folders
// are not followed but reported: so nothing is found twice and loops end. Only
// regular files are opened, never pipes, devices or sockets.
package dataset

import (
	"context"
	"time"

	"maestudio/core/dataset/hygiene"
	"maestudio/core/dataset/picture"
)

// Picture is red, green and blue of 8 bits each.
type Picture = picture.Picture

// Kind tells a program why a file is left out.
type Kind = picture.Kind

// Kinds beside those of a picture's content.
const (
	NotAFile Kind = "not-a-file" // a pipe, device or socket
	Link     Kind = "link"       // one that leads nowhere, or to a folder
	Folder   Kind = "folder"     // one that cannot be opened
	Changed  Kind = "changed"    // since it was looked at

	CacheTrouble Kind = "cache" // a warning: decoded pictures cannot be kept
)

// File is a picture that can be used.
type File struct {
	Path    string    `json:"path"`
	Size    int64     `json:"size"` // bytes
	ModTime time.Time `json:"time"`
	Hash    string    `json:"hash,omitempty"` // SHA-256 in hexadecimal; only of a file that was checked
	Width   int       `json:"width"`          // as shown, orientation applied
	Height  int       `json:"height"`
	Class   string    `json:"class,omitempty"` // the folder below the one that was scanned; "" for files beside the folders
	Format  string    `json:"format"`

	Look hygiene.Look `json:"look,omitzero"` // only of a file that was checked
}

// Decode reads one picture, with the default limits and the best decoder. Its errors
// are sentences.
func Decode(path string) (*Picture, error) { return DecodeReduced(path, "", 0) }

// DecodeReduced is Decode with a decoder of JPEG ("" is the best) for who wants a short
// side of no more than short pixels: what comes has as many or more. 0 wants all.
func DecodeReduced(path string, jpeg picture.Decoder, short int) (*Picture, error) {
	f, info, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return new(source).decode(context.Background(), f, info.Size(), jpeg, short)
}

// CenterCrop reads one picture as validation and reconstruction show it: the
// short side scaled to size*256/224, then the middle size x size.
func CenterCrop(path string, size int) (*Picture, error) { return CenterCropBy("", path, size) }

// CenterCropBy is CenterCrop with a decoder of JPEG.
func CenterCropBy(jpeg picture.Decoder, path string, size int) (*Picture, error) {
	p, err := DecodeReduced(path, jpeg, 0)
	if err != nil {
		return nil, err
	}
	return new(picture.Resampler).CenterCrop(p, size), nil
}
