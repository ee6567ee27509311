package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// framework is a service that answers as all others do.
type framework struct {
	// Name is the framework's: "gin".
	Name string `json:"name"`
	// Command starts it, in Folder. It reads PORT, POOL_SIZE and WEB_CONCURRENCY.
	Command []string `json:"command"`
	Folder  string   `json:"folder"`
	// Port is where it then answers.
	Port int `json:"port"`
	// Workers is true where it is one process for each core that it is to use.
	Workers bool `json:"workers"`
	// ImageBytes is what its image takes in a registry, compressed.
	ImageBytes int64 `json:"image_bytes"`
}

// server is a framework on some cores.
type server struct {
	framework
	// Label says which: "FastAPI, 2 workers".
	Label   string
	Cores   []int
	Workers int
	Pool    int // of each worker
}

// readServers are the frameworks on one core, then all of them on all cores, if there are more.
func readServers(file string, cores []int, pool int) ([]server, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the frameworks: %w", err)
	}
	var frameworks []framework
	if err := json.Unmarshal(text, &frameworks); err != nil {
		return nil, fmt.Errorf("read the frameworks of %s: %w", file, err)
	}
	if len(frameworks) < 2 || slices.ContainsFunc(frameworks, func(f framework) bool { return f.Name == "" || len(f.Command) == 0 || f.Port == 0 }) {
		return nil, fmt.Errorf("%s: write two frameworks, each with name, command and port", file)
	}
	return arrange(frameworks, cores, pool), nil
}

func arrange(frameworks []framework, cores []int, pool int) []server {
	var servers []server
	for _, on := range [][]int{serverCore(cores), cores} {
		for _, f := range frameworks {
			s := server{framework: f, Cores: on, Workers: 1, Pool: pool, Label: fmt.Sprintf("%s, %s", f.Name, count(len(on), "core"))}
			if f.Workers {
				s.Workers, s.Pool = len(on), max(1, pool/len(on))
				s.Label = fmt.Sprintf("%s, %s", f.Name, count(len(on), "worker"))
			}
			servers = append(servers, s)
		}
		if len(cores) == 1 {
			break
		}
	}
	return servers
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (s server) url() string { return fmt.Sprintf("http://127.0.0.1:%d", s.Port) }

// running is a server with all its processes, which are a group of their own.
type running struct {
	server
	ready time.Duration
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // how it ended
}

// patience is how long a server may take to be ready, and to end.
const patience = 60 * time.Second

// start starts a server and asks it until it is ready.
func start(ctx context.Context, s server) (*running, error) {
	cmd := exec.Command("taskset", append([]string{"-c", list(s.Cores)}, s.Command...)...) //nolint:noctx // stop ends it, with its children
	cmd.Dir = cmp.Or(s.Folder, ".")
	cmd.Env = append(os.Environ(), fmt.Sprintf("PORT=%d", s.Port), fmt.Sprintf("POOL_SIZE=%d", s.Pool), fmt.Sprintf("WEB_CONCURRENCY=%d", s.Workers))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if used(ctx, s) {
		return nil, fmt.Errorf("something answers at %s before %s is started: end it, or write another port", s.url(), s.Label)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", s.Label, err)
	}
	r := &running{server: s, cmd: cmd, ended: make(chan struct{})}
	go func() {
		r.err = cmd.Wait()
		close(r.ended)
	}()
	for {
		if err := ask(ctx, s.url()+"/healthz"); err == nil {
			r.ready = time.Since(began)
			return r, nil
		}
		select {
		case <-r.ended:
			return nil, fmt.Errorf("%s ended before it was ready: %w; what it wrote stands above", s.Label, cmp.Or(r.err, errors.New("exit code 0")))
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), r.stop())
		case <-time.After(time.Millisecond):
		}
		if time.Since(began) > patience {
			return nil, errors.Join(fmt.Errorf("%s was not ready within %s", s.Label, patience), r.stop())
		}
	}
}

func used(ctx context.Context, s server) bool { return ask(ctx, s.url()+"/healthz") == nil }

func ask(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	request.Close = true // no connection is kept from one try to the next
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	return nil
}

// stop ends the server and waits for it. What does not end by itself is killed.
func (r *running) stop() error {
	_ = syscall.Kill(-r.cmd.Process.Pid, syscall.SIGTERM)
	select {
	case <-r.ended: // by the signal
		return nil
	case <-time.After(patience):
		_ = syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL)
		<-r.ended
		return fmt.Errorf("%s did not end by SIGTERM within %s", r.Label, patience)
	}
}
