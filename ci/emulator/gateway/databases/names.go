package databases

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// prefix begins the addresses of servers. They are link-local, as that of tasks' metadata: no VPC has them, and every task reaches
// them through its router. A port is the same for all instances, so each has an address.
const prefix = "169.254.171."

// most is how many names there can be.
const most = 254

// hosts is where programs look for names, and podman for those of a new task.
const hosts = "/etc/hosts"

// names are the endpoints' and their addresses. A name keeps its address for as long as the emulator runs: a task that knows it
// finds the instance that has the name next.
type names struct {
	// file is the emulator's own /etc/hosts, mounted over the one that was there: that may be others' too.
	file string

	mu    sync.Mutex
	taken []string
}

func newNames(folder string) (*names, error) {
	text, err := os.ReadFile(hosts)
	if err != nil {
		return nil, err
	}
	text = append([]byte(strings.TrimRight(string(text), "\n")), '\n')
	n := &names{file: filepath.Join(folder, "hosts")}
	if err := os.WriteFile(n.file, text, 0o644); err != nil {
		return nil, err
	}
	if err := syscall.Mount(n.file, hosts, "", syscall.MS_BIND, ""); err != nil {
		return nil, fmt.Errorf("mount a file over %s: %w; give the emulator's container all capabilities", hosts, err)
	}
	return n, nil
}

// take returns the address of a name, which from then on leads there.
func (n *names) take(ctx context.Context, name string) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for index, taken := range n.taken {
		if taken == name {
			return address(index), nil
		}
	}
	if len(n.taken) == most {
		return "", fmt.Errorf("%d endpoints had an address before: start the emulator again for more", most)
	}
	ip := address(len(n.taken))
	if err := onLoopback(ctx, "replace", ip); err != nil {
		return "", err
	}
	// In one piece, behind what is there already: who reads meanwhile misses nothing.
	file, err := os.OpenFile(n.file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(file, "%s\t%s\n", ip, name)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write the address of %s to %s: %w", name, hosts, err)
	}
	n.taken = append(n.taken, name)
	return ip, nil
}

func (n *names) close() {
	for index := range n.taken {
		if err := onLoopback(context.Background(), "del", address(index)); err != nil {
			slog.Error("the address of a database is left behind", "error", err)
		}
	}
	if err := syscall.Unmount(hosts, syscall.MNT_DETACH); err != nil {
		slog.Error("a file is left mounted", "over", hosts, "error", err)
	}
}

func address(index int) string { return fmt.Sprint(prefix, index+1) }

func onLoopback(ctx context.Context, how, ip string) error {
	if out, err := exec.CommandContext(ctx, "ip", "address", how, ip+"/32", "dev", "lo").CombinedOutput(); err != nil {
		return fmt.Errorf("ip address %s %s: %w: %s", how, ip, err, strings.TrimSpace(string(out)))
	}
	return nil
}
