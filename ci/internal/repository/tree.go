package repository

import (
	"context"
	"crypto/rand"
	"fmt"
	"path"
	"sync"

	"dagger/slipway/internal/dagger"
)

// tree takes a folder out of a repository, without what is excluded.
type tree func(folder string, exclude []string) *dagger.Directory

// made is a tree that calls made, a commit's for example.
func made(tree *dagger.Directory) tree {
	return func(folder string, exclude []string) *dagger.Directory {
		return tree.Directory(folder).Filter(dagger.DirectoryFilterOpts{Exclude: exclude})
	}
}

// disks has, by the ID of a repository, what writes it to the disk of this call and says in which folder it is.
var disks sync.Map

// kept is the repository on the disk of this call, without Git's own folder. The engine knows what it reads from a disk by its
// content, and what it filters by the calls that made it: an edit of one service would test and build all others again.
func (r Repository) kept(ctx context.Context) (tree, error) {
	id, err := r.Source.ID(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the repository: %w", err)
	}
	write, _ := disks.LoadOrStore(id, sync.OnceValues(func() (string, error) {
		folder := rand.Text()
		_, err := made(r.Source)(".", []string{".git"}).Export(ctx, folder)
		return folder, err
	}))
	disk, err := write.(func() (string, error))()
	if err != nil {
		return nil, fmt.Errorf("read the repository: %w", err)
	}
	return func(folder string, exclude []string) *dagger.Directory {
		return dag.CurrentModule().Workdir(path.Join(disk, folder), dagger.CurrentModuleWorkdirOpts{Exclude: exclude})
	}, nil
}
