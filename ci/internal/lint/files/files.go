// Package files finds, among the files of a repository, those that each linter is for.
package files

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Kinds are paths, by the linters that look at them.
type Kinds struct {
	Dockerfiles []string
	// Scripts are shell scripts by their name. Those by their first line, Scripts finds.
	Scripts []string
	// Workflows are those of GitHub. Actions are what else zizmor understands: composite actions and Dependabot's settings.
	Workflows, Actions []string
	HCL                []string
	// Formatted is HCL that terraform fmt formats: settings and tests, too.
	Formatted []string
	// Modules are the folders of Go modules below the repository's own.
	Modules []string
}

// ByKind sorts paths by their names.
func ByKind(paths []string) Kinds {
	var f Kinds
	for _, p := range paths {
		dir, base := path.Dir(p), path.Base(p)
		switch ext := path.Ext(base); {
		case strings.HasSuffix(p, "/"), strings.HasPrefix(p, ".git/"):
		case base == "Dockerfile", base == "Containerfile", strings.HasPrefix(base, "Dockerfile."), ext == ".Dockerfile", ext == ".dockerfile":
			if !vendored.MatchString(p) {
				f.Dockerfiles = append(f.Dockerfiles, p)
			}
		case ext == ".sh", ext == ".bash":
			f.Scripts = append(f.Scripts, p)
		case dir == ".github/workflows" && yaml(ext):
			f.Workflows = append(f.Workflows, p)
		case base == "action.yml", base == "action.yaml", dir == ".github" && strings.HasPrefix(base, "dependabot.") && yaml(ext):
			f.Actions = append(f.Actions, p)
		case base == "go.mod" && dir != "." && !vendored.MatchString(p):
			f.Modules = append(f.Modules, dir)
		case strings.HasPrefix(p, "terraform/") && (ext == ".tf" || strings.HasSuffix(base, ".tf.json")):
			f.HCL = append(f.HCL, p)
		}
		if strings.HasPrefix(p, "terraform/") && formatted.MatchString(p) {
			f.Formatted = append(f.Formatted, p)
		}
	}
	return f
}

// vendored is what others wrote, or what is broken on purpose.
var vendored = regexp.MustCompile(`(^|/)(vendor|testdata|node_modules)/`)

// formatted is what terraform fmt looks at: it leaves hidden folders out.
var formatted = regexp.MustCompile(`^([^/.][^/]*/)+[^/]+\.(tf|tfvars|tftest\.hcl|tfmock\.hcl)$`)

func yaml(ext string) bool { return ext == ".yml" || ext == ".yaml" }

// shebang is the first line of a script that shellcheck understands.
var shebang = regexp.MustCompile(`^#! ?\S*/(env (-S )?)?(ba|da|k)?sh( |$)`)

// templates are scripts only once they are filled in.
var templates = []string{".tftpl", ".tpl", ".tmpl", ".j2", ".erb"}

// Scripts finds shell scripts by their first lines, each written as "path, tab, line".
func Scripts(firstLines string) []string {
	var found []string
	for entry := range strings.Lines(firstLines) {
		p, line, _ := strings.Cut(strings.TrimSuffix(entry, "\n"), "\t")
		p = strings.TrimPrefix(p, "./")
		if shebang.MatchString(strings.TrimSuffix(line, "\r")) && !slices.Contains(templates, path.Ext(p)) {
			found = append(found, p)
		}
	}
	slices.Sort(found)
	return found
}
