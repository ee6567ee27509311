package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"dagger/tests/internal/dagger"
)

// Scans plants what scan must refuse, and reads the file, the line and the rule of each in the refusal.
//
// A database of the tests' own calls a module of the services' vulnerable. Without a database nothing passes, unless the
// caller says so.
// +check
func (t *Tests) Scans(ctx context.Context) error {
	return tellAll(ctx, []story{
		{"planted faults", t.plantedFaults},
		{"an allowance that holds, and no database", t.allowedSecret},
		{"a vulnerable module", t.vulnerableModule},
		{"a database that is not there", t.noDatabase},
	})
}

// token looks like one of GitHub's. It is put together here, so that no scanner takes this file for a leak.
func token() string {
	sum := sha256.Sum256([]byte("not a secret"))
	return "gh" + "p_" + hex.EncodeToString(sum[:])[:36]
}

// tokenFile is no input of any image.
const tokenFile = ".github/settings.env"

func (t *Tests) withToken() *dagger.Directory {
	return t.Source.WithNewFile(tokenFile, "REGION=us-east-1\nTOKEN="+token()+"\n")
}

const publicBucket = `resource "aws_s3_bucket" "open" {
  bucket = "open"
}

resource "aws_s3_bucket_acl" "open" {
  bucket = aws_s3_bucket.open.id
  acl    = "public-read"
}
`

const rootDockerfile = `FROM debian:bookworm-slim
COPY key /key
ENTRYPOINT ["cat", "/key"]
`

func (t *Tests) plantedFaults(ctx context.Context) error {
	const bucket = "terraform/stacks/platform/open.tf"
	source := t.withToken().
		WithNewFile(bucket, publicBucket).
		WithNewFile("services/greeting/Dockerfile", rootDockerfile).
		WithNewFile("services/greeting/key", token()+"\n").
		WithNewFile(".slipway.yaml", "allowances:\n"+
			"  - {gate: secrets, rule: github-pat, file: "+tokenFile+", reason: it is revoked by now, expires: 2026-01-31}\n")
	_, refusal := t.slipway(ctx, source).Scan(ctx, dagger.SlipwayScanOpts{VulnDb: "none"})
	if err := refuses(refusal,
		"github-pat", tokenFile+":2", "services/greeting/key:1", "image greeting, key:1", "expired on 2026-01-31",
		"AWS-0092", bucket+":7", "CKV_AWS_20", bucket+":1",
		"DS-0002", "services/greeting/Dockerfile"); err != nil {
		return err
	}
	if strings.Contains(refusal.Error(), token()) {
		return errors.New("the refusal holds the secret")
	}
	return nil
}

func (t *Tests) allowedSecret(ctx context.Context) error {
	source := t.withToken().WithNewFile(".slipway.yaml", "allowances:\n"+
		"  - {gate: secrets, rule: github-pat, file: "+tokenFile+", reason: it is revoked by now, expires: "+
		time.Now().AddDate(0, 1, 0).Format(time.DateOnly)+"}\n")
	out, err := t.slipway(ctx, source).Scan(ctx, dagger.SlipwayScanOpts{VulnDb: "none"})
	if err != nil {
		return err
	}
	return wants(out, "vulnerabilities: 0 refused", "NOT LOOKED FOR: --vuln-db is none", "secrets: 0 refused, 1 allowed",
		"allowed until", "it is revoked by now", "misconfiguration: 0 refused", "licences: 0 refused")
}

const vulnerable = "github.com/gin-gonic/gin"

func (t *Tests) vulnerableModule(ctx context.Context) error {
	text, err := t.Source.File("go.mod").Contents(ctx)
	if err != nil {
		return err
	}
	version := regexp.MustCompile(regexp.QuoteMeta(vulnerable) + ` (v\S+)`).FindStringSubmatch(text)
	if version == nil {
		return errors.New("the services no longer use " + vulnerable + ": name another module here")
	}
	_, err = t.slipway(ctx, t.Source).Scan(ctx, dagger.SlipwayScanOpts{
		VulnDb: "registry.example/trivy-db:2", VulnRegistry: t.vulnerabilities(), Severity: "critical",
	})
	return refuses(err, "CVE-2026-99999", "a planted weakness", "fix: take 99.0.0", "go.mod, "+vulnerable+" "+version[1],
		"image catalog, service, "+vulnerable+" "+version[1], "image orders", "registry.example/trivy-db:2@sha256:", "of 2026-01-01")
}

// vulnerabilities is a registry with a database that calls the module vulnerable in every version.
func (t *Tests) vulnerabilities() *dagger.Service {
	program := t.golang().
		WithMountedDirectory("/src", t.Whole.Directory("ci/tests/testdata/vulndb")).
		WithWorkdir("/src").
		WithExec([]string{"go", "build", "-o", "/out/vulndb", "."}).
		File("/out/vulndb")
	return t.golang().
		WithFile("/usr/local/bin/vulndb", program).
		WithExposedPort(5000).
		AsService(dagger.ContainerAsServiceOpts{Args: []string{"vulndb", "0.0.0.0:5000", vulnerable, "< 99.0.0", "99.0.0"}})
}

func (t *Tests) noDatabase(ctx context.Context) error {
	_, err := t.slipway(ctx, t.Source).Scan(ctx, dagger.SlipwayScanOpts{VulnDb: "registry.invalid/trivy-db:2"})
	return refuses(err, "vulnerabilities were not looked for", "registry.invalid/trivy-db:2", "--vuln-db none", "--vuln-registry")
}

// Sboms asks for what is in an image twice, and compares the bytes.
//
// Both forms name the image by its digest, and a module by its version and its licence.
// +check
func (t *Tests) Sboms(ctx context.Context) error {
	const service = "catalog"
	digest, err := t.slipway(ctx, t.Source).Image(service).Digest(ctx)
	if err != nil {
		return err
	}
	folder := func(source *dagger.Directory) *dagger.Directory {
		return t.slipway(ctx, source).Sbom(dagger.SlipwaySbomOpts{Service: service})
	}
	for _, form := range []string{"cdx", "spdx"} {
		file := service + "." + form + ".json"
		text, err := folder(t.Source).File(file).Contents(ctx)
		if err != nil {
			return err
		}
		again, err := folder(t.Source.WithTimestamps(1234567890)).File(file).Contents(ctx)
		if err != nil {
			return err
		}
		if text != again {
			return fmt.Errorf("%s: the same image has two bills of materials", file)
		}
		if !json.Valid([]byte(text)) {
			return fmt.Errorf("%s is no JSON", file)
		}
		if err := wants(text, strings.Replace(digest, ":", "%3A", 1), "pkg:golang/"+vulnerable+"@v", `"MIT"`, `"BSD-3-Clause"`); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}
