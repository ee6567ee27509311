// Package scaffold writes the files that a repository needs for its first deploy.
package scaffold

import (
	"bytes"
	"embed"
	"fmt"
	"regexp"
	"strings"
	"text/template"
)

//go:embed templates
var templates embed.FS

// files of a repository, and the template of each. Settings lie in the folder of settings.
var files = map[string]string{
	"local.tfvars":                 "local.tfvars",
	"prod.tfvars":                  "prod.tfvars",
	".github/workflows/ci.yml":     "ci.yml",
	".github/workflows/deploy.yml": "deploy.yml",
}

// Service is a service as its repository tells of it.
type Service struct {
	Name string
	// Dockerfile is its path, empty where there is none.
	Dockerfile string
	// Port is 0 and Health empty where nothing names them.
	Port   int
	Health string

	PortFrom, HealthFrom string
}

// Repository is what the files are written for.
type Repository struct {
	Project  string
	Services []Service
	// Folder is where its settings lie: "environments".
	Folder string
	// Dagger is the version of it that the workflows install.
	Dagger string
}

// leastInstances is cluster.max_size where nothing is written.
const leastInstances = 6

// LocalInstances are those that have room for two tasks of each service, twice, as in a rolling change: two an instance, by its network
// interfaces. Without room preflight refuses the first deploy.
func (r Repository) LocalInstances() int { return max(leastInstances, 2*len(r.Services)) }

// ProdInstances are those that have room for the six tasks of each service at full scale, twice: eight an instance, by its CPU, where the
// account has awsvpcTrunking.
func (r Repository) ProdInstances() int { return max(leastInstances, (12*len(r.Services)+7)/8) }

// defaultPort is what most images of a web service listen on.
const defaultPort = 8080

// Files are all files, by path.
func Files(r Repository) (map[string]string, error) {
	r.Dagger = strings.TrimPrefix(r.Dagger, "v")
	for i := range r.Services {
		r.Services[i].complete()
	}
	parsed, err := template.New("").Delims("[[", "]]").ParseFS(templates, "templates/*")
	if err != nil {
		return nil, err
	}
	written := map[string]string{}
	for path, name := range files {
		var text bytes.Buffer
		if err := parsed.ExecuteTemplate(&text, name, r); err != nil {
			return nil, fmt.Errorf("write %s: %w", path, err)
		}
		if strings.HasSuffix(path, ".tfvars") {
			path = r.Folder + "/" + path
		}
		written[path] = text.String()
	}
	return written, nil
}

// complete takes what the Dockerfile says, or what is usual, and writes down which of the two.
func (s *Service) complete() {
	guess := func(instruction string) string {
		if s.Dockerfile == "" {
			return "a guess"
		}
		return "a guess: " + s.Dockerfile + " has no " + instruction + " for it"
	}
	s.PortFrom, s.HealthFrom = "EXPOSE of its Dockerfile", "HEALTHCHECK of its Dockerfile"
	if s.Port == 0 {
		s.Port, s.PortFrom = defaultPort, guess("EXPOSE")
	}
	if s.Health == "" {
		s.Health, s.HealthFrom = "/"+s.Name+"/healthz", guess("HEALTHCHECK")
	}
}

// Ignored are the lines that .gitignore lacks.
func Ignored(gitignore string) string {
	has := map[string]bool{}
	for line := range strings.Lines(gitignore) {
		has[strings.TrimSpace(line)] = true
	}
	var missing strings.Builder
	for _, line := range []string{".terraform/", "*.tfplan*", "/reports/"} {
		if !has[line] {
			missing.WriteString(line + "\n")
		}
	}
	return missing.String()
}

var (
	origin = regexp.MustCompile(`(?m)^\s*url\s*=.*?([^/:\s]+?)(?:\.git)?/?\s*$`)
	unfit  = regexp.MustCompile(`[^a-z0-9]+`)
)

// Project is a name for the settings, made of the repository's in .git/config, as variable project of the stacks wants it:
// "My_Shop" is "my-shop". It is "app" where there is none.
func Project(gitConfig string) string {
	const longest = 16
	found := origin.FindStringSubmatch(gitConfig)
	if found == nil {
		return "app"
	}
	name := unfit.ReplaceAllString(strings.ToLower(found[1]), "-")
	name = strings.TrimLeft(name, "-0123456789")
	if name = strings.Trim(name[:min(len(name), longest)], "-"); len(name) < 2 {
		return "app"
	}
	return name
}
