package databases

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

const (
	// startLimit is how long a server may take to answer, stopLimit to end.
	startLimit = 30 * time.Second
	stopLimit  = 10 * time.Second
)

// start returns once the server answers.
func (c *cluster) start(ctx context.Context) error {
	log, err := os.OpenFile(c.log(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	// The server outlives the context on purpose: it is told to end by stop and remove.
	server := c.programs.command(context.WithoutCancel(ctx), "postgres", "-D", c.data())
	server.Dir, server.Stdout, server.Stderr = c.folder, log, log
	server.SysProcAttr.Setpgid = true // what interrupts the emulator at a terminal is not for it
	if err := server.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	c.process, c.done = server.Process, done
	go func() {
		_ = server.Wait() // its log says more
		close(done)
	}()
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		err := c.do(ctx, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-done:
			c.done = nil
			text, _ := os.ReadFile(c.log())
			return fmt.Errorf("the server ended: %s", lastLines(string(text)))
		case <-ctx.Done():
			c.stop()
			return fmt.Errorf("the server did not answer: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (c *cluster) runs() bool {
	select {
	case <-c.ended():
		return false
	default:
		return c.done != nil
	}
}

// ended closes when the server ends; it is nil while there is none.
func (c *cluster) ended() <-chan struct{} {
	if c == nil {
		return nil
	}
	return c.done
}

// stop ends the server as a reboot of RDS does: connections break off, and nothing that was committed is lost.
func (c *cluster) stop() { c.signal(syscall.SIGINT) }

func (c *cluster) signal(how syscall.Signal) {
	if c.done == nil {
		return
	}
	for _, s := range []syscall.Signal{how, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = c.process.Signal(s)
		select {
		case <-c.done:
			c.done = nil
			return
		case <-time.After(stopLimit):
		}
	}
}

// lastLines are those in which a program says why it ended.
func lastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-3):], "; ")
}
