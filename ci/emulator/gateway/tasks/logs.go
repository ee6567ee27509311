package tasks

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"slipway/emulator/gateway/control"
)

const (
	// batchTime is how long a line waits for others, batchSize how many go together at most. ECS's own driver waits 5 s.
	batchTime = 500 * time.Millisecond
	batchSize = 1000
)

// follow sends what a container writes to its log group, until it exited and all is sent.
func (a agent) follow(ctx context.Context, arn string, c *container, file string, exited <-chan struct{}) {
	configuration := c.definition.LogConfiguration
	if configuration == nil || configuration.LogDriver != types.LogDriverAwslogs {
		return
	}
	opened, err := os.Open(file)
	if err != nil {
		slog.Error("a container's log is not read", "container", c.name, "error", err)
		return
	}
	defer opened.Close()
	lines := reader{from: bufio.NewReader(opened)}
	for {
		over := false
		select {
		case <-exited:
			over = true
		case <-time.After(batchTime):
		}
		for {
			batch := lines.read(batchSize)
			if len(batch) == 0 {
				break
			}
			if err := a.logs(ctx, arn, c.state.Name, batch); err != nil && !errors.Is(err, control.ErrUnknown) {
				slog.Error("lines of a container are lost", "container", c.name, "lines", len(batch), "error", err)
			}
		}
		if over {
			return
		}
	}
}

// reader reads podman's k8s-file format: time, stream, P for a part of a line or F for its end, text.
type reader struct {
	from *bufio.Reader
	// part is of the file's line that is not yet whole, text of the container's.
	part, text string
}

// read returns the lines that are whole by now, so many at most.
func (r *reader) read(most int) []line {
	var found []line
	for len(found) < most {
		got, err := r.from.ReadString('\n')
		r.part += got
		if errors.Is(err, io.EOF) || err != nil {
			break
		}
		fields := strings.SplitN(strings.TrimSuffix(r.part, "\n"), " ", 4)
		r.part = ""
		if len(fields) < 4 {
			continue
		}
		r.text += fields[3]
		at, err := time.Parse(time.RFC3339Nano, fields[0])
		if fields[2] == "P" || err != nil {
			continue
		}
		found = append(found, line{Timestamp: at.UnixMilli(), Message: r.text})
		r.text = ""
	}
	return found
}
