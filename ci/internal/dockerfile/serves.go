package dockerfile

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// healthURL is the address that a health check asks, with its path.
var healthURL = regexp.MustCompile(`https?://[^/\s'"]+(/[A-Za-z0-9._~/%-]*)`)

// Serves is what the stage that is shipped says of its service: its port (EXPOSE), 0 where it names none or several; and the path of
// its health check (HEALTHCHECK), empty where that asks no address.
func (f *File) Serves() (port int, health string) {
	ports := map[int]bool{}
	for s := f.target(f.Shipped()); s != nil; s = s.from {
		for _, c := range s.commands {
			switch c := c.Command.(type) {
			case *instructions.ExposeCommand:
				for _, word := range c.Ports {
					number, protocol, _ := strings.Cut(word, "/")
					if n, err := strconv.Atoi(number); err == nil && protocol != "udp" {
						ports[n] = true
					}
				}
			case *instructions.HealthCheckCommand:
				if found := healthURL.FindStringSubmatch(strings.Join(c.Health.Test, " ")); found != nil && health == "" {
					health = found[1]
				}
			}
		}
	}
	if len(ports) == 1 {
		for port = range ports {
		}
	}
	return port, health
}
