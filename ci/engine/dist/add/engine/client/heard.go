package client

import (
	"bufio"
	"net"
)

// A heard connection has been spoken on.
type heard struct {
	net.Conn
	from *bufio.Reader
}

func (h heard) Read(p []byte) (int, error) { return h.from.Read(p) }

// hear waits for the other side's first byte, however long it takes. An HTTP/2 server gives its client two seconds for its
// first frame, counted from its own start. On a machine where much is compiled the engine may come later, and the program
// that waits for it, a module's function, would end in the middle of its work.
func hear(conn net.Conn) net.Conn {
	from := bufio.NewReader(conn)
	_, _ = from.Peek(1) // what went wrong, the server reads again
	return heard{conn, from}
}
