package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// A strangerError says that what answers at the mirror's address is not the mirror that we started. The engine runs as root and
// takes the images that everything else runs in from there, by tag, and any user of this host may open a port.
type strangerError struct {
	address string
	why     string
}

func (e *strangerError) Error() string {
	return fmt.Sprintf("what answers at %s is not this host's image mirror, as %s: find the program with ss -ltnp, or set SLIPWAY_MIRROR_PORT to a free port", e.address, e.why)
}

// mirrorIsOurs is nil where our process, and no other, listens at the mirror's address, and serves the very images that were built.
func mirrorIsOurs(ctx context.Context, s *Settings) error {
	pid := runningPid(s, "mirror")
	owned, taken, err := listens(pid, s.Port)
	if err != nil {
		return err
	}
	if taken && !owned {
		return &strangerError{s.mirrorAddress(), "another process has the port"}
	}
	if !taken {
		return fmt.Errorf("nothing listens at %s", s.mirrorAddress())
	}
	images, err := servedImages(filepath.Join(s.link("images"), "layout"))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for ref, digest := range images {
		if err := serves(ctx, s.mirrorAddress(), ref, digest); err != nil {
			return err
		}
	}
	return nil
}

// serves asks for a manifest by its tag, and compares it with the digest that was built.
func serves(ctx context.Context, address, ref string, digest v1.Hash) error {
	name, tag, _ := strings.Cut(ref, ":")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/v2/"+name+"/manifests/"+tag, nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{}} // no proxy
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("ask the image mirror for %s: %w", ref, err)
	}
	defer resp.Body.Close()
	got, _, err := v1.SHA256(io.LimitReader(resp.Body, 4<<20))
	if err != nil {
		return fmt.Errorf("read %s from the image mirror: %w", ref, err)
	}
	if resp.StatusCode != http.StatusOK || got != digest {
		return &strangerError{address, fmt.Sprintf("it answers %s for %s, and not the manifest %s", resp.Status, ref, digest)}
	}
	return nil
}

// listens tells whether a port of the loopback is taken, and whether all that listens there belongs to a process.
func listens(pid, port int) (owned, taken bool, err error) {
	sockets, err := listeners(port)
	if err != nil || len(sockets) == 0 {
		return false, false, err
	}
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if errors.Is(err, os.ErrNotExist) {
		return false, true, nil
	}
	if err != nil {
		return false, true, fmt.Errorf("look for the sockets of process %d: %w", pid, err)
	}
	for _, f := range files {
		// A file that is closed meanwhile is none of the sockets.
		link, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", pid, f.Name()))
		delete(sockets, link)
	}
	return len(sockets) == 0, true, nil
}

// answering are the addresses of sockets that a connection to 127.0.0.1 may reach, as /proc/net writes them.
var answering = map[string]bool{
	"0100007F": true, "00000000": true,
	"0000000000000000FFFF00000100007F": true, "00000000000000000000000000000000": true,
}

// listeners are the sockets that take connections to a port of 127.0.0.1, as /proc/PID/fd names them.
func listeners(port int) (map[string]bool, error) {
	const listening, inode = "0A", 9
	sockets := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		f, err := os.Open(table)
		if errors.Is(err, os.ErrNotExist) {
			continue // a kernel without IPv6
		}
		if err != nil {
			return nil, fmt.Errorf("look who listens on port %d: %w", port, err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			field := strings.Fields(lines.Text())
			if len(field) <= inode || field[3] != listening {
				continue
			}
			address, hex, _ := strings.Cut(field[1], ":")
			if n, err := strconv.ParseUint(hex, 16, 16); err == nil && int(n) == port && answering[address] {
				sockets["socket:["+field[inode]+"]"] = true
			}
		}
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("read %s: %w", table, err)
		}
	}
	return sockets, nil
}
