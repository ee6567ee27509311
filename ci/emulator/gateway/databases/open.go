package databases

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// installed are the folders in which Debian has the servers of each version.
const installed = "/usr/lib/postgresql/*/bin"

// Open returns a runner where instances can have servers here, else why they can't. The folder is that of containers.
func Open(ctx context.Context, folder string) (*Runner, string) {
	r, err := open(ctx, folder, installed)
	if err != nil {
		return nil, err.Error()
	}
	return r, ""
}

func open(ctx context.Context, in, installed string) (*Runner, error) {
	p, err := find(installed)
	if err != nil {
		return nil, err
	}
	if in == "" {
		in = os.TempDir()
	}
	folder, err := os.MkdirTemp(in, "databases-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for databases: %w; name another with --tasks-data", err)
	}
	r := &Runner{programs: p, folder: folder, instances: map[string]*instance{}}
	if err := r.prove(ctx); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	return r, nil
}

func find(installed string) (programs, error) {
	const missing = "PostgreSQL is missing: apt-get install postgresql"
	// The last of them is the newest.
	found, _ := filepath.Glob(filepath.Join(installed, "postgres"))
	if len(found) == 0 {
		return programs{}, errors.New(missing)
	}
	runs, err := user.Lookup("postgres")
	if err != nil {
		return programs{}, fmt.Errorf("%s: %w", missing, err)
	}
	uid, err := strconv.ParseUint(runs.Uid, 10, 32)
	if err != nil {
		return programs{}, fmt.Errorf("the id of user postgres: %w", err)
	}
	gid, err := strconv.ParseUint(runs.Gid, 10, 32)
	if err != nil {
		return programs{}, fmt.Errorf("the group of user postgres: %w", err)
	}
	return programs{folder: filepath.Dir(found[len(found)-1]), uid: uint32(uid), gid: uint32(gid)}, nil
}

// prove runs PostgreSQL's program as its user in the folder, and takes over where names are looked for.
func (r *Runner) prove(ctx context.Context) error {
	if err := os.Chmod(r.folder, 0o711); err != nil { // each cluster's own folder is closed
		return err
	}
	version := r.programs.command(ctx, "postgres", "--version")
	version.Dir = r.folder
	out, err := version.Output()
	if err != nil {
		return fmt.Errorf("run %s as user postgres in %s: %w; name a folder that everybody may enter with --tasks-data",
			version.Path, r.folder, err)
	}
	// postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
	_, after, _ := strings.Cut(string(out), ") ")
	r.programs.version, _, _ = strings.Cut(strings.TrimSpace(after), " ")
	r.names, err = newNames(r.folder)
	return err
}
