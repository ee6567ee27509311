package servicetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

var errNoPrograms = errors.New("set " + DatabaseServer + " to the address of a PostgreSQL, or install Debian's postgresql")

// serve runs a server until its standard input ends, which it does with the
// process of the tests, however that ends.
const serve = `"$1/postgres" -D "$2" &
read -r _
kill -QUIT $!
wait`

// stopServer ends what startServer started.
var stopServer = func() {}

// startServer starts a small PostgreSQL of the programs that are installed. Its
// superuser needs no password, and everybody else one.
func startServer() (string, error) {
	bin := programs()
	if bin == "" {
		return "", errNoPrograms
	}
	folder, err := os.MkdirTemp("", "postgres-")
	if err != nil {
		return "", err
	}
	as, err := unprivileged(folder)
	if err != nil {
		return "", err
	}
	data := filepath.Join(folder, "data")
	// The tests end when they end: nothing here needs a context.
	run := func(program string, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(context.Background(), program, args...)
		cmd.Dir, cmd.SysProcAttr = folder, as
		return cmd
	}
	if out, err := run(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "-N").CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	for name, text := range map[string]string{
		"postgresql.conf": fmt.Sprintf("listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = ''\nfsync = off\nmax_connections = 200\n", port),
		"pg_hba.conf":     "host all postgres all trust\nhost all all all scram-sha-256\n",
	} {
		if err := os.WriteFile(filepath.Join(data, name), []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	cmd := run("sh", "-c", serve, "serve", bin, data)
	input, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	stopServer = func() {
		_ = input.Close()
		_ = cmd.Wait()
		_ = os.RemoveAll(folder)
	}
	address := fmt.Sprintf("postgres://postgres@127.0.0.1:%d", port)
	return address, answers(address)
}

func programs() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is one
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// unprivileged is who runs the server, which refuses to be root's.
func unprivileged(folder string) (*syscall.SysProcAttr, error) {
	as := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return as, nil
	}
	postgres, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("a server can't run as root: %w", err)
	}
	uid, uidErr := strconv.ParseUint(postgres.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(postgres.Gid, 10, 32)
	as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return as, errors.Join(uidErr, gidErr, os.Chown(folder, int(uid), int(gid)))
}

func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return ln.Addr().(*net.TCPAddr).Port, ln.Close()
}

// answers waits until the server does.
func answers(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), hung)
	defer cancel()
	for {
		connection, err := pgx.Connect(ctx, address+"/postgres?sslmode=disable")
		if err == nil {
			return connection.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server that the tests started does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
