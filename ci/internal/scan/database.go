package scan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// Database is the database of vulnerabilities that the caller names.
type Database struct {
	// Name is registry/repository:tag; empty is the public one, "none" is none.
	Name string
	// Registry is the name's registry, where the engine does not reach it.
	Registry *dagger.Service
}

// publicDatabases is where trivy's makers publish theirs; the first that answers is taken.
var publicDatabases = []string{"mirror.gcr.io/aquasec/trivy-db:2", "ghcr.io/aquasecurity/trivy-db:2"}

// databaseSchema is the tag of a name without one, which is the version of the schema that our trivy reads.
const databaseSchema = "2"

// database is one that was downloaded, at one digest.
type database struct {
	name, digest string
	updated      time.Time
	files        *dagger.Directory
}

func (d *database) String() string {
	return fmt.Sprintf("%s@%s, of %s", d.name, d.digest, d.updated.UTC().Format("2006-01-02 15:04 MST"))
}

const databaseFolder = "/vulnerabilities"

func (d *database) mount(trivy *dagger.Container) *dagger.Container {
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

// find finds the database and downloads it, once for each digest: the registry is asked at each call for the digest, and for
// the rest only when that is new. It is nil where the caller wants none.
func (d Database) find(ctx context.Context, box toolbox.Box) (*database, error) {
	if d.Name == "none" {
		return nil, nil
	}
	names := publicDatabases
	if d.Name != "" {
		names = []string{d.Name}
	} else if d.Registry != nil {
		return nil, errors.New("--vuln-registry is given without --vuln-db: name the database in it, as registry/repository:tag")
	}
	var tried []error
	for _, from := range names {
		db, err := d.download(ctx, box, from)
		if err == nil {
			return db, nil
		}
		tried = append(tried, fmt.Errorf("%s: %w", from, err))
	}
	return nil, &NoDatabaseError{errors.Join(tried...)}
}

func (d Database) download(ctx context.Context, box toolbox.Box, from string) (*database, error) {
	ref, err := name.ParseReference(from, name.WithDefaultTag(databaseSchema))
	if err != nil {
		return nil, fmt.Errorf("it is not the name of a database in a registry: %w", err)
	}
	digest, err := d.digest(ctx, ref)
	if err != nil {
		return nil, err
	}
	scanner := trivy(box)
	source := ref.Context().Digest(digest).Name()
	command := []string{"trivy", "image", "--download-db-only", "--cache-dir", databaseFolder}
	if d.Registry != nil {
		port, err := cloud.FirstPort(ctx, d.Registry, registryArgument)
		if err != nil {
			return nil, err
		}
		scanner = scanner.WithServiceBinding("vulnerability-registry", d.Registry)
		source = fmt.Sprintf("vulnerability-registry:%d/%s@%s", port, ref.Context().RepositoryStr(), digest)
		command = append(command, "--insecure")
	}
	run, err := toolbox.Fetch(ctx, scanner, "it could not be downloaded", append(command, "--db-repository", source)...)
	if err != nil {
		return nil, err
	}
	files := run.Directory(databaseFolder + "/db")
	text, err := files.File("metadata.json").Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read its date: %w", err)
	}
	var metadata struct{ UpdatedAt time.Time }
	if err := json.Unmarshal([]byte(text), &metadata); err != nil {
		return nil, fmt.Errorf("read its date: %w", err)
	}
	return &database{name: from, digest: digest, updated: metadata.UpdatedAt, files: files}, nil
}

const registryArgument = "--vuln-registry"

// answerLimit is how long a registry may take to name a digest, once it runs: it may be a service that is built first.
const answerLimit = 30 * time.Second

func (d Database) digest(ctx context.Context, ref name.Reference) (string, error) {
	if d.Registry != nil {
		started, err := d.Registry.Start(ctx)
		if err != nil {
			return "", fmt.Errorf("reach %s: %w", registryArgument, err)
		}
		endpoint, err := started.Endpoint(ctx)
		if err != nil {
			return "", fmt.Errorf("reach %s: %w", registryArgument, err)
		}
		there := strings.TrimPrefix(endpoint, "tcp://") + "/" + ref.Context().RepositoryStr()
		if _, digest := ref.(name.Digest); digest {
			there += "@" + ref.Identifier()
		} else {
			there += ":" + ref.Identifier()
		}
		if ref, err = name.ParseReference(there, name.Insecure); err != nil {
			return "", fmt.Errorf("reach %s: %w", registryArgument, err)
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
