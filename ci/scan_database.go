package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"dagger/slipway/internal/dagger"
)

// vulnerabilities is the database that the caller named.
type vulnerabilities struct {
	name     string          // empty is the public one, "none" is none
	registry *dagger.Service // what the name's registry is, where the engine does not reach it
}

// publicDatabases is where trivy's makers publish theirs; the first that answers is taken.
var publicDatabases = []string{"mirror.gcr.io/aquasec/trivy-db:2", "ghcr.io/aquasecurity/trivy-db:2"}

// databaseSchema is the tag of a name without one, which is the version of the schema that our trivy reads.
const databaseSchema = "2"

// database is a vulnerability database, at one digest.
type database struct {
	name, digest string
	updated      time.Time
	files        *dagger.Directory
}

func (d *database) String() string {
	return fmt.Sprintf("%s@%s, of %s", d.name, d.digest, d.updated.UTC().Format("2006-01-02 15:04 MST"))
}

const databaseFolder = "/vulnerabilities"

func (d *database) with(trivy *dagger.Container) *dagger.Container {
	return trivy.WithMountedDirectory(databaseFolder+"/db", d.files)
}

func (d *database) args() []string {
	return []string{"--cache-dir", databaseFolder, "--skip-db-update", "--offline-scan"}
}

// NoDatabaseError means that vulnerabilities could not be looked for.
type NoDatabaseError struct{ Tried error }

func (e *NoDatabaseError) Error() string {
	return fmt.Sprintf("vulnerabilities were not looked for, as no database of them can be had, so the release does not pass: name one that can with "+
		"--vuln-db REGISTRY/REPOSITORY:%s, with --vuln-registry tcp://HOST:PORT where only this machine reaches it, "+
		"or do without, and say so, with --vuln-db none:\n%v", databaseSchema, e.Tried)
}

func (e *NoDatabaseError) Unwrap() error { return e.Tried }

// database finds the database and has it downloaded, once for each digest: the registry is asked at each call for the
// digest, and for the rest only when that is new. It is nil where the caller wants none.
func (s *Slipway) database(ctx context.Context, known vulnerabilities) (*database, error) {
	if known.name == "none" {
		return nil, nil
	}
	names := publicDatabases
	if known.name != "" {
		names = []string{known.name}
	} else if known.registry != nil {
		return nil, errors.New("--vuln-registry is given without --vuln-db: name the database in it, as registry/repository:tag")
	}
	var tried []error
	for _, from := range names {
		db, err := s.download(ctx, from, known.registry)
		if err == nil {
			return db, nil
		}
		tried = append(tried, fmt.Errorf("%s: %w", from, err))
	}
	return nil, &NoDatabaseError{errors.Join(tried...)}
}

func (s *Slipway) download(ctx context.Context, from string, registry *dagger.Service) (*database, error) {
	ref, err := name.ParseReference(from, name.WithDefaultTag(databaseSchema))
	if err != nil {
		return nil, fmt.Errorf("it is not the name of a database in a registry: %w", err)
	}
	digest, err := databaseDigest(ctx, ref, registry)
	if err != nil {
		return nil, err
	}
	trivy := s.trivy()
	source := ref.Context().Digest(digest).Name()
	args := []string{"trivy", "image", "--download-db-only", "--cache-dir", databaseFolder}
	if registry != nil {
		port, err := firstPort(ctx, registry)
		if err != nil {
			return nil, err
		}
		trivy = trivy.WithServiceBinding("vulnerability-registry", registry)
		source = fmt.Sprintf("vulnerability-registry:%d/%s@%s", port, ref.Context().RepositoryStr(), digest)
		args = append(args, "--insecure")
	}
	files, err := trivy.WithExec(append(args, "--db-repository", source)).Directory(databaseFolder + "/db").Sync(ctx)
	if err != nil {
		return nil, explain(err, "it could not be downloaded")
	}
	text, err := files.File("metadata.json").Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read of when it is: %w", err)
	}
	var metadata struct{ UpdatedAt time.Time }
	if err := json.Unmarshal([]byte(text), &metadata); err != nil {
		return nil, fmt.Errorf("read of when it is: %w", err)
	}
	return &database{name: from, digest: digest, updated: metadata.UpdatedAt, files: files}, nil
}

// answerLimit is how long a registry may take to name a digest, once it runs: it may be a service that is built first.
const answerLimit = 30 * time.Second

func databaseDigest(ctx context.Context, ref name.Reference, registry *dagger.Service) (string, error) {
	if registry != nil {
		started, err := registry.Start(ctx)
		if err != nil {
			return "", fmt.Errorf("reach --vuln-registry: %w", err)
		}
		endpoint, err := started.Endpoint(ctx)
		if err != nil {
			return "", fmt.Errorf("reach --vuln-registry: %w", err)
		}
		there := strings.TrimPrefix(endpoint, "tcp://") + "/" + ref.Context().RepositoryStr()
		if _, digest := ref.(name.Digest); digest {
			there += "@" + ref.Identifier()
		} else {
			there += ":" + ref.Identifier()
		}
		if ref, err = name.ParseReference(there, name.Insecure); err != nil {
			return "", fmt.Errorf("reach --vuln-registry: %w", err)
		}
	}
	limited, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	head, err := remote.Head(ref, remote.WithContext(limited))
	if err != nil {
		return "", fmt.Errorf("ask for its digest: %w", err)
	}
	return head.Digest.String(), nil
}

func firstPort(ctx context.Context, service *dagger.Service) (int, error) {
	ports, err := service.Ports(ctx)
	if err != nil {
		return 0, fmt.Errorf("ask --vuln-registry for its port: %w", err)
	}
	if len(ports) == 0 {
		return 0, errors.New("--vuln-registry has no port: give it as tcp://host:port")
	}
	port, err := ports[0].Port(ctx)
	if err != nil {
		return 0, fmt.Errorf("ask --vuln-registry for its port: %w", err)
	}
	return port, nil
}
