package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/jackc/pgx/v5"

	"slipway/services/internal/dump"
)

// namedNewest is how many dumps are named to who asked for none of them.
const namedNewest = 3

// loadDump brings a dump into the database.
func loadDump(key string) func(context.Context, settings, *slog.Logger) error {
	return func(ctx context.Context, s settings, log *slog.Logger) error {
		from, conn, err := s.openDumps(ctx)
		if err != nil {
			return err
		}
		defer conn.Close(context.WithoutCancel(ctx))
		return from.load(ctx, conn, key, log)
	}
}

func (d dumps) load(ctx context.Context, conn *pgx.Conn, key string, log *slog.Logger) error {
	// Not by transfermanager, whose reader keeps a core busy while a table takes its time.
	got, err := d.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &d.bucket, Key: &key}, func(o *s3.Options) {
		o.DisableLogOutputChecksumValidationSkipped = true // what came in parts has no checksum of the whole, and gzip has one
	})
	if _, none := errors.AsType[*types.NoSuchKey](err); none {
		newest, err := d.newest(ctx)
		if err != nil {
			return err
		}
		return fmt.Errorf("bucket %s has no %s: %s", d.bucket, key, newest)
	}
	if err != nil {
		return d.failed("read "+key, err)
	}
	defer got.Body.Close()
	loaded, err := dump.Read(ctx, conn, got.Body)
	if _, refused := errors.AsType[*dump.RefusedError](err); refused {
		return fmt.Errorf("load %s: %w", key, err)
	}
	if err != nil {
		return fmt.Errorf("load %s: correct what follows and run it again, it loads all or nothing: %w", key, err)
	}
	log.InfoContext(ctx, "dump loaded", "bucket", d.bucket, "key", key, "made_at", loaded.MadeAt, "version", loaded.Version, "tables", len(loaded.Tables), "rows", loaded.Rows())
	return nil
}

// newest says which dumps to ask for. Keys are in the order of time.
func (d dumps) newest(ctx context.Context) (string, error) {
	prefix := dumpsPrefix
	var keys []string
	pages := s3.NewListObjectsV2Paginator(d.client, &s3.ListObjectsV2Input{Bucket: &d.bucket, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", d.failed("look for dumps", err)
		}
		for _, object := range page.Contents {
			keys = append(keys, *object.Key)
		}
		keys = keys[max(0, len(keys)-namedNewest):]
	}
	if len(keys) == 0 {
		return "it has no dumps at all: `dump` makes one", nil
	}
	return "write the whole key of a dump; the newest are " + strings.Join(keys, ", "), nil
}
