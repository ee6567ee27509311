package databases

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// cluster is one of PostgreSQL's: a folder with data, and the server that runs on it.
type cluster struct {
	programs programs
	// folder has the data, the socket, the certificate and the log.
	folder string
	ip     string
	port   int

	process *os.Process
	// done closes when the server has ended; nil while there is none.
	done chan struct{}
}

// newCluster makes one without databases of anybody's.
func (r *Runner) newCluster(ctx context.Context) (*cluster, error) {
	folder, err := os.MkdirTemp(r.folder, "")
	if err != nil {
		return nil, err
	}
	c := &cluster{programs: r.programs, folder: folder}
	if err := os.Chown(folder, int(r.programs.uid), int(r.programs.gid)); err != nil {
		c.remove()
		return nil, err
	}
	// Segments of 1 MB: what is written ahead would be most of an empty cluster.
	initdb := c.programs.command(ctx, "initdb", "--pgdata", c.data(), "--username", owner, "--auth", "trust", "--encoding", "UTF8",
		"--locale", "C.UTF-8", "--wal-segsize", "1", "--no-sync", "--no-instructions")
	initdb.Dir = folder
	if out, err := initdb.CombinedOutput(); err != nil {
		c.remove()
		return nil, fmt.Errorf("initdb: %w: %s", err, lastLines(string(out)))
	}
	return c, nil
}

func (c *cluster) data() string { return filepath.Join(c.folder, "data") }

func (c *cluster) log() string { return filepath.Join(c.folder, "log") }

// configure writes the server's files. They count from its next start.
func (c *cluster) configure(w *wanted, ip string, certificate *tls.Certificate) error {
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		return fmt.Errorf("write the key of its certificate: %w", err)
	}
	c.ip, c.port = ip, w.Port
	for path, text := range map[string][]byte{
		filepath.Join(c.folder, "server.key"):           pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
		filepath.Join(c.folder, "server.crt"):           pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}),
		filepath.Join(c.data(), "postgresql.conf"):      []byte(settings(c.folder, ip, w.Port)),
		filepath.Join(c.data(), "pg_hba.conf"):          []byte(access(w.ForceTLS)),
		filepath.Join(c.data(), "postgresql.auto.conf"): nil,
	} {
		if err := errors.Join(os.WriteFile(path, text, 0o600), os.Chown(path, int(c.programs.uid), int(c.programs.gid))); err != nil {
			return err
		}
	}
	return nil
}

// remove ends the server at once, and deletes what it kept.
func (c *cluster) remove() {
	if c == nil {
		return
	}
	c.signal(syscall.SIGQUIT)
	if err := os.RemoveAll(c.folder); err != nil {
		slog.Error("the folder of a database is left behind", "folder", c.folder, "error", err)
	}
}

// programs are PostgreSQL's, and who runs them: it refuses to be root.
type programs struct {
	folder, version string
	uid, gid        uint32
}

// command is one of them, with nothing of this process's environment.
func (p programs) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(p.folder, name), args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: p.uid, Gid: p.gid}}
	return cmd
}
