// Command vulndb makes a vulnerability database of one advisory, with the scanner's own packages, and serves it as the OCI
// artifact that the scanner expects: vulndb LISTEN PACKAGE VULNERABLE FIXED.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/aquasecurity/trivy-db/pkg/db"
	"github.com/aquasecurity/trivy-db/pkg/metadata"
	"github.com/aquasecurity/trivy-db/pkg/types"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	media "github.com/google/go-containerregistry/pkg/v1/types"
	bolt "go.etcd.io/bbolt"
)

const (
	advisory  = "CVE-2026-99999"
	layerType = "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: vulndb LISTEN PACKAGE VULNERABLE FIXED")
		os.Exit(2)
	}
	if err := serve(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, "vulndb:", err)
		os.Exit(1)
	}
}

func serve(listen, pkg, vulnerable, fixed string) error {
	dir, err := os.MkdirTemp("", "vulndb")
	if err != nil {
		return err
	}
	if err := write(dir, pkg, vulnerable, fixed); err != nil {
		return err
	}
	archive, err := pack(dir, "trivy.db", "metadata.json")
	if err != nil {
		return err
	}
	image, err := mutate.Append(mutate.MediaType(empty.Image, media.OCIManifestSchema1), mutate.Addendum{
		Layer:       static.NewLayer(archive, layerType),
		Annotations: map[string]string{"org.opencontainers.image.title": "db.tar.gz"},
		MediaType:   layerType,
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- http.Serve(listener, registry.New(registry.Logger(log.New(os.Stderr, "", 0)))) }()
	if err := push(listener.Addr().(*net.TCPAddr).Port, image); err != nil {
		return err
	}
	return <-ended
}

func push(port int, image v1.Image) error {
	ref, err := name.ParseReference(fmt.Sprintf("localhost:%d/trivy-db:%d", port, db.SchemaVersion), name.Insecure)
	if err != nil {
		return err
	}
	return remote.Write(ref, image)
}

// write makes trivy.db and metadata.json. Its times are fixed, so that the artifact has the same digest each time.
func write(dir, pkg, vulnerable, fixed string) error {
	if err := db.Init(dir); err != nil {
		return err
	}
	config := db.Config{}
	source := types.DataSource{ID: "ghsa", Name: "GitHub Security Advisory Go", URL: "https://github.com/advisories"}
	bucket := "go::" + source.Name
	err := config.BatchUpdate(func(tx *bolt.Tx) error {
		if err := config.PutDataSource(tx, bucket, source); err != nil {
			return err
		}
		if err := config.PutAdvisoryDetail(tx, advisory, pkg, []string{bucket}, types.Advisory{
			VulnerableVersions: []string{vulnerable}, PatchedVersions: []string{fixed},
		}); err != nil {
			return err
		}
		if err := config.SaveAdvisoryDetails(tx, advisory); err != nil {
			return err
		}
		return config.PutVulnerability(tx, advisory, types.Vulnerability{
			Title: "a planted weakness", Severity: types.SeverityCritical.String(),
			VendorSeverity: types.VendorSeverity{source.ID: types.SeverityCritical},
		})
	})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return metadata.NewClient(dir).Update(metadata.Metadata{Version: db.SchemaVersion, UpdatedAt: day, NextUpdate: day})
}

func pack(dir string, names ...string) ([]byte, error) {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	archive := tar.NewWriter(zip)
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
			return nil, err
		}
		if _, err := archive.Write(content); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
