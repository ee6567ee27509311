package tasks

import (
	"os"
	"strings"
	"testing"
)

// files is a container with two file systems, as the module ecs-service gives them to it.
const files = `{
	"networkMode": "awsvpc", "network": {"address": "10.0.1.7"},
	"volumes": [
		{"name": "uploads", "host": {}, "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED",
			"authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"}}},
		{"name": "fonts", "efsVolumeConfiguration": {"fileSystemId": "fs-2"}},
		{"name": "scratch", "host": {}}
	],
	"containers": [{"name": "web", "mountPoints": [
		{"sourceVolume": "uploads", "containerPath": "/uploads", "readOnly": false},
		{"sourceVolume": "fonts", "containerPath": "/fonts", "readOnly": true}
	]}]
}`

func TestAFileSystemIsAFolderThatTasksShare(t *testing.T) {
	p, task := &podman{folder: t.TempDir()}, parsed(t, files)
	got, err := p.mounts(task, task.Containers[0])
	want := "--volume " + p.folder + "/efs/fs-1-fsap-1:/uploads:rw --volume " + p.folder + "/efs/fs-2:/fonts:ro"
	if strings.Join(got, " ") != want || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	if info, err := os.Stat(p.folder + "/efs/fs-1-fsap-1"); err != nil || info.Mode().Perm() != 0o777 {
		t.Errorf("a container that is not root can't write there: %v, %v", info, err)
	}
	if got := unsupported(task); got != "" {
		t.Errorf("it is refused: %s", got)
	}
}

func TestAVolumeOfTheInstanceIsRefused(t *testing.T) {
	task := parsed(t, strings.Replace(files, `"sourceVolume": "fonts"`, `"sourceVolume": "scratch"`, 1))
	if got := unsupported(task); !strings.Contains(got, "not of EFS") {
		t.Errorf("got %q", got)
	}
}
