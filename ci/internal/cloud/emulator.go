package cloud

import (
	"fmt"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// emulatorPort is where the emulator answers, for AWS and as a registry.
const emulatorPort = 4566

// Emulator is the AWS that stands in for an account. One with another name is another emulator, even within one session.
func Emulator(box toolbox.Box, name string) *dagger.Container {
	return box.Base(toolbox.Python).
		WithFile("/usr/local/bin/gateway", box.GoProgram("emulator/gateway", ".")).
		WithDirectory("/opt/emulator", box.PythonTools(toolbox.Asset("emulator").File("requirements.txt"))).
		WithDirectory("/opt/emulator/slipway_emulator", toolbox.Asset("emulator/slipway_emulator")).
		WithEnvVariable("PYTHONPATH", "/opt/emulator").
		WithEnvVariable("PYTHONDONTWRITEBYTECODE", "1").
		WithEnvVariable("SLIPWAY_EMULATOR", name).
		WithUser("65534:65534").
		WithExposedPort(emulatorPort).
		WithDefaultArgs([]string{"/usr/local/bin/gateway", "--listen", "0.0.0.0:4566", "--", "python3", "-m", "slipway_emulator", "--port", "5000"})
}

// forwarder is a container that stands for an emulator elsewhere, of which the engine has only a tunnel: emulator/gateway/forward
// says why.
func forwarder(box toolbox.Box, aws *dagger.Service, port int, name string) *dagger.Container {
	return box.Base(toolbox.Python).
		WithFile("/usr/local/bin/forward", box.GoProgram("emulator/gateway", "./forward")).
		WithServiceBinding("upstream", aws).
		WithEnvVariable("SLIPWAY_EMULATOR", name).
		WithExposedPort(emulatorPort).
		WithDefaultArgs([]string{"/usr/local/bin/forward", "0.0.0.0:4566", fmt.Sprintf("upstream:%d", port)})
}
