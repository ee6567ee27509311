package main

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// lingering is a listener whose connections tell their end and go on taking what is sent.
//
// The engine's tunnel of `up` never forgets a connection, and stands still for good, with all its connections, once it can't
// write to one (engineutil.ListenHostToContainer in dagger v0.21.8). A server ends connections on its side whenever it
// answers before it has read all of a request.
type lingering struct{ net.Listener }

func (l lingering) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		return &lingeringConn{TCPConn: tcp}, err
	}
	return conn, err
}

type lingeringConn struct {
	*net.TCPConn
	draining sync.Once
}

// Close ends what is sent to the client. What the client sends is dropped until it closes too.
func (c *lingeringConn) Close() error {
	c.draining.Do(func() {
		_ = c.CloseWrite() // the client may be gone
		_ = c.SetReadDeadline(time.Time{})
		go func() {
			_, _ = io.Copy(io.Discard, c.TCPConn)
			_ = c.TCPConn.Close()
		}()
	})
	return nil
}

// Reset ends the connection at once, as a router does that forgot it.
func (c *lingeringConn) Reset() error {
	var err error
	c.draining.Do(func() { err = errors.Join(c.SetLinger(0), c.TCPConn.Close()) })
	return err
}
