package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// The versions of what runs on a bare host. The sum is the checksum database's
// for dagger's module: the copy that is edited is no longer checked by go.sum.
const (
	daggerVersion  = "v0.21.8"
	daggerSum      = "h1:2BQXPly/KRgbjMLNjbh2kz5+zVOlIaFAk9A8t1oGCFk="
	cniVersion     = "v1.9.0"
	runcVersion    = "v1.4.2"
	debianSuite    = "bookworm"
	defaultPort    = 5077
	engineBridge   = "dagger0"
	engineNetwork  = "dagger"
	engineNetCIDR  = "10.87.0.0/16"
	providerSource = "registry.terraform.io/hashicorp/aws"
)

// Settings is where things are on this host. Every value has a default and a
// SLIPWAY_* variable that replaces it.
type Settings struct {
	Source    string // this folder, ci/engine in the checkout
	Cache     string // SLIPWAY_CACHE, else $XDG_CACHE_HOME/slipway
	Port      int    // SLIPWAY_MIRROR_PORT, of the local image mirror
	Terraform string // SLIPWAY_TERRAFORM, else the terraform on PATH
	Providers string // SLIPWAY_PROVIDERS, a Terraform filesystem mirror
	CAFile    string // SLIPWAY_CA_FILE, certificates to trust beside Debian's
	GoRoot    string
	GoVersion string
}

func loadSettings() (*Settings, error) {
	s := &Settings{Source: os.Getenv("SLIPWAY_ENGINE_SOURCE"), Cache: os.Getenv("SLIPWAY_CACHE"), Port: defaultPort}
	if s.Source == "" {
		return nil, errors.New("SLIPWAY_ENGINE_SOURCE is not set: start this program through ci/dagger")
	}
	if s.Cache == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("find the cache folder (set SLIPWAY_CACHE or HOME): %w", err)
		}
		s.Cache = filepath.Join(base, "slipway")
	}
	if p := os.Getenv("SLIPWAY_MIRROR_PORT"); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 65535 {
			return nil, fmt.Errorf("SLIPWAY_MIRROR_PORT is %q: a port number is wanted", p)
		}
		s.Port = n
	}
	s.CAFile = os.Getenv("SLIPWAY_CA_FILE")
	s.Terraform = os.Getenv("SLIPWAY_TERRAFORM")
	if s.Terraform == "" {
		s.Terraform, _ = exec.LookPath("terraform")
	}
	s.Providers = findProviders(os.Getenv("SLIPWAY_PROVIDERS"))
	return s, os.MkdirAll(s.runDir(), 0o755)
}

// goEnv fills in where Go is; only building needs it, so a start does not ask.
func (s *Settings) goEnv() error {
	out, err := exec.Command("go", "env", "-json", "GOROOT", "GOVERSION").Output() //nolint:noctx // it asks nobody else, and ends with this program
	if err != nil {
		return fmt.Errorf("ask go for its GOROOT: %w", err)
	}
	var env struct{ GOROOT, GOVERSION string }
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&env); err != nil {
		return fmt.Errorf("read the answer of go env: %w", err)
	}
	s.GoRoot, s.GoVersion = env.GOROOT, strings.TrimPrefix(env.GOVERSION, "go")
	return nil
}

// findProviders looks for a Terraform filesystem mirror that holds the AWS
// provider: the folder that was named, the folders that Terraform itself looks
// into, then folders at most two levels below the root.
func findProviders(named string) string {
	if named != "" {
		return named
	}
	candidates := []string{"/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"}
	if home, err := os.UserHomeDir(); err == nil {
		candidates = append([]string{filepath.Join(home, ".terraform.d/plugins")}, candidates...)
	}
	found, _ := filepath.Glob("/*/*/" + providerSource)
	for _, f := range found {
		candidates = append(candidates, strings.TrimSuffix(f, "/"+providerSource))
	}
	for _, c := range candidates {
		if _, err := os.Stat(filepath.Join(c, providerSource)); err == nil {
			return c
		}
	}
	return ""
}

// runDir holds what a reboot may lose: sockets, pids, logs.
func (s *Settings) runDir() string   { return filepath.Join(s.Cache, "run") }
func (s *Settings) stateDir() string { return filepath.Join(s.Cache, "state") }
func (s *Settings) socket() string   { return filepath.Join(s.runDir(), "dagger", "engine.sock") }
func (s *Settings) logFile() string  { return filepath.Join(s.runDir(), "engine.log") }

func (s *Settings) mirrorAddress() string { return fmt.Sprintf("127.0.0.1:%d", s.Port) }

// link is the name under which the newest build of an artefact is found.
func (s *Settings) link(artefact string) string { return filepath.Join(s.Cache, "current", artefact) }

func goEnvValue(name string) (string, error) {
	out, err := exec.Command("go", "env", name).Output() //nolint:noctx // as above
	if err != nil {
		return "", fmt.Errorf("go env %s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}
