package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/provenance"
)

// Provenance shows how the image of a service comes to be: an in-toto statement with a predicate of SLSA's.
//
// It names the source by its content, the commit where git has exactly that, go.sum, the images that the build starts
// from, and the engine. push, sign and deploy attach it to the image in the registry.
func (s *Slipway) Provenance(
	ctx context.Context,
	// Name of the service, a folder of services/.
	service string,
) (string, error) {
	built, err := s.Image(ctx, service)
	if err != nil {
		return "", err
	}
	text, err := s.provenanceOf(ctx, built)
	return string(text), err
}

func (s *Slipway) provenanceOf(ctx context.Context, built *Image) ([]byte, error) {
	w := built.from
	b := provenance.Build{Service: w.Name, Path: w.Path, Kind: string(w.Kind), Digest: built.Digest, Source: built.source}
	var err error
	if b.Engine, err = dag.Version(ctx); err != nil {
		return nil, fmt.Errorf("ask the engine for its version: %w", err)
	}
	if b.Commit, err = s.commitOf(ctx, built); err != nil {
		return nil, err
	}
	if w.Kind == discover.Dockerfile {
		file, err := w.dockerfile(ctx)
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
	sum, err := w.inputs.File("go.sum").Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("service %s: read go.sum: %w", w.Name, err)
	}
	b.GoSum = plan.Hash([]byte(sum))
	// The digest is asked for, because a mirror may have another image under the name.
	reference, err := s.base(golangImage).ImageRef(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the digest of %s: %w", golangImage, err)
	}
	name, _, _ := strings.Cut(golangImage, "@")
	_, digest, _ := strings.Cut(reference, "@")
	b.Bases = []provenance.Base{{Name: name, Digest: digest}}
	return b.Statement()
}

// commitOf is the commit that is checked out, if its files are those that the image was built from: nothing of them was
// changed since. Where the source is no clone, or one that git can't read, there is none.
func (s *Slipway) commitOf(ctx context.Context, built *Image) (string, error) {
	if there, err := s.Source.Exists(ctx, ".git/HEAD"); err != nil || !there {
		return "", err
	}
	head := s.Source.AsGit().Head()
	commit, err := head.Commit(ctx)
	if err != nil {
		return "", nil //nolint:nilerr // it is no commit then, and that is an answer
	}
	tree := &Slipway{Source: head.Tree(dagger.GitRefTreeOpts{DiscardGitDir: true})}
	hash, err := s.contentHash(ctx, tree.inputs(built.from.Service, built.from.all))
	if err != nil {
		return "", fmt.Errorf("service %s: %w", built.Service, err)
	}
	if hash != built.source {
		return "", nil
	}
	return commit, nil
}
