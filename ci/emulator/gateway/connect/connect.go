// Package connect is what ECS Service Connect's proxies do: a name leads to the tasks behind it, call by call. A proxy stands beside each
// task on AWS; here one stands for all, at an address for each name that only who knows the name is told.
package connect

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"slipway/emulator/gateway/ports"
)

// prefix begins the addresses of names. They are link-local, as those of databases (169.254.171.0/24): no VPC has them, and every task
// reaches them through its router.
const prefix = "169.254.172."

// most is how many names there can be.
const most = 254

// Name is one of a namespace, as its clients know it.
type Name struct {
	Namespace, Name string
	Port            int
}

// Endpoint is a name with the tasks behind it.
type Endpoint struct {
	Name
	// Targets are addresses with ports, of tasks that run.
	Targets []string
	// Timeout is how many seconds a call may take, 0 for no end.
	Timeout int
}

// Names are those that tasks know, each with a proxy at an address of its own. A name keeps its address for as long as the emulator runs.
type Names struct {
	// place makes an address usable, and takes it away again.
	place func(ctx context.Context, how, ip string) error
	// address is that of the first name, the second, …
	address func(index int) string

	mu      sync.Mutex
	taken   []Name
	proxies map[Name]*proxy
	servers []*http.Server
}

// New has no name yet.
func New() *Names {
	return &Names{place: onLoopback, address: func(index int) string { return fmt.Sprint(prefix, index+1) }, proxies: map[Name]*proxy{}}
}

// Take returns the address of a name, at which calls are answered from then on: with 503 while nobody is behind it.
func (n *Names) Take(ctx context.Context, name Name) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for index, taken := range n.taken {
		if taken == name {
			return n.address(index), nil
		}
	}
	if len(n.taken) == most {
		return "", fmt.Errorf("%d names of Service Connect had an address before: start the emulator again for more", most)
	}
	ip := n.address(len(n.taken))
	if err := n.place(ctx, "replace", ip); err != nil {
		return "", err
	}
	listener, err := ports.Listen(ctx, net.JoinHostPort(ip, strconv.Itoa(name.Port)))
	if err != nil {
		return "", fmt.Errorf("listen for %s of Service Connect: %w; another emulator on this machine may have its address", name.Name, err)
	}
	if n.proxies[name] == nil {
		n.proxies[name] = newProxy()
	}
	server := &http.Server{Handler: n.proxies[name], ReadHeaderTimeout: 30 * time.Second}
	n.servers, n.taken = append(n.servers, server), append(n.taken, name)
	go func() { _ = server.Serve(listener) }()
	return ip, nil
}

// Update says who is behind each name now. A name that is not there any more has nobody behind it.
func (n *Names) Update(endpoints []Endpoint) {
	n.mu.Lock()
	defer n.mu.Unlock()
	there := map[Name]Endpoint{}
	for _, e := range endpoints {
		there[e.Name] = e
		if n.proxies[e.Name] == nil {
			n.proxies[e.Name] = newProxy()
		}
	}
	for name, p := range n.proxies {
		e := there[name]
		p.lead(e.Targets, time.Duration(e.Timeout)*time.Second)
	}
}

// Close ends all proxies.
func (n *Names) Close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for index, server := range n.servers {
		_ = server.Close()
		if err := n.place(context.Background(), "del", n.address(index)); err != nil {
			slog.Error("the address of a service's name is left behind", "error", err)
		}
	}
}

func onLoopback(ctx context.Context, how, ip string) error {
	if out, err := exec.CommandContext(ctx, "ip", "address", how, ip+"/32", "dev", "lo").CombinedOutput(); err != nil {
		return fmt.Errorf("ip address %s %s: %w: %s", how, ip, err, strings.TrimSpace(string(out)))
	}
	return nil
}
