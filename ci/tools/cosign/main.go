// Command cosign signs image digests and verifies what others signed, with Cosign's own packages and in its own format:
// `cosign verify` of Cosign v3 accepts what this signs, and this accepts what `cosign sign` signs.
//
// It is not Cosign's own command, because that one also brings the clients of Kubernetes, of three more clouds and of
// registries, and compiles three times as long. This one speaks to no registry: the pipeline fetches and attaches.
//
//	cosign generate                                writes cosign.key and cosign.pub
//	cosign public (--key FILE | --kms URI)         prints the public key
//	cosign sign (--key FILE | --kms URI | --identity-token FILE) --out FOLDER DIGEST...
//	cosign verify (--public-key FILE | --identity NAME --issuer URL) FOLDER
//
// The password of a key file comes from COSIGN_PASSWORD, as Cosign has it. A key or a KMS needs no network but the KMS;
// an identity needs Sigstore's public services. The last two verbs name files after digests; see sign.go and verify.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
)

type options struct {
	key, kms, token, out        string
	publicKey, identity, issuer string
	args                        []string
}

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	verbs := map[string]func(context.Context, options) error{
		"generate": generate, "public": public, "sign": sign, "verify": verify,
	}
	if len(args) == 0 || verbs[args[0]] == nil {
		return errors.New("say generate, public, sign or verify")
	}
	var o options
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.StringVar(&o.key, "key", "", "file of an encrypted private key")
	flags.StringVar(&o.kms, "kms", "", "key of AWS KMS: awskms:///alias/NAME, or awskms:///ARN")
	flags.StringVar(&o.token, "identity-token", "", "file of an OIDC token, for a certificate by Sigstore")
	flags.StringVar(&o.out, "out", ".", "folder for the signatures")
	flags.StringVar(&o.publicKey, "public-key", "", "file of a public key")
	flags.StringVar(&o.identity, "identity", "", "identity of a certificate by Sigstore")
	flags.StringVar(&o.issuer, "issuer", "", "who vouches for the identity")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	o.args = flags.Args()
	return verbs[args[0]](ctx, o)
}
