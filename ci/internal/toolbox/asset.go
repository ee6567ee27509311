package toolbox

import (
	"context"
	"strings"
	"sync"

	"dagger/slipway/internal/dagger"
)

var assets sync.Map // folder → func() *dagger.Directory

// Asset is a folder of this module's own source, wherever the module is called from. It takes the way over the disk: what comes
// from there the engine knows by its content. The module's source it knows as a whole, and an edit of any verb would make all
// tools again.
func Asset(folder string) *dagger.Directory {
	read, _ := assets.LoadOrStore(folder, sync.OnceValue(func() *dagger.Directory {
		source := dag.CurrentModule().Source().Directory(folder)
		copied := "slipway-assets/" + strings.ReplaceAll(folder, "/", "-") // beside one another: nothing is written to that is read
		if _, err := source.Export(context.Background(), copied); err != nil {
			return source // the same, only slower
		}
		return dag.CurrentModule().Workdir(copied)
	}))
	return read.(func() *dagger.Directory)()
}
