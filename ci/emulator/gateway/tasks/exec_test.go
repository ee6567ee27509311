package tasks

import (
	"strings"
	"testing"
)

func TestWhyACommandDidNotStart(t *testing.T) {
	for text, want := range map[string]string{
		"Error: runc: exec failed: unable to start container process: exec: \"sh\": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found\n": `exec: "sh": executable file not found in $PATH`,
		"time=now level=warning msg=x\nError: runc: exec failed: unable to start container process: exec: \"/etc/passwd\": permission denied: OCI permission denied\n":                  `exec: "/etc/passwd": permission denied`,
		"Error: container has already been removed\n": "container has already been removed",
	} {
		if got := reasonOf(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestOnlyAContainerThatRunsTakesACommand(t *testing.T) {
	r := newRunner(&podman{})
	l := newLife(r, "arn")
	l.containers = []*container{{name: "podman-web", state: containerState{Name: "web", Status: "RUNNING"}}, {state: containerState{Name: "init", Status: "STOPPED"}}}
	r.lives["arn"] = l
	if got, err := r.container("arn", "web"); got != "podman-web" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for _, c := range [][2]string{{"arn", "init"}, {"arn", "db"}, {"another", "web"}} {
		if got, err := r.container(c[0], c[1]); err == nil || !strings.Contains(err.Error(), "runs no more") {
			t.Errorf("%v: got %q, %v", c, got, err)
		}
	}
}
