package upgrade

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/pins"
	"dagger/slipway/internal/toolbox"
)

// atOnce is how many sources of versions are asked at once: each only waits.
const atOnce = 8

// move takes the list of versions forward. What can't be reached keeps its version, and is named.
func move(ctx context.Context, box toolbox.Box, text string) (string, error) {
	list, err := pins.Read([]byte(text))
	if err != nil {
		return "", err
	}
	found, failures := toolbox.Parallel(list, atOnce, func(pin pins.Pin) (pins.Pin, error) {
		if pin.From == "" {
			return pin, nil
		}
		return newest(ctx, box, pin)
	})
	to := map[string]pins.Pin{}
	for i, pin := range list {
		next := found[i]
		switch {
		case pin.From == "":
			fmt.Fprintf(os.Stderr, "%s stays at %s: %s\n", pin.Name, pin.Version, pin.Hold)
		case failures[i] != nil:
			fmt.Fprintf(os.Stderr, "%s stays at %s, as its source was not reached: %v\n", pin.Name, pin.Version, failures[i])
		case next.Version != pin.Version || next.Digest != pin.Digest:
			fmt.Fprintf(os.Stderr, "%s: %s %s → %s %s\n", pin.Name, pin.Version, pin.Digest, next.Version, next.Digest)
			to[pin.Name] = next
		}
	}
	moved, err := pins.Move([]byte(text), to)
	return string(moved), err
}

func newest(ctx context.Context, box toolbox.Box, pin pins.Pin) (pins.Pin, error) {
	kind, of, _ := strings.Cut(pin.From, ":")
	switch kind {
	case "go":
		out, err := ask(ctx, box.Go(toolbox.Tools), "go", "list", "-m", "-versions", of)
		if err != nil {
			return pin, err
		}
		pin.Version = pins.Newest(pin.Version, strings.Fields(out))
	case "pypi":
		out, err := ask(ctx, box.Base(toolbox.Python), "python3", "-m", "pip", "index", "versions", "--disable-pip-version-check", of)
		if err != nil {
			return pin, err
		}
		_, version, _ := strings.Cut(out, "(") // "name (1.2.3)"
		pin.Version, _, _ = strings.Cut(version, ")")
	case "image":
		reference, err := name.ParseReference(of + ":" + pin.Version)
		if err != nil {
			return pin, err
		}
		head, err := remote.Head(reference, remote.WithContext(ctx))
		if err != nil {
			return pin, err
		}
		pin.Digest = head.Digest.String()
	case "github":
		out, err := ask(ctx, box.Base(toolbox.Golang), "git", "ls-remote", "--tags", "https://github.com/"+of)
		if err != nil {
			return pin, err
		}
		pin = pins.NewestTag(pin, out)
	default:
		return pin, fmt.Errorf("from is %q: write go:MODULE, pypi:PACKAGE, image:REFERENCE or github:OWNER/NAME", pin.From)
	}
	return pin, nil
}

// ask runs a command that asks the world as it is now, so no answer comes from the cache.
func ask(ctx context.Context, ctr *dagger.Container, command ...string) (string, error) {
	return toolbox.Output(ctx, ctr.WithEnvVariable(toolbox.CallVariable, toolbox.CallID()), strings.Join(command, " "), command...)
}
