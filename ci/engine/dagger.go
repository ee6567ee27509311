package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// daggerArtefact builds dagger's programs from the Go module: bin/dagger (the
// CLI), bin/dagger-engine, bin/dagger-init, bin/codegen and bin/dnsname.
func daggerArtefact(s *Settings) (*artefact, error) {
	recipe, err := hashTree(filepath.Join(s.Source, "dist"), filepath.Join(s.Source, "dagger.go"), filepath.Join(s.Source, "edits.go"))
	if err != nil {
		return nil, err
	}
	return &artefact{
		name:  "dagger",
		key:   []string{daggerVersion, daggerSum, s.GoVersion, recipe},
		build: func(ctx context.Context, dir string) error { return buildDagger(ctx, s, dir) },
	}, nil
}

func buildDagger(ctx context.Context, s *Settings, dir string) error {
	work := filepath.Join(dir, "work")
	if err := os.CopyFS(work, os.DirFS(filepath.Join(s.Source, "dist"))); err != nil {
		return fmt.Errorf("copy the build module: %w", err)
	}
	if err := layDagger(ctx, filepath.Join(work, "dagger"), filepath.Join(s.Source, "dist", "add")); err != nil {
		return err
	}
	say("compiling dagger %s: the longest step, 3 to 6 minutes on two cores", daggerVersion)
	const version = "github.com/dagger/dagger/engine"
	args := []string{"build", "-trimpath", quick, "-tags", "dfexcludepatterns,dfparents",
		"-ldflags", "-s -w -X " + version + ".Version=" + daggerVersion + " -X " + version + ".Tag=" + daggerVersion,
		"-o", filepath.Join(dir, "bin") + "/"}
	for _, cmd := range []string{"dagger", "engine", "init", "codegen", "dnsname"} {
		args = append(args, "github.com/dagger/dagger/cmd/"+cmd)
	}
	if err := goRun(ctx, work, args...); err != nil {
		return err
	}
	// The folder names of dagger's commands are not all the names that it expects.
	for from, to := range map[string]string{"engine": "dagger-engine", "init": "dagger-init"} {
		if err := os.Rename(filepath.Join(dir, "bin", from), filepath.Join(dir, "bin", to)); err != nil {
			return err
		}
	}
	return os.RemoveAll(work)
}

// layDagger copies the verified module to a folder of ours and edits it there:
// an overlay of the go tool can't replace files of the module cache.
func layDagger(ctx context.Context, dir, add string) error {
	// Outside of any module, so that the checksum database decides, not a go.sum.
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", "github.com/dagger/dagger@"+daggerVersion)
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(), "GO111MODULE=on", "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("download dagger's module: %w\n%s", err, out)
	}
	var module struct{ Dir, Sum string }
	if err := json.Unmarshal(out, &module); err != nil {
		return fmt.Errorf("read the answer of go mod download: %w", err)
	}
	if module.Sum != daggerSum {
		return fmt.Errorf("dagger's module has the sum %s and %s is pinned: the download is not the release", module.Sum, daggerSum)
	}
	if err := copyTree(module.Dir, dir); err != nil {
		return fmt.Errorf("copy dagger's module: %w", err)
	}
	if err := applyEdits(dir); err != nil {
		return err
	}
	if err := copyTree(add, dir); err != nil {
		return fmt.Errorf("add our stand-ins to dagger's module: %w", err)
	}
	args := []string{"mod", "edit"}
	for _, path := range absentModules {
		args = append(args, "-droprequire="+path)
	}
	return goRun(ctx, dir, args...)
}

// copyTree is os.CopyFS for a read-only source and a target that may exist.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(p, from))
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		return os.WriteFile(target, b, 0o644)
	})
}

// What a debugger would want is left out, and the compiler may take more memory than it would by itself: together a fifth
// of the time.
const (
	quick   = "-gcflags=all=-dwarf=false"
	quickGC = "GOGC=400"
)

// goRun calls the go tool and shows its output only where it fails.
func goRun(ctx context.Context, dir string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off", "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", quickGC)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, tail(string(out), 40))
	}
	return nil
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
