// Package ports lets a load balancer have a port at all addresses, and a name of Service Connect the same port at its own: the kernel
// leads each connection to the more exact of the two.
package ports

import (
	"context"
	"errors"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// Listen takes an address that this process may have twice. One that another socket listens at, which shares it with nobody, is refused.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var set error
		err := c.Control(func(fd uintptr) {
			set = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
		})
		return errors.Join(err, set)
	}}
	return config.Listen(ctx, "tcp", address)
}
