package artefact

import (
	"context"
	"fmt"
	"path"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/provenance"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// Provenance says how an image came to be, as an in-toto statement.
func Provenance(ctx context.Context, repo repository.Repository, i *Image) (Attachment, error) {
	text, err := statement(ctx, repo, i)
	return Attachment{What: "provenance", Type: provenance.Type, Content: text}, err
}

func statement(ctx context.Context, repo repository.Repository, i *Image) ([]byte, error) {
	b := provenance.Build{Service: i.Service, Path: i.Path, Kind: i.Kind, Digest: i.Digest, Source: i.Source}
	var err error
	if b.Engine, err = dag.Version(ctx); err != nil {
		return nil, fmt.Errorf("ask the engine for its version: %w", err)
	}
	services, err := repo.Select(ctx, i.Service)
	if err != nil {
		return nil, err
	}
	service := services[0]
	if b.Commit, err = commit(ctx, repo, service, i.Source); err != nil {
		return nil, err
	}
	if i.Kind == string(discover.Dockerfile) {
		file, err := Dockerfile(ctx, service, service.Arch)
		if err != nil {
			return nil, err
		}
		for _, base := range file.Bases() {
			// Of an image without a digest nobody can say later what it was.
			if base.Digest != "" {
				b.Bases = append(b.Bases, provenance.Base{Name: base.Name, Digest: base.Digest})
			}
		}
		return b.Statement()
	}
	sum, err := i.GoSum(ctx)
	if err != nil {
		return nil, err
	}
	if sum != nil {
		text, err := sum.Contents(ctx)
		if err != nil {
			return nil, fmt.Errorf("service %s: read go.sum: %w", i.Service, err)
		}
		b.GoSum = plan.Hash([]byte(text))
	}
	// The digest is asked for, because a mirror may have another image under the name.
	reference, err := repo.Box.Base(toolbox.Golang).ImageRef(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the digest of %s: %w", toolbox.Golang, err)
	}
	name, _, _ := strings.Cut(toolbox.Golang, "@")
	_, digest, _ := strings.Cut(reference, "@")
	b.Bases = []provenance.Base{{Name: name, Digest: digest}}
	return b.Statement()
}

// commit is the commit that is checked out, if its files are those that the image was built from: nothing of them was
// changed since. Where the source is no clone, or one that git can't read, there is none.
func commit(ctx context.Context, repo repository.Repository, service *repository.Service, source string) (string, error) {
	if there, err := repo.Source.Exists(ctx, ".git/HEAD"); err != nil || !there {
		return "", err
	}
	head := repo.Source.AsGit().Head()
	id, err := head.Commit(ctx)
	if err != nil {
		return "", nil //nolint:nilerr // it is no commit then, and that is an answer
	}
	tree, err := repository.Trim(ctx, head.Tree(dagger.GitRefTreeOpts{DiscardGitDir: true}))
	if err != nil {
		return "", err
	}
	identity, err := service.IdentityIn(tree)
	if err != nil {
		return "", err
	}
	hash, err := repo.Box.Hash(ctx, identity)
	if err != nil {
		return "", fmt.Errorf("service %s: %w", service.Name, err)
	}
	if hash != source {
		return "", nil
	}
	return id, nil
}

// CommitOf is the commit that is checked out, if a service's files are those of it; empty where nobody can say.
func CommitOf(ctx context.Context, repo repository.Repository, service *repository.Service) (string, error) {
	if there, err := repo.Source.Exists(ctx, ".git/HEAD"); err != nil || !there {
		return "", err
	}
	identity, err := service.Identity()
	if err != nil {
		return "", err
	}
	source, err := repo.Box.Hash(ctx, identity)
	if err != nil {
		return "", err
	}
	return commit(ctx, repo, service, source)
}

// GoSum is the list of checksums of the module that the service belongs to, nil where the module needs no others.
func (i *Image) GoSum(ctx context.Context) (*dagger.File, error) {
	for folder := i.Path; ; folder = path.Dir(folder) {
		for _, name := range []string{"go.sum", "go.mod"} {
			file := path.Join(folder, name)
			there, err := i.Inputs.Exists(ctx, file)
			switch {
			case err != nil:
				return nil, fmt.Errorf("service %s: look for %s: %w", i.Service, file, err)
			case there && name == "go.sum":
				return i.Inputs.File(file), nil
			case there:
				return nil, nil
			}
		}
		if folder == "." {
			return nil, nil
		}
	}
}
