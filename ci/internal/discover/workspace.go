package discover

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// Workspace is the file of a repository in which services have Go modules of their own.
const Workspace = "go.work"

// Reduce leaves the modules out of a workspace that lie in some folders: Go refuses one that is not there. Without a workspace the
// answer is nil.
func Reduce(text []byte, folders []string) ([]byte, error) {
	if len(text) == 0 {
		return nil, nil
	}
	parsed, err := modfile.ParseWork(Workspace, text, nil)
	if err != nil {
		return nil, fmt.Errorf("read %w", err) // it begins with the file and the line
	}
	for _, use := range slices.Clone(parsed.Use) {
		if used := path.Clean(use.Path); slices.ContainsFunc(folders, func(f string) bool { return holds(f, used) }) {
			if err := parsed.DropUse(use.Path); err != nil {
				return nil, fmt.Errorf("%s: leave out %s: %w", Workspace, use.Path, err)
			}
		}
	}
	parsed.Cleanup()
	return modfile.Format(parsed.Syntax), nil
}

// holds says whether a path is a folder, or lies in it. "." holds all.
func holds(folder, p string) bool {
	return folder == "." || p == folder || strings.HasPrefix(p, folder+"/")
}

// Others are the folders of all services but one, which no build of that one needs. One that holds its own folder it needs.
func Others(all []Service, but string) []string {
	var own string
	for _, s := range all {
		if s.Name == but {
			own = s.Path
		}
	}
	var folders []string
	for _, s := range all {
		if s.Name != but && (own == "" || !holds(s.Path, own)) && s.Path != "." {
			folders = append(folders, s.Path)
		}
	}
	return folders
}
