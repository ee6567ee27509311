package ecsexec

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/coder/websocket"
	"github.com/google/uuid"
)

const (
	// most is what a command may print: all of it is kept until its exit code is known.
	most = 32 << 20
	// farewell is how long a session that is to end may take until it says so.
	farewell = 5 * time.Second
	// quiet is the time between two pings, for what is between here and AWS and forgets a silent connection.
	quiet = time.Minute
	// speaks is the version of AWS's session-manager-plugin whose protocol this is: the agent asks for it.
	speaks = "1.2.792.0"
)

// session is what ECS opened for a command. Its token is all that one needs to speak in it: it is in no text.
type session struct{ id, url, token string }

// channel is the data channel of a session: a websocket whose messages have numbers and are acknowledged, by what AWS's client
// (session-manager-plugin, src/datachannel) and its agent do.
type channel struct {
	conn *websocket.Conn
	sent int64
	// expected is the number of the next message, early are those that came before it.
	expected  int64
	early     map[int64]message
	printed   []byte
	encrypted bool
}

// open signs the request, as AWS's client does, and gives the token.
func open(ctx context.Context, config aws.Config, s session) (*channel, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return nil, errors.New("ECS answered with an address of the session that is none: use `aws ecs execute-command`")
	}
	keys, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the credentials: %w", err)
	}
	nothing := sha256.Sum256(nil)
	if err := v4.NewSigner().SignHTTP(ctx, keys, request, hex.EncodeToString(nothing[:]), "ssmmessages", config.Region, time.Now()); err != nil {
		return nil, fmt.Errorf("sign the request for the session's channel: %w", err)
	}
	conn, answer, err := websocket.Dial(ctx, s.url, &websocket.DialOptions{HTTPHeader: request.Header}) //nolint:bodyclose // Dial closes it
	if err != nil {
		if answer != nil && answer.StatusCode == http.StatusForbidden {
			return nil, fmt.Errorf("AWS does not let these credentials open the session's channel: %w\nAdd ssmmessages:OpenDataChannel to them, beside ecs:ExecuteCommand", err)
		}
		return nil, fmt.Errorf("open the channel of session %s at %s: %w\nGive this machine a way to that host on port 443", s.id, request.URL.Host, err)
	}
	conn.SetReadLimit(1 << 20)
	hello, err := json.Marshal(map[string]string{
		"MessageSchemaVersion": "1.0", "RequestId": uuid.NewString(), "TokenValue": s.token, "ClientId": uuid.NewString(), "ClientVersion": speaks,
	})
	if err == nil {
		err = conn.Write(ctx, websocket.MessageText, hello)
	}
	if err != nil {
		_ = conn.CloseNow()
		return nil, fmt.Errorf("greet in the channel of session %s: %w", s.id, err)
	}
	return &channel{conn: conn, early: map[int64]message{}}, nil
}

// follow reads until the session ends, and returns what its end says. A context that ends takes the command with it.
func (c *channel) follow(ctx context.Context) (closing string, err error) {
	lasting, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	defer func() { _ = c.conn.CloseNow() }()
	stop := context.AfterFunc(ctx, func() {
		_ = c.send(lasting, kindFlag, binary.BigEndian.AppendUint32(nil, flagTerminate))
		time.AfterFunc(farewell, end)
	})
	defer stop()
	go c.ping(lasting)
	for {
		_, raw, err := c.conn.Read(lasting)
		switch {
		case ctx.Err() != nil && err != nil:
			return "", fmt.Errorf("the command was given up, and told to end: %w", context.Cause(ctx))
		case err != nil:
			return "", fmt.Errorf("the session broke off, and its command may still run: %w", err)
		}
		m, err := parse(raw)
		if err != nil {
			return "", fmt.Errorf("the session's channel: %w: type the same command again, or use `aws ecs execute-command`", err)
		}
		switch m.what {
		case outputData:
			if err := c.take(lasting, m); err != nil {
				return "", err
			}
		case channelClosed:
			var said struct{ Output string }
			_ = json.Unmarshal(m.payload, &said) // one without words ends it too
			if ctx.Err() != nil {
				return "", fmt.Errorf("the command was given up, and ended: %w", context.Cause(ctx))
			}
			return said.Output, nil
		}
	}
}

// take acknowledges a message and handles those that are due.
func (c *channel) take(ctx context.Context, m message) error {
	if err := c.acknowledge(ctx, m); err != nil {
		return err
	}
	if m.sequence >= c.expected {
		c.early[m.sequence] = m
	}
	for {
		due, there := c.early[c.expected]
		if !there {
			return nil
		}
		delete(c.early, c.expected)
		c.expected++
		switch due.kind {
		case kindOutput:
			if c.printed = append(c.printed, due.payload...); len(c.printed) > most {
				return fmt.Errorf("the command printed more than %d MB: let it write less, or into a bucket", most>>20)
			}
		case kindHandshake:
			if err := c.answer(ctx, due.payload); err != nil {
				return err
			}
		}
	}
}

func (c *channel) acknowledge(ctx context.Context, m message) error {
	content, err := json.Marshal(map[string]any{
		"AcknowledgedMessageType": m.what, "AcknowledgedMessageId": m.id.String(), "AcknowledgedMessageSequenceNumber": m.sequence,
		"IsSequentialMessage": true,
	})
	if err != nil {
		return err
	}
	return c.write(ctx, message{what: acknowledge, flags: synAndFin, id: uuid.New(), payload: content})
}

func (c *channel) send(ctx context.Context, kind uint32, payload []byte) error {
	m := message{what: inputData, kind: kind, sequence: c.sent, id: uuid.New(), payload: payload}
	c.sent++
	return c.write(ctx, m)
}

func (c *channel) write(ctx context.Context, m message) error {
	if err := c.conn.Write(ctx, websocket.MessageBinary, m.bytes()); err != nil {
		return fmt.Errorf("the session broke off, and its command may still run: %w", err)
	}
	return nil
}

func (c *channel) ping(ctx context.Context) {
	tick := time.NewTicker(quiet)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if c.conn.Ping(ctx) != nil {
				return // what reads finds it out too
			}
		}
	}
}
