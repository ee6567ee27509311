package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/tests/internal/dagger"
)

// What destroy must be told of, as environment local has it.
const (
	receipts = "slipway-local-receipts-123456789012"
	kept     = "database/slipway-local-main,queue/slipway-local-mail,queue/slipway-local-mail-dead,queue/slipway-local-missed-runs,table/slipway-local-products"
)

// destroys is the end of the environment: refused while its data is not named, then all of it, then the bootstrap.
func (t *Tests) destroys(ctx context.Context, aws *emulated) error {
	if err := aws.putObject(ctx, receipts, "2026/11/receipt.json"); err != nil {
		return err
	}
	before, err := aws.resources(ctx)
	if err != nil {
		return err
	}
	destroy := func(data string, everything bool) (string, error) {
		opts := dagger.SlipwayDestroyOpts{Everything: everything}
		if data != "" {
			opts.Data = strings.Split(data, ",")
		}
		return t.at(ctx, t.Source, aws).Destroy(ctx, opts)
	}
	for _, refused := range []struct{ data, says string }{
		{"", "--data bucket/" + receipts + "," + kept},
		{kept, "--data bucket/" + receipts},
		{kept + ",bucket/" + receipts + ",table/slipway-prod-orders", "does not hold: table/slipway-prod-orders"},
	} {
		_, err := destroy(refused.data, false)
		if err := refuses(err, refused.says); err != nil {
			return fmt.Errorf("data %q: %w", refused.data, err)
		}
	}
	after, err := aws.resources(ctx)
	if err != nil {
		return err
	}
	if !slices.Equal(before, after) {
		return errors.New("a refused destroy changed something")
	}
	out, err := destroy(kept+",bucket/"+receipts, false)
	if err != nil {
		return err
	}
	if err := wants(out, "Destroyed the platform of local", "gone: bucket/"+receipts, "gone: table/slipway-local-products"); err != nil {
		return err
	}
	// What bootstrap made is there for the next deploy: state, lock, images, the secret and the alarms' key. Nothing else is.
	if err := aws.wantKinds(ctx, "bucket", "key", "repository", "secret", "table"); err != nil {
		return err
	}
	newest, err := listed[released](ctx, t.at(ctx, t.Source, aws), 1)
	if err != nil {
		return err
	}
	if len(newest) != 1 || newest[0].Kind != "destroy" || newest[0].End.Waited == 0 {
		return fmt.Errorf("the ledger does not say how long the destroy waited for AWS: %+v", newest)
	}
	out, err = destroy("", true)
	if err != nil {
		return err
	}
	if err := wants(out, "Destroyed the bootstrap of local"); err != nil {
		return err
	}
	if err := aws.wantKinds(ctx); err != nil {
		return err
	}
	_, err = destroy("", false)
	return refuses(err, "nothing to destroy")
}

// existing is something that the emulator has.
type existing struct{ Kind, Name string }

func (e *emulated) resources(ctx context.Context) ([]existing, error) {
	var found []existing
	err := e.ask(ctx, http.MethodGet, "/_slipway/resources", &found)
	return found, err
}

// wantKinds fails unless the emulator has something of each of these kinds, and of no other.
func (e *emulated) wantKinds(ctx context.Context, kinds ...string) error {
	found, err := e.resources(ctx)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, r := range found {
		seen[r.Kind] = true
	}
	if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, kinds) {
		return fmt.Errorf("left should be %v, and there is %v", kinds, found)
	}
	return nil
}

func (e *emulated) putObject(ctx context.Context, bucket, key string) error {
	client := e.objects()
	_, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String(key), Body: strings.NewReader("{}")})
	return err
}
