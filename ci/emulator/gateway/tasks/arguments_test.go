package tasks

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"slipway/emulator/gateway/connect"
)

// described is a task as slipway_emulator/ecs/agent.py tells of it, with a container of the module ecs-service.
const described = `{
	"arn": "arn:aws:ecs:us-east-1:123456789012:task/main/0a1b", "id": "0a1b", "networkMode": "awsvpc", "memory": 512, "launchType": "EC2",
	"network": {"vpc": "vpc-1", "range": "10.0.0.0/16", "subnet": "10.0.1.0/24", "address": "10.0.1.7"},
	"containers": [{
		"name": "web", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:aa", "essential": true,
		"environment": [{"name": "PORT", "value": "8080"}, {"name": "AWS_REGION", "value": "eu-west-1"}],
		"secrets": [{"name": "PASSWORD", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:p"}],
		"user": "65532:65532", "privileged": false, "readonlyRootFilesystem": true, "stopTimeout": 20, "cpu": 128,
		"entryPoint": ["/bin/web", "--say", "\"hello\""], "command": ["serve", "now"], "workingDirectory": "/srv",
		"dockerLabels": {"team": "shop"}, "ulimits": [{"name": "nofile", "softLimit": 100, "hardLimit": 200}],
		"linuxParameters": {
			"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}, "initProcessEnabled": true, "sharedMemorySize": 32,
			"tmpfs": [{"containerPath": "/tmp", "size": 64, "mountOptions": ["noexec", "nosuid", "nodev"]},
			          {"containerPath": "/run", "size": 1, "mountOptions": ["exec"]}]
		},
		"portMappings": [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}], "mountPoints": [], "volumesFrom": []
	}],
	"secrets": {"web": {"PASSWORD": "hunter2"}},
	"files": {"web": {"PORT": "1", "PASSWORD": "2", "AWS_REGION": "3", "AWS_ENDPOINT_URL": "http://192.0.2.1", "ZONE": "z"}, "other": {"ZONE": "y"}}
}`

func parsed(t *testing.T, text string) *task {
	t.Helper()
	found := &task{}
	if err := json.Unmarshal([]byte(text), found); err != nil {
		t.Fatal(err)
	}
	return found
}

func created(t *testing.T, text string) string {
	t.Helper()
	task := parsed(t, text)
	return strings.Join(createArguments(task, task.Containers[0], surroundings{
		environment: map[string]string{"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": "http://169.254.170.2"},
		ulimits:     map[string]string{"nofile": "32768:65536", "nproc": "5:5"},
		log:         "/data/web.log",
	}), " ")
}

func TestATaskBecomesArgumentsOfPodman(t *testing.T) {
	got := created(t, described)
	for _, want := range []string{
		"--name ecs-0a1b-web --pod ecs-0a1b",
		"--pull never", "--http-proxy=false", "--systemd=false", "--no-healthcheck", "--read-only-tmpfs=false", "--read-only ",
		"--security-opt no-new-privileges", "--log-driver k8s-file --log-opt path=/data/web.log",
		"--user 65532:65532", "--workdir /srv", "--label team=shop", "--memory 512m --memory-swap 512m", "--cpu-shares 128",
		"--ulimit nofile=100:200 --ulimit nproc=5:5",
		"--env AWS_ENDPOINT_URL=http://192.0.2.1 --env AWS_REGION=eu-west-1 --env PORT=8080 --env ZONE=z --env PASSWORD ",
		"--cap-drop ALL --cap-add NET_BIND_SERVICE", "--init", "--shm-size 32m",
		"--tmpfs /tmp:size=64m,notmpcopyup,noexec,nosuid,nodev --tmpfs /run:size=1m,notmpcopyup,nosuid,nodev,exec",
		`--entrypoint ["/bin/web","--say","\"hello\""] 123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:aa serve now`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "hunter2") || strings.Contains(got, "AWS_REGION=us-east-1") {
		t.Errorf("a secret's value, or what the definition overrides, is in\n%s", got)
	}
}

func TestAPodHasTheTasksAddress(t *testing.T) {
	got := podArguments(parsed(t, described), []string{"orders:169.254.172.1"})
	if !slices.Contains(got, "10.0.1.7") || !slices.Contains(got, "02:42:0a:00:01:07") || !slices.Contains(got, "vpc-1") {
		t.Errorf("got %q", got)
	}
	if !strings.Contains(strings.Join(got, " "), "--add-host orders:169.254.172.1") {
		t.Errorf("the name of a service is missing, or not the pod's, whose network its containers have: %q", got)
	}
}

// What ECS knows of names, a task knows.
func TestATaskKnowsNames(t *testing.T) {
	got := parsed(t, `{"connect": [{"namespace": "arn:ns", "name": "orders", "port": 8080}]}`)
	if want := (connect.Name{Namespace: "arn:ns", Name: "orders", Port: 8080}); len(got.Connect) != 1 || got.Connect[0] != want {
		t.Errorf("got %+v", got.Connect)
	}
}

func TestWhatADefinitionLeavesOut(t *testing.T) {
	got := created(t, `{"id": "0a1b", "containers": [{"name": "web", "image": "web"}]}`)
	for _, unwanted := range []string{"--memory", "--user", "--read-only ", "--entrypoint", "--cap-", "--init", "--tmpfs"} {
		if strings.Contains(got, unwanted) {
			t.Errorf("%q is in\n%s", unwanted, got)
		}
	}
	if !strings.HasSuffix(got, " web") {
		t.Errorf("the image is not the last: %s", got)
	}
}

func TestTheSmallerMemoryLimitCounts(t *testing.T) {
	for want, text := range map[int64]string{
		64:  `{"memory": 512, "containers": [{"memory": 64}]}`,
		128: `{"memory": 128, "containers": [{"memory": 256}]}`,
		256: `{"containers": [{"memory": 256}]}`,
		0:   `{"containers": [{}]}`,
	} {
		if task := parsed(t, text); memory(task, task.Containers[0]) != want {
			t.Errorf("%s: got %d, want %d", text, memory(task, task.Containers[0]), want)
		}
	}
}

func TestWhatTheEmulatorCannotRunIsNamed(t *testing.T) {
	for want, text := range map[string]string{
		"":             described,
		"network mode": strings.Replace(described, `"awsvpc"`, `"bridge"`, 1),
		"privileged":   strings.Replace(described, `"privileged": false`, `"privileged": true`, 1),
		"not of EFS":   strings.Replace(described, `"mountPoints": []`, `"mountPoints": [{"sourceVolume": "v"}]`, 1),
		"the end of":   strings.Replace(described, `"mountPoints": []`, `"dependsOn": [{"containerName": "db", "condition": "SUCCESS"}]`, 1),
		"not there":    strings.Replace(described, `"mountPoints": []`, `"dependsOn": [{"containerName": "db", "condition": "START"}]`, 1),
	} {
		if got := unsupported(parsed(t, text)); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
