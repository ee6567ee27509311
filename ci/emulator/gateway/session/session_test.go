package session

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// runner says what it was asked to run, in more than one part, or waits to be ended.
type runner struct {
	fails error
	ended chan struct{}
}

func (r *runner) Exec(ctx context.Context, task, container string, command []string, output io.Writer) error {
	if r.fails != nil {
		return r.fails
	}
	if command[0] == "wait" {
		<-ctx.Done()
		close(r.ended)
		return ctx.Err()
	}
	_, err := io.WriteString(output, task+" "+container+" "+strings.Join(command, "|")+strings.Repeat(".", part))
	return err
}

// serve puts a handler before a moto that knows one session.
func serve(t *testing.T, r *runner, command string) string {
	t.Helper()
	moto := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ ID, Token string }
		if json.NewDecoder(r.Body).Decode(&asked) != nil || r.URL.Path != "/_slipway/agent/session" || asked.ID != "s1" || asked.Token != "right" {
			http.Error(w, `{"error": "no session"}`, http.StatusNotFound)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"task": "t1", "container": "web", "command": command})
	}))
	t.Cleanup(moto.Close)
	address, err := url.Parse(moto.URL)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(Pattern, &Handler{Moto: address, Runner: r})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "http", "ws", 1) + "/v1/data-channel/"
}

func dial(t *testing.T, address, hello string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(hello)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// read reads a session to its end.
func read(t *testing.T, conn *websocket.Conn) (output, closing string) {
	t.Helper()
	for want := int64(0); ; want++ {
		_, raw, err := conn.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		m, err := parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if m.what == channelClosed {
			var said struct{ Output string }
			if err := json.Unmarshal(m.payload, &said); err != nil {
				t.Fatal(err)
			}
			return output, said.Output
		}
		if m.what != outputData || m.kind != kindOutput || m.sequence != want || len(m.payload) > part {
			t.Fatalf("got %+v, want output number %d", m, want)
		}
		output += string(m.payload)
	}
}

func TestACommandIsSplitAsByTheAgentAndItsOutputSent(t *testing.T) {
	conn := dial(t, serve(t, &runner{}, `'sh' '-c' 'echo '"'"'a b'"'"`)+"s1", `{"TokenValue": "right"}`)
	if output, closing := read(t, conn); output != "t1 web sh|-c|echo 'a b'"+strings.Repeat(".", part) || closing != "" {
		t.Errorf("got %q, %q", output, closing)
	}
}

func TestWhatDidNotStartIsTheEndOfTheSession(t *testing.T) {
	conn := dial(t, serve(t, &runner{fails: errors.New(`Unable to start command: exec: "sh": executable file not found in $PATH`)}, "sh")+"s1", `{"TokenValue": "right"}`)
	if output, closing := read(t, conn); output != "" || closing != "----------ERROR-------\nUnable to start command: exec: \"sh\": executable file not found in $PATH\n" {
		t.Errorf("got %q, %q", output, closing)
	}
}

func TestASessionIsForItsTokenAlone(t *testing.T) {
	address := serve(t, &runner{}, "ls")
	for id, hello := range map[string]string{"s1": `{"TokenValue": "wrong"}`, "s2": `{"TokenValue": "right"}`, "s3": "right"} {
		_, _, err := dial(t, address+id, hello).Read(t.Context())
		if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
			t.Errorf("%s with %s: got %v", id, hello, err)
		}
	}
}

func TestAClientEndsTheCommand(t *testing.T) {
	r := &runner{ended: make(chan struct{})}
	conn := dial(t, serve(t, r, "wait")+"s1", `{"TokenValue": "right"}`)
	flag := message{what: inputData, kind: kindFlag, sequence: 0, payload: binary.BigEndian.AppendUint32(nil, flagTerminate)}
	if err := conn.Write(t.Context(), websocket.MessageBinary, flag.bytes()); err != nil {
		t.Fatal(err)
	}
	_, raw, err := conn.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if m, err := parse(raw); err != nil || m.what != acknowledge || !strings.Contains(string(m.payload), `"AcknowledgedMessageSequenceNumber":0`) {
		t.Errorf("got %+v, %v", m, err)
	}
	<-r.ended

	r = &runner{ended: make(chan struct{})}
	_ = dial(t, serve(t, r, "wait")+"s1", `{"TokenValue": "right"}`).CloseNow()
	<-r.ended // a client that is gone, too
}

// The message was written by AWS's own client (session-manager-plugin, src/message).
func TestMessagesAreThoseOfAWS(t *testing.T) {
	const written = "000000746f75747075745f73747265616d5f646174612020202020202020202020202020000000010000015e0baa78840000000000000007" +
		"0000000000000002a508b5f073f31b16dd01e56bff48483ecd2eca3535741f27a8ae40c31b0c41d4057a7a7b912b33b9aed86485d1c84676000000010000000768656c6c6f0d0a"
	raw, err := hex.DecodeString(written)
	if err != nil {
		t.Fatal(err)
	}
	m, err := parse(raw)
	if err != nil || m.what != outputData || m.kind != kindOutput || m.sequence != 7 || m.flags != 2 || string(m.payload) != "hello\r\n" {
		t.Errorf("got %+v, %v", m, err)
	}
	if got := uuid(m.id); got != "dd01e56b-ff48-483e-a508-b5f073f31b16" {
		t.Errorf("the id is %s", got)
	}
	again := m.bytes()
	copy(again[atCreated:atSequence], raw[atCreated:atSequence])
	copy(again[atID:atDigest], raw[atID:atDigest])
	if got := hex.EncodeToString(again); got != written {
		t.Errorf("got  %s\nwant %s", got, written)
	}
	raw[len(raw)-1]++
	for _, broken := range [][]byte{nil, raw[:100], raw} {
		if _, err := parse(broken); err == nil {
			t.Errorf("a broken message of %d bytes was taken", len(broken))
		}
	}
}
