package cloud

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// EmulatorPort is where the emulator answers, for AWS and as a registry.
const EmulatorPort = 4566

// How an emulator runs ECS's tasks.
const (
	// AutoTasks are containers, where the engine lets the emulator have all capabilities.
	AutoTasks = "auto"
	// SimulatedTasks are records, and their health is what the emulator is told.
	SimulatedTasks = "simulated"
)

// taskPrograms are Debian's packages that run tasks as containers: ci/emulator/README.md.
const taskPrograms = "podman runc conmon netavark catatonit iptables iproute2"

// databasePrograms is Debian's package that runs databases.
const databasePrograms = "postgresql"

// Emulator is the AWS that stands in for an account. One with another name is another emulator, even within one session.
type Emulator struct {
	container *dagger.Container
	// all is the right to do everything within the container, as tasks that are containers want it.
	all bool
}

// CheckTasks refuses a word for how tasks run that nobody knows.
func CheckTasks(word string) error {
	if word != AutoTasks && word != SimulatedTasks {
		return fmt.Errorf("--tasks %q: write %s for containers where the engine allows them, or %s", word, AutoTasks, SimulatedTasks)
	}
	return nil
}

// NewEmulator has tasks run as said.
func NewEmulator(ctx context.Context, box toolbox.Box, name, tasks string) *Emulator {
	if tasks == SimulatedTasks {
		return simulated(box, name)
	}
	base := withTaskPrograms(ctx, box.Base(toolbox.Python)).
		WithMountedTemp("/var/lib/slipway").
		WithEnvVariable("SLIPWAY_TASKS_DATA", "/var/lib/slipway")
	return &Emulator{container: with(base, box, name, tasks), all: true}
}

func simulated(box toolbox.Box, name string) *Emulator {
	return &Emulator{container: with(box.Base(toolbox.Python).WithUser("65534:65534"), box, name, SimulatedTasks)}
}

// with adds the emulator's programs to a container that has Python.
func with(python *dagger.Container, box toolbox.Box, name, tasks string) *dagger.Container {
	return python.
		WithFile("/usr/local/bin/gateway", box.GoProgram("emulator/gateway", ".")).
		WithDirectory("/opt/emulator", box.PythonTools(toolbox.Asset("emulator").File("requirements.txt"))).
		WithDirectory("/opt/emulator/slipway_emulator", toolbox.Asset("emulator/slipway_emulator")).
		WithEnvVariable("PYTHONPATH", "/opt/emulator").
		WithEnvVariable("PYTHONDONTWRITEBYTECODE", "1").
		WithEnvVariable("SLIPWAY_EMULATOR", name).
		WithEnvVariable("SLIPWAY_INVENT_SECRETS", "true"). // one that ends with the call has nobody to write them
		WithExposedPort(EmulatorPort).
		WithExposedPort(8080, dagger.ContainerWithExposedPortOpts{Description: "the load balancers' HTTP"}).
		WithExposedPort(8443, dagger.ContainerWithExposedPortOpts{Description: "the load balancers' HTTPS"}).
		WithDefaultArgs([]string{"/usr/local/bin/gateway", "--listen", "0.0.0.0:4566", "--http", "0.0.0.0:8080", "--https", "0.0.0.0:8443",
			"--tasks", tasks, "--", "python3", "-m", "slipway_emulator", "--port", "5000"})
}

// withTaskPrograms has the same container where Debian's packages can't be fetched: the emulator then simulates tasks, or databases
// alone, and says so.
func withTaskPrograms(ctx context.Context, base *dagger.Container) *dagger.Container {
	tasks, err := base.WithExec([]string{"sh", "-euc", install + taskPrograms + clean}).Sync(ctx)
	if err != nil {
		return base
	}
	databases, err := withDatabasePrograms(tasks).Sync(ctx)
	if err != nil {
		return tasks
	}
	return databases
}

// Service is the emulator, not started yet.
func (e *Emulator) Service() *dagger.Service {
	return e.container.AsService(dagger.ContainerAsServiceOpts{InsecureRootCapabilities: e.all})
}

// start starts the emulator. Where the engine keeps all capabilities from containers, tasks are simulated, and it says so.
func (e *Emulator) start(ctx context.Context) (*dagger.Service, error) {
	started, err := e.Service().Start(ctx)
	if err != nil && e.all && strings.Contains(err.Error(), "security.insecure") {
		return (&Emulator{container: e.container}).Service().Start(ctx)
	}
	return started, err
}

// forwarder is a container that stands for an emulator elsewhere, of which the engine has only a tunnel: emulator/gateway/forward
// says why.
func forwarder(box toolbox.Box, aws *dagger.Service, port int, name string) *Emulator {
	return &Emulator{container: box.Base(toolbox.Python).
		WithFile("/usr/local/bin/forward", box.GoProgram("emulator/gateway", "./forward")).
		WithServiceBinding("upstream", aws).
		WithEnvVariable("SLIPWAY_EMULATOR", name).
		WithExposedPort(EmulatorPort).
		WithDefaultArgs([]string{"/usr/local/bin/forward", "0.0.0.0:4566", fmt.Sprintf("upstream:%d", port)})}
}
