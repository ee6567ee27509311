package tasks

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// label marks what belongs to a task.
const label = "com.amazonaws.ecs.task-arn"

// podName is the name of the pod that holds a task's network, as the pause container does on an instance.
func podName(t *task) string { return "ecs-" + t.ID }

func containerName(t *task, c types.ContainerDefinition) string {
	return podName(t) + "-" + aws.ToString(c.Name)
}

// unsupported says what of a task the emulator can't run, "" when it can: better no task than one that runs otherwise.
func unsupported(t *task) string {
	if t.NetworkMode != string(types.NetworkModeAwsvpc) || t.Network == nil {
		return fmt.Sprintf("network mode %s: the emulator runs tasks of mode awsvpc alone", t.NetworkMode)
	}
	for _, c := range t.Containers {
		name := aws.ToString(c.Name)
		switch {
		case aws.ToBool(c.Privileged):
			return "container " + name + " is privileged: the emulator runs none that is"
		case len(c.VolumesFrom) > 0 || slices.ContainsFunc(c.MountPoints, func(m types.MountPoint) bool { return fileSystem(t, m) == "" }):
			return "container " + name + " mounts a volume that is not of EFS, which the emulator does not have"
		case slices.ContainsFunc(c.DependsOn, unawaited):
			return "container " + name + " depends on the end of another, which the emulator does not wait for"
		}
	}
	if len(inOrder(t.Containers)) < len(t.Containers) {
		return "the containers depend on each other in a circle, or on one that is not there"
	}
	return ""
}

func unawaited(d types.ContainerDependency) bool {
	return d.Condition != types.ContainerConditionStart && d.Condition != types.ContainerConditionHealthy
}

// podArguments are those of `podman pod create`: the task's interface, at its very address in the VPC's network, and the names that it
// knows beside those of the emulator's container, as NAME:ADDRESS.
func podArguments(t *task, hosts []string) []string {
	args := []string{
		"--name", podName(t), "--label", label + "=" + t.ARN, "--share", "net",
		"--network", t.Network.VPC, "--ip", t.Network.Address, "--mac-address", hardware(t.Network.Address),
	}
	for _, host := range hosts {
		args = append(args, "--add-host", host)
	}
	return args
}

// hardware is an interface's own address, always the same for an IP: who still knows it of a task before finds the one that has the
// IP now. By a new one every request to it would be lost for up to ten seconds, health checks among them.
func hardware(ip string) string {
	address, err := netip.ParseAddr(ip)
	if err != nil || !address.Is4() {
		return ""
	}
	b := address.As4()
	return net.HardwareAddr{0x02, 0x42, b[0], b[1], b[2], b[3]}.String()
}

// surroundings are what a container gets beside what its definition says.
type surroundings struct {
	environment map[string]string
	ulimits     map[string]string
	mounts      []string
	// log and pid are files that podman writes: what the container says, and the id of its process.
	log, pid string
}

// createArguments are those of `podman create` for a container, without secrets, whose names alone are in it: podman takes their
// values from its own environment, so that no process list shows them.
func createArguments(t *task, c types.ContainerDefinition, given surroundings) []string {
	args := []string{
		"--name", containerName(t, c), "--pod", podName(t), "--label", label + "=" + t.ARN,
		"--pull", "never", "--http-proxy=false", "--systemd=false",
		// ECS does not look at an image's own health check, and gives no writable folder to a read-only root.
		"--no-healthcheck", "--read-only-tmpfs=false",
		"--security-opt", "no-new-privileges",
		"--log-driver", "k8s-file", "--log-opt", "path=" + given.log, "--pidfile", given.pid,
	}
	args = append(args, given.mounts...)
	args = append(args, limits(t, c, given.ulimits)...)
	if aws.ToBool(c.ReadonlyRootFilesystem) {
		args = append(args, "--read-only")
	}
	for option, value := range map[string]*string{"--user": c.User, "--workdir": c.WorkingDirectory} {
		if aws.ToString(value) != "" {
			args = append(args, option, *value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.DockerLabels)) {
		args = append(args, "--label", name+"="+c.DockerLabels[name])
	}
	args = append(args, environment(c, given.environment, t.Files[aws.ToString(c.Name)])...)
	args = append(args, linux(c.LinuxParameters)...)
	if len(c.EntryPoint) > 0 {
		quoted := make([]string, len(c.EntryPoint))
		for i, part := range c.EntryPoint {
			quoted[i] = strconv.Quote(part)
		}
		args = append(args, "--entrypoint", "["+strings.Join(quoted, ",")+"]")
	}
	return append(append(args, aws.ToString(c.Image)), c.Command...)
}

// memory is a container's hard limit in MiB. The task's own is each container's here: their sum is not limited.
func memory(t *task, c types.ContainerDefinition) int64 {
	own := int64(aws.ToInt32(c.Memory))
	if own == 0 || t.Memory > 0 && t.Memory < own {
		return t.Memory
	}
	return own
}

// limits are memory, share of the processor and ulimits.
func limits(t *task, c types.ContainerDefinition, ulimits map[string]string) []string {
	var args []string
	if most := memory(t, c); most > 0 {
		// As much with swap as without: an instance of ECS has none.
		args = append(args, "--memory", fmt.Sprintf("%dm", most), "--memory-swap", fmt.Sprintf("%dm", most))
	}
	if c.Cpu > 0 {
		args = append(args, "--cpu-shares", strconv.Itoa(int(c.Cpu)))
	}
	ulimits = maps.Clone(ulimits) // podman forgets the configured ones where a container has one of its own
	for _, u := range c.Ulimits {
		ulimits[string(u.Name)] = fmt.Sprintf("%d:%d", u.SoftLimit, u.HardLimit)
	}
	for _, name := range slices.Sorted(maps.Keys(ulimits)) {
		args = append(args, "--ulimit", name+"="+ulimits[name])
	}
	return args
}

// environment is what the agent gives (given), what the files in S3 and the definition say, and the names of the secrets; the later ones win.
func environment(c types.ContainerDefinition, given, files map[string]string) []string {
	values := maps.Clone(given)
	maps.Copy(values, files)
	for _, pair := range c.Environment {
		values[aws.ToString(pair.Name)] = aws.ToString(pair.Value)
	}
	for _, secret := range c.Secrets {
		delete(values, aws.ToString(secret.Name))
	}
	var args []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		args = append(args, "--env", name+"="+values[name])
	}
	for _, secret := range c.Secrets {
		args = append(args, "--env", aws.ToString(secret.Name))
	}
	return args
}

func linux(p *types.LinuxParameters) []string {
	if p == nil {
		return nil
	}
	var args []string
	if p.Capabilities != nil {
		for _, capability := range p.Capabilities.Drop {
			args = append(args, "--cap-drop", capability)
		}
		for _, capability := range p.Capabilities.Add {
			args = append(args, "--cap-add", capability)
		}
	}
	if aws.ToBool(p.InitProcessEnabled) {
		args = append(args, "--init")
	}
	if size := aws.ToInt32(p.SharedMemorySize); size > 0 {
		args = append(args, "--shm-size", fmt.Sprintf("%dm", size))
	}
	for _, t := range p.Tmpfs {
		args = append(args, "--tmpfs", tmpfs(t))
	}
	return args
}

// tmpfs has Docker's defaults, which the definition's options override. Docker copies nothing of the image into it.
func tmpfs(t types.Tmpfs) string {
	options := []string{fmt.Sprintf("size=%dm", t.Size), "notmpcopyup"}
	for _, option := range []string{"noexec", "nosuid", "nodev"} {
		if !slices.Contains(t.MountOptions, strings.TrimPrefix(option, "no")) && !slices.Contains(t.MountOptions, option) {
			options = append(options, option)
		}
	}
	return aws.ToString(t.ContainerPath) + ":" + strings.Join(append(options, t.MountOptions...), ",")
}
