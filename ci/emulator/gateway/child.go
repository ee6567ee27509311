package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// child is the moto process. With no command, moto is somebody else's process: done never closes and stop does nothing.
type child struct {
	command *exec.Cmd
	done    chan struct{}
	err     error
}

func startChild(command []string, environment ...string) (*child, error) {
	c := &child{done: make(chan struct{})}
	if len(command) == 0 {
		return c, nil
	}
	c.command = exec.Command(command[0], command[1:]...) //nolint:noctx // it ends by stop, with time to write its last answers
	c.command.Env = append(os.Environ(), environment...)
	c.command.Stdout, c.command.Stderr = os.Stdout, os.Stderr
	if err := c.command.Start(); err != nil {
		return nil, fmt.Errorf("start moto with %q: %w", strings.Join(command, " "), err)
	}
	go func() {
		c.err = c.command.Wait()
		close(c.done)
	}()
	return c, nil
}

// ended says how moto came to its end; call it after done is closed.
func (c *child) ended() error {
	cause := c.err
	if cause == nil {
		cause = errors.New("exit status 0")
	}
	return fmt.Errorf("moto ended: %w; its output above says why, and what it held is gone: start the emulator again", cause)
}

// stop passes SIGTERM on and waits; a moto that does not listen is killed.
func (c *child) stop() {
	if c.command == nil {
		return
	}
	_ = c.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.done:
	case <-time.After(5 * time.Second):
		_ = c.command.Process.Kill()
		<-c.done
	}
}

// awaitMoto returns once moto answers, or says why it does not.
func awaitMoto(ctx context.Context, target *url.URL, moto *child, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := pingMoto(ctx, target)
		if err == nil {
			return nil
		}
		select {
		case <-moto.done:
			return moto.ended()
		case <-ctx.Done():
			return fmt.Errorf("moto did not answer at %s within %s: %w; check its output, and that its port is the one in --moto",
				target, limit, err)
		case <-tick.C:
		}
	}
}

func pingMoto(ctx context.Context, target *url.URL) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.JoinPath(healthPath).String(), nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("moto answered %s", response.Status)
	}
	return nil
}
