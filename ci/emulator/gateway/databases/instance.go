package databases

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"slipway/emulator/gateway/control"
)

// retry is the time until an instance whose server failed is tried again.
const retry = 2 * time.Second

// listing is an instance in the list of all.
type listing struct{ ID, Revision string }

// wanted is what RDS wants an instance to be.
type wanted struct {
	ID, Identifier, Revision string
	// Address is the endpoint's name.
	Address        string
	Port           int
	Database, User string
	// Password is "" where the master user is to keep the one it has. It may not reach a log.
	Password string
	ForceTLS bool
	Stopped  bool
	Reboots  int
}

// instance is one from its first sight to its end.
type instance struct {
	runner *Runner
	id     string
	ctx    context.Context // the instance's own life
	end    context.CancelFunc
	told   chan string

	// has is what the server was given last; nil before it was made.
	has     *wanted
	cluster *cluster
}

func newInstance(ctx context.Context, r *Runner, id string) *instance {
	ctx, cancel := context.WithCancel(ctx)
	return &instance{runner: r, id: id, ctx: ctx, end: cancel, told: make(chan string, 1)}
}

// tell says which revision is wanted. One that nobody took yet is outdated.
func (i *instance) tell(revision string) {
	select {
	case <-i.told:
	default:
	}
	i.told <- revision
}

// run keeps the server as RDS wants it.
func (i *instance) run() {
	defer func() {
		i.cluster.remove()
		if i.has != nil {
			slog.Info("database ends", "instance", i.has.Identifier)
		}
	}()
	tried, said := "", ""
	var again <-chan time.Time // while the last try failed
	for {
		select {
		case <-i.ctx.Done():
			return
		case revision := <-i.told:
			if revision == tried {
				continue
			}
			tried = revision
		case <-i.cluster.ended():
			slog.Error("the server of a database ended by itself: it is started again", "instance", i.has.Identifier)
			i.cluster.stop()
		case <-again:
		}
		again = nil
		err := i.settle()
		if i.ctx.Err() != nil {
			return
		}
		if err == nil {
			said = ""
			continue
		}
		again = time.After(retry)
		if err.Error() != said { // once
			said = err.Error()
			slog.Error("a database does not run as RDS wants it", "instance", i.id, "error", err)
		}
	}
}

// settle gives the instance what it is to have, and reports it.
func (i *instance) settle() error {
	w := &wanted{}
	if err := i.call(http.MethodGet, url.Values{"id": {i.id}}, nil, w); err != nil {
		if errors.Is(err, control.ErrUnknown) {
			return nil // the next listing does not have it
		}
		return err
	}
	status := "available"
	failed := i.change(w)
	if failed != nil {
		if i.ctx.Err() != nil || i.has != nil {
			return failed
		}
		status = "failed"
	}
	err := i.call(http.MethodPost, nil, map[string]string{"id": i.id, "revision": w.Revision, "status": status}, nil)
	if errors.Is(err, control.ErrUnknown) {
		err = nil
	}
	return errors.Join(failed, err)
}

// change makes the server as it is wanted, with no more than that takes.
func (i *instance) change(w *wanted) error {
	has := i.has
	switch {
	case has == nil:
		began := time.Now()
		if err := i.make(w); err != nil {
			return fmt.Errorf("make the database instance %s: %w", w.Identifier, err)
		}
		slog.Info("database serves", "instance", w.Identifier, "endpoint", fmt.Sprintf("%s:%d", w.Address, w.Port),
			"at", i.cluster.ip, "after", time.Since(began).Round(time.Millisecond).String())
	case w.Stopped: // below
	case has.Stopped, has.Reboots != w.Reboots, has.Address != w.Address, has.Port != w.Port, !i.cluster.runs():
		i.cluster.stop()
		if err := i.start(w); err != nil {
			return fmt.Errorf("start the database instance %s: %w", w.Identifier, err)
		}
	}
	if has != nil && w.Password != "" && (w.Password != has.Password) && !w.Stopped {
		if err := i.cluster.setPassword(i.ctx, w); err != nil {
			return fmt.Errorf("set the master user's password of %s: %w", w.Identifier, err)
		}
	}
	if w.Stopped {
		i.cluster.stop()
	}
	kept := *w
	if has != nil && (w.Stopped || w.Password == "") {
		kept.Password = has.Password // the one that the server knows
	}
	i.has = &kept
	return nil
}

func (i *instance) make(w *wanted) error {
	c, err := i.runner.newCluster(i.ctx)
	if err != nil {
		return err
	}
	i.cluster = c
	if err = i.start(w); err == nil {
		err = c.found(i.ctx, w)
	}
	if err != nil { // the next try begins anew
		c.remove()
		i.cluster = nil
	}
	return err
}

func (i *instance) start(w *wanted) error {
	ip, err := i.runner.names.take(i.ctx, w.Address)
	if err != nil {
		return err
	}
	certificate, err := i.runner.authority.Certificate([]string{w.Address})
	if err != nil {
		return err
	}
	if err := i.cluster.configure(w, ip, certificate); err != nil {
		return err
	}
	return i.cluster.start(i.ctx)
}

func (i *instance) call(method string, query url.Values, body, answer any) error {
	return control.Call(i.ctx, i.runner.moto, method, "databases/instance", query, body, answer)
}
