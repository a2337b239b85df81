package dataset

import (
	"path/filepath"
	"strings"
)

// nameClass is what a name alone tells.
type nameClass int

const (
	otherName   nameClass = iota
	pictureName           // opened
	foreignName           // a picture of a kind that cannot be read
	hiddenName
	temporaryName
)

// readable are the endings of files that are opened.
var readable = endings("jpg jpeg jpe jfif png gif bmp dib tif tiff webp")

// temporary are the endings of backups and of downloads under way.
var temporary = endings("tmp temp part partial crdownload download opdownload bak old orig swp swo")

func endings(list string) map[string]bool {
	set := map[string]bool{}
	for _, e := range strings.Fields(list) {
		set["."+e] = true
	}
	return set
}

// foreign are the endings of pictures that cannot be read, by their kind.
var foreign = byEnding(map[string]string{
	"HEIC":       "heic heif hif",
	"AVIF":       "avif avifs",
	"JPEG 2000":  "jp2 j2k jpf jpx jpm j2c jpc",
	"JPEG XL":    "jxl",
	"JPEG XR":    "jxr hdp wdp",
	"SVG":        "svg svgz",
	"TGA":        "tga",
	"Netpbm":     "ppm pgm pbm pnm pam pfm",
	"Photoshop":  "psd psb",
	"icon":       "ico icns cur",
	"OpenEXR":    "exr",
	"Radiance":   "hdr",
	"PCX":        "pcx",
	"XCF":        "xcf",
	"PostScript": "eps",
	"camera raw": "cr2 cr3 crw nef nrw arw srf sr2 dng orf rw2 raf raw pef srw x3f 3fr erf kdc dcr mrw mos iiq rwl",
	"QOI":        "qoi",
	"DDS":        "dds",
	"DICOM":      "dcm",
	"FITS":       "fits",
})

func byEnding(kinds map[string]string) map[string]string {
	all := map[string]string{}
	for kind, list := range kinds {
		for e := range endings(list) {
			all[e] = kind
		}
	}
	return all
}

// classify tells what to do with a file of this name, and for a picture that
// cannot be read its kind.
func classify(name string) (nameClass, string) {
	if strings.HasPrefix(name, ".") {
		return hiddenName, ""
	}
	end := strings.ToLower(filepath.Ext(name))
	switch {
	case strings.HasSuffix(name, "~"), strings.HasPrefix(name, "~$"),
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"), temporary[end]:
		return temporaryName, ""
	case readable[end]:
		return pictureName, ""
	case foreign[end] != "":
		return foreignName, foreign[end]
	}
	return otherName, ""
}

// ofOtherPrograms are folders that hold thumbnails, side files and rubbish.
var ofOtherPrograms = map[string]bool{
	"__macosx": true, "@eadir": true, "#recycle": true, "@recycle": true, "@recently-snapshot": true,
	"$recycle.bin": true, "system volume information": true, "lost+found": true,
}

// HiddenFolder reports whether a scan passes over a folder of this name.
func HiddenFolder(name string) bool {
	return strings.HasPrefix(name, ".") || ofOtherPrograms[strings.ToLower(name)]
}

// Readable reports whether a file is called as pictures are that can be read.
func Readable(name string) bool { return readable[strings.ToLower(filepath.Ext(name))] }
