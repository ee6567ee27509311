package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/tests/internal/dagger"
)

// signedSettings make environment local want signed images; its release is then said to be signed by release.pub.
const signedSettings = "\nrelease = { lint = false, scan = \"none\", signed = true, signer = { public_key = \"release.pub\" } }\n"

// signatures is a repository whose environment wants signatures, two keys, and an emulator.
type signatures struct {
	*Tests
	aws          *emulated
	source       *dagger.Directory // without a public key
	right, wrong *dagger.Directory
	password     *dagger.Secret
}

// Signatures deploys to an environment that wants signed images.
//
// Unsigned images, images signed with another key and a signature moved from one image to another are refused before
// anything is applied. Then the images are signed with the right key, once, and found in the registry by their digests.
// +check
func (t *Tests) Signatures(ctx context.Context) error {
	t, err := t.small(ctx)
	if err != nil {
		return err
	}
	emulator, err := t.start(ctx, "signatures")
	if err != nil {
		return err
	}
	defer emulator.stop(ctx)
	settings := "terraform/environments/local.tfvars"
	text, err := t.Source.File(settings).Contents(ctx)
	if err != nil {
		return err
	}
	s := &signatures{Tests: t, aws: emulator, source: t.Source.WithNewFile(settings, text+signedSettings)}
	s.password = dag.SetSecret("signing-password", "correct horse")
	for _, keys := range []**dagger.Directory{&s.right, &s.wrong} {
		if *keys, err = t.slipway(ctx, t.Source).SigningKey(s.password).Sync(ctx); err != nil {
			return err
		}
	}
	trusted := s.source.WithFile("terraform/environments/release.pub", s.right.File("cosign.pub"))
	for _, part := range []struct {
		name string
		run  func(context.Context, *dagger.Directory) error
	}{
		{"settings that say too little", s.unsettled},
		{"an unsigned image", s.unsigned},
		{"another key", s.otherKey},
		{"the right key", s.rightKey},
		{"a key in KMS", s.kmsKey},
		{"an image that changed after signing", s.changed},
		{"a signature that was moved", s.moved},
		{"a signed release", s.release},
	} {
		if err := part.run(ctx, trusted); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		if part.name == "a signed release" {
			continue
		}
		clusters, err := emulator.clusters(ctx)
		if err != nil {
			return err
		}
		if len(clusters) > 0 {
			return fmt.Errorf("%s: there is a cluster: %v", part.name, clusters)
		}
	}
	return nil
}

func (s *signatures) deploy(ctx context.Context, source *dagger.Directory, opts dagger.SlipwayDeployOpts) (string, error) {
	return s.at(ctx, source, s.aws).Deploy(ctx, opts)
}

func (s *signatures) sign(ctx context.Context, source, keys *dagger.Directory) (string, error) {
	private, err := keys.File("cosign.key").Contents(ctx)
	if err != nil {
		return "", err
	}
	return s.at(ctx, source, s.aws).Sign(ctx, dagger.SlipwaySignOpts{
		Key: dag.SetSecret("signing-key", private), Password: s.password,
	})
}

// unsettled leaves out the public key, puts the private one in its place, and leaves out whose signature counts. A call
// that gives no key, or half of what it takes, is told what to give.
func (s *signatures) unsettled(ctx context.Context, _ *dagger.Directory) error {
	_, err := s.at(ctx, s.source, s.aws).Sign(ctx)
	if err := refuses(err, "nothing to sign with is given", "--key and --password", "signing-key"); err != nil {
		return err
	}
	_, err = s.deploy(ctx, s.source, dagger.SlipwayDeployOpts{SignKey: dag.SetSecret("half", "x")})
	if err := refuses(err, "--sign-key needs its password: give --sign-password"); err != nil {
		return err
	}
	_, err = s.deploy(ctx, s.source, dagger.SlipwayDeployOpts{})
	if err := refuses(err, "terraform/environments/release.pub", "there is no such file", "signing-key"); err != nil {
		return err
	}
	private := s.source.WithFile("terraform/environments/release.pub", s.right.File("cosign.key"))
	_, err = s.deploy(ctx, private, dagger.SlipwayDeployOpts{})
	if err := refuses(err, "terraform/environments/release.pub", "it is a private key"); err != nil {
		return err
	}
	nobody, err := replace(ctx, s.source, "terraform/environments/local.tfvars", `, signer = { public_key = "release.pub" }`, "")
	if err != nil {
		return err
	}
	_, err = s.deploy(ctx, nobody, dagger.SlipwayDeployOpts{})
	return refuses(err, "environment local", "does not say whose signature counts", "release = {")
}

func (s *signatures) unsigned(ctx context.Context, trusted *dagger.Directory) error {
	_, err := s.deploy(ctx, trusted, dagger.SlipwayDeployOpts{})
	return refuses(err, "image of service catalog", "image of service orders", "terraform/environments/release.pub",
		"it has no signature", "slipway-local/catalog@sha256:", "sign --key")
}

// otherKey is refused at once when deploy itself is to sign with it, and when images were signed with it before.
func (s *signatures) otherKey(ctx context.Context, trusted *dagger.Directory) error {
	private, err := s.wrong.File("cosign.key").Contents(ctx)
	if err != nil {
		return err
	}
	key := dag.SetSecret("other-signing-key", private)
	_, err = s.deploy(ctx, trusted, dagger.SlipwayDeployOpts{SignKey: key, SignPassword: s.password})
	if err := refuses(err, "is not terraform/environments/release.pub"); err != nil {
		return err
	}
	_, err = s.deploy(ctx, trusted, dagger.SlipwayDeployOpts{SignKey: key, SignPassword: dag.SetSecret("no-password", "wrong")})
	if err := refuses(err, "the key to sign with can't be opened", "password"); err != nil {
		return err
	}
	untrusted := s.source.WithFile("terraform/environments/release.pub", s.wrong.File("cosign.pub"))
	if _, err := s.sign(ctx, untrusted, s.wrong); err != nil {
		return err
	}
	_, err = s.deploy(ctx, trusted, dagger.SlipwayDeployOpts{})
	return refuses(err, "image of service catalog", "it has 1, and none counts", "terraform/environments/release.pub")
}

// kmsKey signs with the key in KMS that the settings trust, which the bootstrap makes and no argument names; the second time its
// public half says that all is signed.
func (s *signatures) kmsKey(ctx context.Context, _ *dagger.Directory) error {
	source, err := replace(ctx, s.source, "terraform/environments/local.tfvars", `public_key = "release.pub"`, `kms_key = "awskms:///alias/slipway-local-release"`)
	if err != nil {
		return err
	}
	for _, wanted := range []string{"  signed", "  was signed"} {
		out, err := s.at(ctx, source, s.aws).Sign(ctx)
		if err != nil {
			return err
		}
		if n := strings.Count(out, wanted); n != 8 {
			return fmt.Errorf("%d and not 8 rows say %q:\n%s", n, wanted, out)
		}
	}
	unknown, err := replace(ctx, source, "terraform/environments/local.tfvars", "alias/slipway-local-release", "alias/nobodys")
	if err != nil {
		return err
	}
	_, err = s.deploy(ctx, unknown, dagger.SlipwayDeployOpts{})
	return refuses(err, "the key to sign with can't be opened", "alias/nobodys")
}

// changed has another source, so another digest, which nobody signed.
func (s *signatures) changed(ctx context.Context, trusted *dagger.Directory) error {
	other := trusted.WithNewFile("services/catalog/release.go", "package main\n\nvar _ = \"after signing\"\n")
	_, err := s.deploy(ctx, other, dagger.SlipwayDeployOpts{})
	if err := refuses(err, "image of service catalog", "it has no signature"); err != nil {
		return err
	}
	if wants(err.Error(), "image of service orders") == nil {
		return fmt.Errorf("orders did not change and is refused too: %w", err)
	}
	// A plan that was saved is held to the same: it names the image by the digest that nobody signed.
	files, err := s.at(ctx, other, s.aws).Plan().Files().Sync(ctx)
	if err != nil {
		return err
	}
	_, err = s.at(ctx, other, s.aws).Apply(dagger.SlipwayApplyOpts{Plan: files}).Summary(ctx)
	return refuses(err, "image of service catalog", "it has no signature")
}

func (s *signatures) release(ctx context.Context, trusted *dagger.Directory) error {
	out, err := s.deploy(ctx, trusted, dagger.SlipwayDeployOpts{})
	if err != nil {
		return err
	}
	return wants(out, "signatures", "verified", "Deployed 2 services to local")
}
