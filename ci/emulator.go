package main

import (
	"fmt"

	"dagger/slipway/internal/dagger"
)

// emulatorPort is where the emulator answers, for AWS and as a registry.
const emulatorPort = 4566

// Emulator is the AWS that stands in for an account.
//
// It is moto with its gaps filled, and a real registry as ECR's, behind one port. It forgets everything when it stops.
//
// `dagger call emulator up` keeps one until it is interrupted; then `deploy --aws tcp://localhost:4566` finds what an
// earlier deploy left there.
// +cache="never"
func (s *Slipway) Emulator(
	// Emulators of different names are different ones, within one session too.
	// +default="shared"
	name string,
) *dagger.Service {
	return s.emulator(name).AsService()
}

// emulator with another name is another emulator, even within one session.
func (s *Slipway) emulator(name string) *dagger.Container {
	return s.base(pythonImage).
		WithFile("/usr/local/bin/gateway", s.gateway(".")).
		WithDirectory("/opt/emulator", s.pythonTools(asset("emulator").File("requirements.txt"))).
		WithDirectory("/opt/emulator/slipway_emulator", asset("emulator/slipway_emulator")).
		WithEnvVariable("PYTHONPATH", "/opt/emulator").
		WithEnvVariable("PYTHONDONTWRITEBYTECODE", "1").
		WithEnvVariable("SLIPWAY_EMULATOR", name).
		WithUser("65534:65534").
		WithExposedPort(emulatorPort).
		WithDefaultArgs([]string{"/usr/local/bin/gateway", "--listen", "0.0.0.0:4566", "--", "python3", "-m", "slipway_emulator", "--port", "5000"})
}

// gateway builds one of the programs of emulator/gateway.
func (s *Slipway) gateway(program string) *dagger.File {
	return s.golang().
		WithMountedDirectory("/src", asset("emulator/gateway")).
		WithWorkdir("/src").
		WithExec(inTurn(programs, "go", "build", "-ldflags", "-s -w", "-o", "/out/program", program)).
		File("/out/program")
}

// forwarder is a container that stands for an emulator elsewhere, of which the engine has only a tunnel; why it is
// there, emulator/gateway/forward says.
func (s *Slipway) forwarder(aws *dagger.Service, port int, name string) *dagger.Container {
	return s.base(pythonImage).
		WithFile("/usr/local/bin/forward", s.gateway("./forward")).
		WithServiceBinding("upstream", aws).
		WithEnvVariable("SLIPWAY_EMULATOR", name).
		WithExposedPort(emulatorPort).
		WithDefaultArgs([]string{"/usr/local/bin/forward", "0.0.0.0:4566", fmt.Sprintf("upstream:%d", port)})
}
