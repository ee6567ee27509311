package tasks

import (
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// fileSystem is what a mount of a container sees of EFS: a file system, by one of its access points. It is "" for a volume that is not of EFS.
func fileSystem(t *task, point types.MountPoint) string {
	for _, v := range t.Volumes {
		if efs := v.EfsVolumeConfiguration; efs != nil && aws.ToString(v.Name) == aws.ToString(point.SourceVolume) {
			name := aws.ToString(efs.FileSystemId)
			if efs.AuthorizationConfig != nil {
				name += "-" + aws.ToString(efs.AuthorizationConfig.AccessPointId)
			}
			return name
		}
	}
	return ""
}

// mounts are the arguments for a container's file systems, for each of which a folder stands that is the same for all tasks and outlives them.
// On AWS an access point says who may write.
func (p *podman) mounts(t *task, c types.ContainerDefinition) ([]string, error) {
	var args []string
	for _, point := range c.MountPoints {
		folder := filepath.Join(p.folder, "efs", fileSystem(t, point))
		if err := os.MkdirAll(folder, 0o711); err != nil {
			return nil, err
		}
		if err := os.Chmod(folder, 0o777); err != nil { // whatever user the container has, as with an access point
			return nil, err
		}
		mode := "rw"
		if aws.ToBool(point.ReadOnly) {
			mode = "ro"
		}
		args = append(args, "--volume", folder+":"+aws.ToString(point.ContainerPath)+":"+mode)
	}
	return args, nil
}
