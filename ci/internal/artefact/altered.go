package artefact

import (
	"context"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
)

// Altered is the same image with other settings, and so with another digest: a rehearsal releases such ones. Its Container is that of the
// image as it was.
func (i *Image) Altered(ctx context.Context, change func(*v1.Config)) (*Image, error) {
	loaded, done, err := i.load(ctx, "")
	if err != nil {
		return nil, err
	}
	defer done()
	file, err := loaded.ConfigFile()
	if err != nil {
		return nil, err
	}
	file = file.DeepCopy()
	change(&file.Config)
	changed, err := mutate.ConfigFile(loaded, file)
	if err != nil {
		return nil, err
	}
	other := *i
	if err := other.describe(changed); err != nil {
		return nil, fmt.Errorf("service %s: %w", i.Service, err)
	}
	return &other, nil
}
