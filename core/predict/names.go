// Names of folders.

package predict

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"maestudio/core/run/disk"
)

// foldersOf names a folder for each class, and last one for unsure pictures: names that
// any file system takes, no two of them the same where it knows no case.
func foldersOf(classes []string) []string {
	taken := map[string]bool{}
	var folders []string
	for _, class := range append(classes[:len(classes):len(classes)], UnsureName) {
		base := disk.SafeName(class, "no name")
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s (%d)", base, n)
		}
		taken[strings.ToLower(name)] = true
		folders = append(folders, name)
	}
	return folders
}

// newFolder makes a folder that was not there: path, or with a number behind it.
func newFolder(path string) (string, error) {
	for n := 1; ; n++ {
		dir := path
		if n > 1 {
			dir = fmt.Sprintf("%s %d", path, n)
		}
		err := os.Mkdir(dir, 0o777)
		if !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
	}
}
