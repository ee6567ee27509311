package ecsexec

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/coder/websocket"
	"github.com/google/shlex"
	"github.com/google/uuid"
)

const token = "the-token-of-the-session"

// fake is ECS with one service, and the agent in its tasks: it runs commands here.
type fake struct {
	t       *testing.T
	service types.Service
	tasks   []types.Task
	// path is where commands are looked for.
	path string
	// handshake has the agent ask for these actions first.
	handshake []string
	refuse    int // the status that the channel answers with
	shuffle   bool
	// ends is what the session says where it ends without the command.
	ends string

	mu         sync.Mutex
	commands   []string
	asked      *ecs.ExecuteCommandInput
	answered   []byte
	terminated chan struct{}
	// began has an entry for each command that runs.
	began chan struct{}
	url   string
}

func newFake(t *testing.T) *fake {
	f := &fake{
		t: t, path: "/usr/bin:/bin", terminated: make(chan struct{}), began: make(chan struct{}, 10),
		service: types.Service{Status: aws.String("ACTIVE"), EnableExecuteCommand: true}, tasks: []types.Task{runs("aaaa1111"), runs("aaaa2222")},
	}
	server := httptest.NewServer(http.HandlerFunc(f.agent))
	t.Cleanup(server.Close)
	f.url = strings.Replace(server.URL, "http", "ws", 1) + "/v1/data-channel/ecs-execute-command-1?role=publish_subscribe"
	return f
}

func runs(id string) types.Task {
	return types.Task{
		TaskArn: aws.String("arn:aws:ecs:eu-west-1:1:task/shop/" + id), LastStatus: aws.String("RUNNING"), EnableExecuteCommand: true,
		Containers: []types.Container{{Name: aws.String("orders"), ManagedAgents: []types.ManagedAgent{
			{Name: types.ManagedAgentNameExecuteCommandAgent, LastStatus: aws.String("RUNNING")},
		}}},
	}
}

func (f *fake) config() aws.Config {
	return aws.Config{Region: "eu-west-1", Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")}
}

func (f *fake) DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	return &ecs.DescribeServicesOutput{Services: []types.Service{f.service}}, nil
}

func (f *fake) ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	out := &ecs.ListTasksOutput{}
	for _, task := range f.tasks {
		out.TaskArns = append(out.TaskArns, *task.TaskArn)
	}
	return out, nil
}

func (f *fake) DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	return &ecs.DescribeTasksOutput{Tasks: f.tasks}, nil
}

func (f *fake) ExecuteCommand(_ context.Context, in *ecs.ExecuteCommandInput, _ ...func(*ecs.Options)) (*ecs.ExecuteCommandOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked, f.commands = in, append(f.commands, *in.Command)
	return &ecs.ExecuteCommandOutput{Session: &types.Session{
		SessionId: aws.String("ecs-execute-command-1"), StreamUrl: aws.String(f.url), TokenValue: aws.String(token),
	}}, nil
}

// agent answers as SSM and its agent do: it looks at the token, runs the command, sends what it prints, and closes the channel.
func (f *fake) agent(w http.ResponseWriter, r *http.Request) {
	if f.refuse != 0 {
		http.Error(w, "no", f.refuse)
		return
	}
	if !strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/ssmmessages/aws4_request") {
		f.t.Errorf("the request is not signed: %v", r.Header)
	}
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		f.t.Error(err)
		return
	}
	defer func() { _ = conn.CloseNow() }()
	ctx := r.Context()
	var hello map[string]string
	if _, raw, err := conn.Read(ctx); err != nil || json.Unmarshal(raw, &hello) != nil || hello["TokenValue"] != token {
		f.t.Errorf("greeted with %v, %v", hello, err)
	}
	send := func(m message) { m.id = uuid.New(); _ = conn.Write(ctx, websocket.MessageBinary, m.bytes()) }
	running, end := context.WithCancel(ctx)
	defer end()
	acknowledged := make(chan struct{}, 1000)
	go f.listen(ctx, conn, end, acknowledged)
	next := int64(0)
	if len(f.handshake) > 0 {
		var actions []map[string]any
		for _, action := range f.handshake {
			actions = append(actions, map[string]any{"ActionType": action, "ActionParameters": map[string]string{}})
		}
		body, _ := json.Marshal(map[string]any{"AgentVersion": "3.3", "RequestedClientActions": actions})
		send(message{what: outputData, kind: kindHandshake, payload: body})
		send(message{what: outputData, kind: kindComplete, sequence: 1, payload: []byte("{}")})
		next = 2
	}
	f.mu.Lock()
	command := f.commands[len(f.commands)-1]
	f.mu.Unlock()
	f.began <- struct{}{}
	output, closing := f.perform(running, command)
	parts := []message{}
	for _, part := range strings.SplitAfter(output, "\n") {
		if part != "" {
			parts = append(parts, message{what: outputData, kind: kindOutput, sequence: next, payload: []byte(part)})
			next++
		}
	}
	for i := range parts {
		if f.shuffle {
			i = len(parts) - 1 - i
		}
		send(parts[i])
	}
	for range next {
		<-acknowledged
	}
	body, _ := json.Marshal(map[string]string{"Output": closing})
	send(message{what: channelClosed, payload: body})
	<-ctx.Done()
}

func (f *fake) listen(ctx context.Context, conn *websocket.Conn, end func(), acknowledged chan<- struct{}) {
	for {
		_, raw, err := conn.Read(ctx)
		if err != nil {
			return
		}
		m, err := parse(raw)
		switch {
		case err != nil:
			f.t.Error(err)
		case m.what == acknowledge:
			acknowledged <- struct{}{}
		case m.kind == kindResponse:
			f.mu.Lock()
			f.answered = m.payload
			f.mu.Unlock()
		case m.kind == kindFlag:
			close(f.terminated)
			end()
		}
	}
}

// perform runs a command as the agent does: split, without a shell, at a terminal, which ends each line with two characters.
func (f *fake) perform(ctx context.Context, command string) (output, closing string) {
	if f.ends != "" {
		return "", f.ends
	}
	words, err := shlex.Split(command)
	if err != nil {
		return "", err.Error()
	}
	for _, folder := range strings.Split(f.path, ":") {
		if _, err := exec.LookPath(folder + "/" + words[0]); err != nil {
			continue
		}
		cmd := exec.CommandContext(ctx, folder+"/"+words[0], words[1:]...)
		cmd.Env = []string{"PATH=/usr/bin:/bin"}
		cmd.WaitDelay = time.Second // a grandchild may hold the pipe
		reader, writer := io.Pipe()
		cmd.Stdout, cmd.Stderr = writer, writer
		go func() { _ = writer.CloseWithError(errors.Join(io.EOF, cmd.Run())) }()
		all, _ := io.ReadAll(reader)
		return strings.ReplaceAll(string(all), "\n", "\r\n"), ""
	}
	return "", "----------ERROR-------\nUnable to start command: Failed to start pty: exec: \"" + words[0] + "\": executable file not found in $PATH\n"
}
