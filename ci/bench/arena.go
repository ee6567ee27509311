package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"

	"dagger/bench/internal/dagger"
)

func callID() string { return rand.Text() }

// framework is one as the program measure reads it.
type framework struct {
	Name       string   `json:"name"`
	Command    []string `json:"command"`
	Folder     string   `json:"folder"`
	Port       int      `json:"port"`
	Workers    bool     `json:"workers"`
	ImageBytes int      `json:"image_bytes"`
}

// Debian's packages that load a service, and a database. Debian makes one at the install, which nobody would use.
const (
	packages    = "wrk postgresql"
	noMain      = "create_main_cluster = false\n"
	install     = "export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1; apt-get update -qq && apt-get install -y -qq --no-install-recommends " + packages + " >/dev/null && rm -rf /var/lib/apt/lists/*"
	gin         = "/bench/gin"
	fastapi     = "/bench/fastapi"
	ginPort     = 8081
	fastapiPort = 8082
)

// arena is a container with all that is compared. What their images hold runs in this one, beside one another: the program sees there what
// their processes use, and can give a core to each. What changes least comes first.
func (b *Bench) arena(ctx context.Context) (*dagger.Container, error) {
	// Slipway builds them as it builds any repository that has services and no settings yet.
	slipway := dag.Slipway(dagger.SlipwayOpts{
		Source: dag.Directory().WithDirectory("services", b.Source.Directory("ci/bench/services")), Mirror: b.Mirror, MirrorByTag: b.MirrorByTag,
	})
	ginImage, fastapiImage := slipway.Image("gin"), slipway.Image("fastapi")
	ginBytes, err := ginImage.Size(ctx)
	if err != nil {
		return nil, fmt.Errorf("build the service of gin: %w", err)
	}
	fastapiBytes, err := fastapiImage.Size(ctx)
	if err != nil {
		return nil, fmt.Errorf("build the service of FastAPI: %w", err)
	}
	frameworks, err := json.Marshal([]framework{
		{Name: "gin", Command: []string{gin}, Port: ginPort, ImageBytes: ginBytes},
		{Name: "FastAPI", Folder: fastapi, Port: fastapiPort, Workers: true, ImageBytes: fastapiBytes, Command: []string{"uvicorn", "app.main:app",
			"--host", "0.0.0.0", "--port", fmt.Sprint(fastapiPort), "--no-access-log", "--log-level", "warning"}},
	})
	if err != nil {
		return nil, err
	}
	return b.image("python:3.11-slim-bookworm").
		WithNewFile("/etc/postgresql-common/createcluster.conf", noMain).
		WithExec([]string{"sh", "-euc", install}).
		WithFile("/usr/local/bin/measure", b.program()).
		WithFile("/bench/page.css", b.Source.File("ci/internal/report/page.css")).
		WithDirectory("/usr/local", fastapiImage.Container().Directory("/usr/local")). // Python and what pip installed
		WithDirectory(fastapi, fastapiImage.Container().Directory("/srv")).
		WithFile(gin, ginImage.Container().File("/service")).
		WithNewFile("/bench/frameworks.json", string(frameworks)).
		WithDirectory("/out", dag.Directory()), nil
}

// program is the one that measures.
func (b *Bench) program() *dagger.File {
	return b.image("golang:1.26-bookworm").
		WithEnvVariable("CGO_ENABLED", "0").
		WithMountedCache("/go/pkg/mod", dag.CacheVolume("slipway-go-mod")).
		WithMountedCache("/root/.cache/go-build", dag.CacheVolume("slipway-go-build")).
		WithMountedDirectory("/src", b.Source.Directory("ci/bench/measure")).
		WithWorkdir("/src").
		WithExec([]string{"nice", "-n", "10", "go", "build", "-trimpath", "-buildvcs=false", "-o", "/measure", "."}).
		File("/measure")
}

// image is a base image, from the mirror where there is one.
func (b *Bench) image(name string) *dagger.Container {
	if b.Mirror != "" {
		name = b.Mirror + "/library/" + name
	}
	return dag.Container().From(name)
}
