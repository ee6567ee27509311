// Package commands stands in for the scanner of Kubernetes clusters, which this build leaves out.
package commands

import (
	"context"
	"errors"

	"github.com/aquasecurity/trivy/pkg/flag"
)

// Run refuses.
func Run(context.Context, []string, flag.Options) error {
	return errors.New("this build of trivy does not scan Kubernetes clusters")
}
