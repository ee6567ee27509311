package toolbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sync"

	"dagger/slipway/internal/dagger"
)

// Parts are the folders of terraform/ that this module ships.
var Parts = []string{"modules", "policy", "stacks"}

// Shipped has them. dagger.json includes them, and the engine puts what is included beside the module's own folder, where
// CurrentModule does not reach: only the disk leads to it.
var Shipped = sync.OnceValues(func() (*dagger.Directory, error) {
	const included, copied = "/src/terraform", "slipway-assets/terraform"
	for _, part := range Parts {
		err := os.CopyFS(path.Join(copied, part), os.DirFS(path.Join(included, part)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("this copy of the module lacks terraform/%s, which its dagger.json includes: install it again, or keep one in the repository", part)
		}
		if err != nil {
			return nil, fmt.Errorf("read the module's terraform/%s: %w", part, err)
		}
	}
	return dag.CurrentModule().Workdir(copied), nil
})
