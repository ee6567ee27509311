package ecsexec

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

var orders = Where{Cluster: "shop", Service: "orders"}

func (f *fake) run(where Where, command string) (Result, error) {
	words, err := Words(command)
	if err != nil {
		f.t.Fatal(err)
	}
	return Run(f.t.Context(), f, f.config(), where, words)
}

func TestOutputAndExitCode(t *testing.T) {
	for _, c := range []struct {
		command, output string
		code            int
	}{
		{"true", "", 0},
		{"printf 'a\\nb'", "a\nb", 0},
		{"sh -c 'echo out; echo err >&2; exit 3'", "out\nerr\n", 3},
		{`printf %s "it's" ' ; "$HOME" '"'"`, `it's ; "$HOME" '`, 0},
		{`printf '[%s]' '' "a b"`, "[][a b]", 0},
		{"cat", "", 0}, // which has no input
		{"test -t 1", "", 1},
	} {
		got, err := newFake(t).run(orders, c.command)
		if err != nil || got.Output != c.output || got.Code != c.code || !got.Known || got.Task != "aaaa1111" {
			t.Errorf("%s: got %+v, %v; want %q and %d", c.command, got, err, c.output, c.code)
		}
	}
	for command, want := range map[string]int{"no-such-program --help": 127, "exit 3": 127, "/etc/passwd": 126, "sh -c 'kill -9 $$'": 137} {
		got, err := newFake(t).run(orders, command)
		if err != nil || got.Code != want || !got.Known || got.Output == "" || strings.Contains(got.Output, "exit-") {
			t.Errorf("%s: got %+v, %v; want %d", command, got, err, want)
		}
	}
}

// A list of processes shows the mark, and so may what a command prints of itself.
func TestACommandThatPrintsItsOwnMark(t *testing.T) {
	r := inShell([]string{"ps"})
	out, code, known := r.end([]byte("sh -c " + told + " " + r.mark + " ps\r\n" + r.mark + ":7:\r\n" + r.mark + ":0:"))
	if code != 0 || !known || !strings.HasSuffix(out, r.mark+":7:\n") {
		t.Errorf("got %q, %d, %v", out, code, known)
	}
	if inShell(nil).mark == r.mark {
		t.Error("two commands have one mark")
	}
}

func TestAnImageWithoutAShell(t *testing.T) {
	folder := t.TempDir()
	cat, err := os.ReadFile("/bin/cat")
	if err != nil {
		t.Skip("there is no /bin/cat")
	}
	if err := os.WriteFile(filepath.Join(folder, "cat"), cat, 0o755); err != nil {
		t.Fatal(err)
	}
	f := newFake(t)
	f.path = folder
	got, err := f.run(orders, "cat /proc/self/cmdline")
	if err != nil || got.Known || got.Code != 0 || !strings.HasPrefix(got.Output, folder+"/cat\x00/proc/self") {
		t.Errorf("got %+v, %v", got, err)
	}
	if len(f.commands) != 2 || f.commands[1] != "'cat' '/proc/self/cmdline'" {
		t.Errorf("ran %q", f.commands)
	}
	if _, err := f.run(orders, "ls"); err == nil || !strings.Contains(err.Error(), `exec: "ls": executable file not found`) ||
		!strings.Contains(err.Error(), "write a program that the image has, with its path") {
		t.Errorf("got %v", err)
	}
}

// As where the log of sessions can't be written, or after 20 minutes of silence.
func TestASessionThatEndsBeforeItsCommand(t *testing.T) {
	f := newFake(t)
	f.ends = "Session timed out"
	if got, err := f.run(orders, "echo half"); err == nil || !strings.Contains(err.Error(), "look with `status`") || !strings.HasSuffix(err.Error(), "Session timed out") {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestMessagesThatComeInAnotherOrder(t *testing.T) {
	f := newFake(t)
	f.shuffle = true
	if got, err := f.run(orders, "printf 'a\\nb\\nc\\n'"); err != nil || got.Output != "a\nb\nc\n" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestHandshake(t *testing.T) {
	f := newFake(t)
	f.handshake = []string{"SessionType"}
	if got, err := f.run(orders, "echo hi"); err != nil || got.Output != "hi\n" {
		t.Errorf("got %+v, %v", got, err)
	}
	if text := string(f.answered); !strings.Contains(text, `{"ActionType":"SessionType","ActionStatus":1,`) {
		t.Errorf("answered %s", text)
	}
	f = newFake(t)
	f.handshake = []string{"SessionType", "KMSEncryption"}
	if _, err := f.run(orders, "echo hi"); err == nil || !strings.Contains(err.Error(), "use `aws ecs execute-command`") {
		t.Errorf("got %v", err)
	}
}

func TestACallThatIsGivenUpEndsTheCommand(t *testing.T) {
	f := newFake(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-f.began
		cancel(errors.New("interrupted"))
	}()
	_, err := Run(ctx, f, f.config(), orders, []string{"sleep", "600"})
	if err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("got %v", err)
	}
	<-f.terminated
}

func TestTheTokenIsInNoError(t *testing.T) {
	f := newFake(t)
	f.refuse = http.StatusForbidden
	_, err := f.run(orders, "true")
	if err == nil || !strings.Contains(err.Error(), "ssmmessages:OpenDataChannel") || strings.Contains(err.Error(), token) {
		t.Errorf("got %v", err)
	}
}

func TestWhatECSRefuses(t *testing.T) {
	for code, want := range map[string]string{
		"AccessDeniedException":       "ecs:ExecuteCommand is a person's right",
		"TargetNotConnectedException": `"ssmmessages" in vpc.interface_endpoints`,
		"ServerException":             "run a command by ECS Exec",
	} {
		if err := explain(&smithy.GenericAPIError{Code: code}); !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", code, err)
		}
	}
}

func TestWhereNoCommandCanRun(t *testing.T) {
	second := types.Container{Name: aws.String("proxy")}
	for _, c := range []struct {
		name   string
		change func(*fake, *Where)
		want   string
	}{
		{"not deployed", func(f *fake, _ *Where) { f.service.Status = aws.String("INACTIVE") }, "run deploy first"},
		{"switched off", func(f *fake, _ *Where) { f.service.EnableExecuteCommand = false }, "write exec = true among its settings, and deploy"},
		{"no task", func(f *fake, _ *Where) { f.tasks = nil }, "service orders has no running task: `status`"},
		{"a task that starts", func(f *fake, _ *Where) { f.tasks = f.tasks[:1]; f.tasks[0].LastStatus = aws.String("PENDING") }, "has no running task"},
		{"another task", func(_ *fake, w *Where) { w.Task = "bbbb" }, "no running task bbbb: write one of aaaa1111, aaaa2222"},
		{"two tasks", func(_ *fake, w *Where) { w.Task = "aaaa" }, "2 running tasks that begin with aaaa"},
		{"another container", func(_ *fake, w *Where) { w.Container = "web" }, "has no container web: write one of orders"},
		{"which container", func(f *fake, _ *Where) {
			f.tasks[0].Containers[0].Name = aws.String("web")
			f.tasks[0].Containers = append(f.tasks[0].Containers, second)
		}, "give --container, one of web, proxy"},
		{"an older task", func(f *fake, _ *Where) { f.tasks[0].EnableExecuteCommand = false }, "started before ECS Exec was switched on"},
		{"an agent that ended", func(f *fake, _ *Where) {
			f.tasks[0].Containers[0].ManagedAgents[0].LastStatus = aws.String("STOPPED")
			f.tasks[0].Containers[0].ManagedAgents[0].Reason = aws.String("no memory")
		}, "is STOPPED (no memory)"},
		{"no agent", func(f *fake, _ *Where) { f.tasks[0].Containers[0].ManagedAgents = nil }, "has no agent of ECS Exec yet"},
	} {
		f, where := newFake(t), orders
		c.change(f, &where)
		if _, err := f.run(where, "true"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if len(f.commands) > 0 {
			t.Errorf("%s: a session was opened", c.name)
		}
	}
}

func TestATaskAndAContainerByName(t *testing.T) {
	f := newFake(t)
	where := Where{Cluster: "shop", Service: "orders", Task: "arn:aws:ecs:eu-west-1:1:task/shop/aaaa2", Container: "orders"}
	if got, err := f.run(where, "true"); err != nil || got.Task != "aaaa2222" {
		t.Errorf("got %+v, %v", got, err)
	}
	if a := f.asked; *a.Cluster != "shop" || *a.Task != *f.tasks[1].TaskArn || *a.Container != "orders" || !a.Interactive {
		t.Errorf("asked for %+v", a)
	}
}

func TestCommandsThatAreNone(t *testing.T) {
	for command, want := range map[string]string{"": "is empty", "  ": "is empty", "echo 'a": "has no end", `a\`: "has no end"} {
		if _, err := Words(command); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", command, err)
		}
	}
}
