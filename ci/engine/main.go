// Command engine gives a host that has no container runtime a real Dagger: it
// builds CLI, engine and base images once, keeps the engine running, and then
// calls the dagger CLI with the arguments that it was given.
//
// It is called by ../dagger, which users call.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

const usage = `usage: ci/dagger engine status|stop|logs|image|prune|search

  status   whether the engine runs, its version, cache folder and disk use
  stop     end the engine and its mirror; builds and caches are kept
  logs     print the engine's log
  image    write the engine and the base images as an image: ci/dagger engine image | docker load
  prune    end the engine and delete everything in the cache folder
  search PATTERN SECONDS
           look for a secret in what the engine wrote since that time; exit code 1 when it is there
`

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	os.Exit(exitCode(os.Stderr, run(ctx, os.Args[1:])))
}

// exitCode is what this program ends with. It says why, unless the dagger CLI did: a program that a build calls tells nobody but its caller.
func exitCode(stderr io.Writer, err error) int {
	var ended daggerEnded
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended):
		return int(ended)
	}
	_, _ = fmt.Fprintf(stderr, "ci/dagger: %v\n", err)
	return 1
}

func run(ctx context.Context, args []string) error {
	if filepath.Base(os.Args[0]) == containerDialer {
		return dial(containerSocket, os.Stdin, os.Stdout)
	}
	if len(args) > 0 {
		switch args[0] {
		case sandboxVerb: // this program, again, inside the namespaces of sandbox.go
			return enterSandbox(args[1:])
		case mirrorVerb: // this program, again, as the mirror's server
			return serveMirror(ctx, args[1:])
		case containerVerb: // this program, again, as the first process of the engine's container
			return enterContainer(args[1:])
		}
	}
	settings, err := loadSettings()
	if err != nil {
		return err
	}
	if len(args) > 0 && args[0] == "engine" {
		return engineVerb(ctx, settings, args[1:])
	}
	if err := ensureEngine(ctx, settings); err != nil {
		return err
	}
	return callDagger(ctx, settings, args)
}

func engineVerb(ctx context.Context, s *Settings, args []string) error {
	if len(args) > 0 && args[0] == "search" {
		return search(ctx, s, args[1:])
	}
	if len(args) != 1 {
		fmt.Fprint(os.Stderr, usage)
		return errors.New("engine: one of status, stop, logs, image and prune is wanted")
	}
	switch args[0] {
	case "status":
		return status(ctx, s)
	case "stop":
		return stop(ctx, s)
	case "logs":
		return logs(s)
	case "image":
		return writeImage(ctx, s, os.Stdout)
	case "prune":
		return prune(ctx, s)
	default:
		fmt.Fprint(os.Stderr, usage)
		return fmt.Errorf("engine: unknown verb %q", args[0])
	}
}
