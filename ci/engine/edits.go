package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// absentModules are dagger's requirements that the Go module proxy does not
// serve and that nothing imports once the edits below are made.
var absentModules = []string{
	"github.com/jedevc/go-libsecret",
	"github.com/vito/bubbline",
	"github.com/vito/dang",
	"github.com/vito/dang/v2",
	"github.com/vito/tuist/teav1",
}

// An edit removes a file (both texts empty), or replaces in it the one place that
// reads `from`, up to but without `until` where that is given, by `with`.
type edit struct{ file, from, until, with string }

var edits = []edit{
	// The Dang interpreter: dist/add has packages that answer "not supported".
	{file: "core/sdk/dang/v1/helpers.go"},
	{file: "core/sdk/dang/v1/sdk.go"},
	{file: "core/sdk/dang/v2/helpers.go"},
	{file: "core/sdk/dang/v2/sdk.go"},

	// The full-screen front end: dist/add has frontend_bare.go instead.
	{file: "dagql/idtui/error_label.go"},
	{file: "dagql/idtui/frontend_dots.go"},
	{file: "dagql/idtui/frontend_log_pager.go"},
	{file: "dagql/idtui/frontend_pretty.go"},
	{file: "dagql/idtui/frontend_tests.go"},
	{file: "dagql/idtui/keymap.go"},
	{file: "dagql/idtui/notification.go"},
	{file: "dagql/idtui/search.go"},
	{
		file:  "dagql/idtui/frontend_claims.go", // called by removed files only
		from:  "// claimTestReport marks output",
		until: "func (claims *renderClaims) hasRootError",
	},

	// Searching in a log needs a version of midterm that is not served.
	{
		file:  "dagql/idtui/vterm.go",
		from:  "// SetSearchHighlight sets",
		until: "// ScrollToRow scrolls",
	},
	{
		file:  "dagql/idtui/vterm.go",
		from:  "func (term *Vterm) Search(",
		until: "func (term *Vterm) ScrollPercent",
	},

	// The served otel-go lacks this one name.
	{file: "dagql/dagui/spans.go", from: "telemetry.PendingAttr", with: `"dagger.io/dag.pending"`},
	{file: "core/telemetry.go", from: "telemetry.PendingAttr", with: `"dagger.io/dag.pending"`},

	// Where the machine is busy, a session is served late: dist/add has heard.go.
	{file: "engine/client/client.go", from: "(&http2.Server{}).ServeConn(srv.Conn, &", with: "(&http2.Server{}).ServeConn(hear(srv.Conn), &"},

	// The engine gives a function ten seconds to connect, counted from the start of its container, and then says of the function
	// that it ended with exit code 2.
	{
		file: "engine/server/session.go",
		from: "context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)",
		with: "context.WithTimeout(context.WithoutCancel(ctx), 2*time.Minute)",
	},

	// The plain front end walks through all that ever happened at each of its ticks: with the thousands of steps of a
	// `check`, twenty times a second were an eighth of the work of everything together.
	{file: "dagql/idtui/frontend_plain.go", from: "time.NewTicker(50 * time.Millisecond)", with: "time.NewTicker(500 * time.Millisecond)"},

	// What is told of a client, and how often: dist/add has calm.go.
	{file: "engine/server/session.go", from: "sdktrace.WithSpanProcessor(telemetry.NewLiveSpanProcessor(", with: "sdktrace.WithSpanProcessor(calmly("},
	{
		file: "engine/server/session.go",
		from: "telemetry.NewLiveSpanProcessor(\n\t\t\t\tsrv.telemetryPubSub.Spans(parent)",
		with: "calmly(\n\t\t\t\tsrv.telemetryPubSub.Spans(parent)",
	},
	{file: "engine/server/session.go", from: "metricReaderInterval = 5 * time.Second", with: "metricReaderInterval = time.Minute"},

	// A function that waits copies a whole batch of empty log records ten times a second: a small one will do.
	{
		file: "engine/engineutil/executor_spec.go",
		from: "engine.OTelMetricsEndpointEnv+\"=\"+otelEndpoint+\"/v1/metrics\",\n",
		with: "engine.OTelMetricsEndpointEnv+\"=\"+otelEndpoint+\"/v1/metrics\",\n\t\t\"OTEL_BLRP_MAX_EXPORT_BATCH_SIZE=32\",\n",
	},

	// Code generation asks for two modules by what the proxy can't answer: the SDK
	// by a commit, and querybuilder by its list of versions.
	{
		file: "core/sdk/go_sdk.go",
		from: `goSDKLibVersion = "56bb30426a8462af6f95cfdae6461d0cc796ff50"`,
		with: `goSDKLibVersion = "` + daggerVersion + `"`,
	},
	{
		file: "cmd/codegen/generator/go/generate_typedefs.go",
		from: "\t\tquerybuilderImportPath,\n",
		with: "\t\tquerybuilderImportPath+\"@v0.0.0-20260402040506-574a5e81cb59\",\n",
	},
}

// applyEdits fails with the file and the text where dagger is not as expected.
func applyEdits(root string) error {
	for _, e := range edits {
		path := filepath.Join(root, e.file)
		if e.from == "" {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("remove %s from dagger %s: %w", e.file, daggerVersion, err)
			}
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("edit dagger %s: %w", daggerVersion, err)
		}
		edited, err := e.apply(string(raw))
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(edited), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (e edit) apply(text string) (string, error) {
	if n := strings.Count(text, e.from); n != 1 {
		return "", fmt.Errorf("edit %s of dagger %s: %q stands there %d times and once is expected: adapt ci/engine/edits.go", e.file, daggerVersion, e.from, n)
	}
	start := strings.Index(text, e.from)
	end := start + len(e.from)
	if e.until != "" {
		n := strings.Index(text[end:], e.until)
		if n < 0 {
			return "", fmt.Errorf("edit %s of dagger %s: %q does not follow %q: adapt ci/engine/edits.go", e.file, daggerVersion, e.until, e.from)
		}
		end += n
	}
	return text[:start] + e.with + text[end:], nil
}
