// Package session is the data channel of ECS Exec: a websocket at which a client that has a session's token sees what its command prints.
// Behind it are SSM and its agent in the task on AWS; here the command runs in the task's container. What a session is for, and whether
// there may be one, the API said before (slipway_emulator/ecs/exec.py).
package session

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/coder/websocket"
	"github.com/google/shlex"

	"slipway/emulator/gateway/control"
)

// Pattern is where sessions are answered.
const Pattern = "GET /v1/data-channel/{id}"

const (
	// part is how much the agent sends at once.
	part = 1024
	// patience is how long a client may take for its token.
	patience = 30 * time.Second
)

// Runner runs a command in a container of a task, to its end.
type Runner interface {
	Exec(ctx context.Context, task, container string, command []string, output io.Writer) error
}

// Handler answers clients.
type Handler struct {
	Moto   *url.URL
	Runner Runner
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // the client has the answer
	}
	defer func() { _ = conn.CloseNow() }()
	// The request's context ends with the handler, and not with the connection: what reads sees its end.
	ctx, end := context.WithCancel(context.WithoutCancel(r.Context()))
	defer end()
	what, err := h.greet(ctx, conn, r.PathValue("id"))
	if err != nil {
		slog.Warn("a session did not begin", "session", r.PathValue("id"), "reason", err)
		_ = conn.Close(websocket.StatusPolicyViolation, "the session did not begin")
		return
	}
	c := &channel{conn: conn, id: r.PathValue("id")}
	go c.listen(ctx, end)
	closing := ""
	words, err := shlex.Split(what.Command)
	if err == nil && len(words) == 0 {
		err = errors.New("the command is empty")
	}
	if err == nil {
		err = h.Runner.Exec(ctx, what.Task, what.Container, words, c)
	}
	if err != nil {
		closing = "----------ERROR-------\n" + err.Error() + "\n"
	}
	c.close(context.WithoutCancel(ctx), closing)
}

type opened struct{ Task, Container, Command string }

// greet reads the token, and asks what it is for.
func (h *Handler) greet(ctx context.Context, conn *websocket.Conn, id string) (opened, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var what opened
	var hello struct{ TokenValue string }
	_, raw, err := conn.Read(ctx)
	if err != nil {
		return what, fmt.Errorf("read the token: %w", err)
	}
	if json.Unmarshal(raw, &hello) != nil || hello.TokenValue == "" { // the text has the token
		return what, errors.New("the first message is no JSON with TokenValue")
	}
	err = control.Call(ctx, h.Moto, http.MethodPost, "agent/session", nil, map[string]string{"id": id, "token": hello.TokenValue}, &what)
	return what, err
}

// channel is what the agent sends: its Write is the output of the command.
type channel struct {
	conn *websocket.Conn
	id   string
	sent int64
}

func (c *channel) Write(text []byte) (int, error) {
	for at := 0; at < len(text); at += part {
		m := message{what: outputData, kind: kindOutput, sequence: c.sent, payload: text[at:min(at+part, len(text))]}
		c.sent++
		if err := c.conn.Write(context.Background(), websocket.MessageBinary, m.bytes()); err != nil {
			return at, err
		}
	}
	return len(text), nil
}

// listen acknowledges what the client sends, and ends the command where the client wants that, or is gone. There is no input.
func (c *channel) listen(ctx context.Context, end func()) {
	defer end()
	for {
		_, raw, err := c.conn.Read(ctx)
		if err != nil {
			return
		}
		m, err := parse(raw)
		if err != nil {
			slog.Warn("a session's client sent what is no message", "session", c.id, "reason", err)
			return
		}
		if m.what != inputData {
			continue
		}
		content, _ := json.Marshal(map[string]any{ // which never fails
			"AcknowledgedMessageType": m.what, "AcknowledgedMessageId": uuid(m.id), "AcknowledgedMessageSequenceNumber": m.sequence,
			"IsSequentialMessage": true,
		})
		if c.conn.Write(ctx, websocket.MessageBinary, message{what: acknowledge, flags: synAndFin, payload: content}.bytes()) != nil {
			return
		}
		if m.kind == kindFlag && len(m.payload) == 4 && binary.BigEndian.Uint32(m.payload) == flagTerminate {
			return
		}
	}
}

// close tells the end of the session as SSM does.
func (c *channel) close(ctx context.Context, closing string) {
	content, _ := json.Marshal(map[string]any{ // which never fails
		"MessageType": channelClosed, "SessionId": c.id, "SchemaVersion": 1, "Output": closing, "CreatedDate": time.Now().UTC().Format(time.RFC3339),
	})
	_ = c.conn.Write(ctx, websocket.MessageBinary, message{what: channelClosed, payload: content}.bytes())
	_ = c.conn.Close(websocket.StatusNormalClosure, "")
}
