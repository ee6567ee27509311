package main

import (
	"context"

	"dagger/tests/internal/dagger"
)

// Stories deploys to the emulator with containers as ECS's tasks: good releases, and releases that end as on AWS when a container
// exits, is never healthy, may not write, has no image or no secret; and tasks that use a database. Before that, its load balancer
// answers.
// +check
func (t *Tests) Stories(ctx context.Context) error {
	_, err := t.pytest(t.golang().
		// Debian makes a database of its own at the install, which nobody would use.
		WithNewFile("/etc/postgresql-common/createcluster.conf", "create_main_cluster = false\n").
		WithExec([]string{"sh", "-euc", "export UCF_FORCE_CONFFOLD=1 DEBIAN_FRONTEND=noninteractive; " +
			"apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip procps podman runc conmon netavark catatonit " +
			"iptables iproute2 postgresql"})).
		// Containers lie on a file system of their own: what an engine gives an exec is an overlay, and there is none over another.
		WithMountedTemp("/tmp").
		WithExec([]string{"python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_load_balancer.py"}).
		WithEnvVariable("SLIPWAY_STORIES", "1").
		WithExec([]string{"python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/stories"},
			dagger.ContainerWithExecOpts{InsecureRootCapabilities: true}).
		Sync(ctx)
	return err
}
