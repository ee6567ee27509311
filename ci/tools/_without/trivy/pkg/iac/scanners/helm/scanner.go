// Package helm stands in for the scanner of Helm charts, which this build leaves out.
package helm

import (
	"context"
	"errors"
	"io/fs"

	"github.com/aquasecurity/trivy/pkg/iac/scan"
	"github.com/aquasecurity/trivy/pkg/iac/scanners/options"
)

// Scanner refuses charts. It does not pass over them: a chart that nobody looked at must not count as clean.
type Scanner struct{}

func New(...options.ScannerOption) *Scanner { return &Scanner{} }

func (*Scanner) Name() string { return "Helm" }

func (*Scanner) ScanFS(context.Context, fs.FS, string) (scan.Results, error) {
	return nil, errors.New("this build of trivy does not scan Helm charts")
}

func nothing(options.ConfigurableScanner) {}

func ScannerWithValuesFile(...string) options.ScannerOption   { return nothing }
func ScannerWithValues(...string) options.ScannerOption       { return nothing }
func ScannerWithFileValues(...string) options.ScannerOption   { return nothing }
func ScannerWithStringValues(...string) options.ScannerOption { return nothing }
func ScannerWithAPIVersions(...string) options.ScannerOption  { return nothing }
func ScannerWithKubeVersion(string) options.ScannerOption     { return nothing }
