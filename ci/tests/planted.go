package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"

	"dagger/tests/internal/dagger"
)

// canary marks each secret that the tests plant. `ci/dagger check` searches for it in all output, and in every file that the
// engine wrote: it must stand nowhere.
const canary = "SLIPCANARY"

// secret is a planted secret. It is another one in each call, so that no cache can hide it.
func secret() string { return canary + rand.Text() }

// plantedAccount are AWS credentials of three planted secrets. The emulator lets them in as any others.
func plantedAccount() *dagger.Secret {
	return dag.SetSecret(rand.Text(), fmt.Sprintf(`{"Version": 1, "AccessKeyId": %q, "SecretAccessKey": %q, "SessionToken": %q}`, secret(), secret(), secret()))
}

// plantedPattern is what a planted secret looks like, to Go and to Python. ci/check.sh has the same.
const plantedPattern = canary + "[A-Z2-7]{26}"

var plantedKeys = regexp.MustCompile(plantedPattern)

// clean fails where a planted secret stands in a text that people get, without repeating it. It also fails where the pattern
// would not find one, so that a search means something.
func clean(what, text string) error {
	if !plantedKeys.MatchString(secret()) {
		return errors.New("the pattern does not find what is planted")
	}
	if plantedKeys.MatchString(text) {
		return fmt.Errorf("a secret stands in %s", what)
	}
	return nil
}

// cleanFiles looks into a folder that a function returned, and into the archives in it.
func (t *Tests) cleanFiles(ctx context.Context, what string, folder *dagger.Directory) error {
	const script = `import os, sys, re, zipfile
secret = re.compile(os.environb[b"PATTERN"])
found = []
for root, _, names in os.walk("/folder"):
    for name in names:
        path = os.path.join(root, name)
        texts = [open(path, "rb").read()]
        if zipfile.is_zipfile(path):
            archive = zipfile.ZipFile(path)
            texts += [archive.read(member) for member in archive.namelist()]
        if any(secret.search(text) for text in texts):
            found.append(path)
if found or not os.listdir("/folder"):
    sys.exit("a secret stands in, or nothing is there: %s" % found)
`
	_, err := t.image("python:3.11-slim-bookworm").
		WithMountedDirectory("/folder", folder).
		WithEnvVariable("PATTERN", plantedPattern).
		WithExec([]string{"python3", "-c", script}).
		Sync(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
