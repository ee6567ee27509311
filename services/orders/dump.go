package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/jackc/pgx/v5"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/buildinfo"
	"slipway/services/internal/dump"
)

const (
	// dumpsPrefix is what their keys begin with.
	dumpsPrefix = "dumps/"
	// partSize is what a dump is sent in: S3 takes ten thousand parts, 80 GiB.
	partSize = 8 << 20
	// parallelParts are sent at a time, so that one more is in memory.
	parallelParts = 2
	// abortTimeout is for taking back the parts of a dump that failed.
	abortTimeout = 30 * time.Second
)

// dumps are copies of the database, in a bucket that keeps what it was given.
type dumps struct {
	client   *s3.Client
	bucket   string
	partSize int64
}

// openDumps connects to the database too.
func (s settings) openDumps(ctx context.Context) (dumps, *pgx.Conn, error) {
	if s.database == nil || s.dumps == "" {
		return dumps{}, nil, errors.New("dumps need DATABASE_MAIN_HOST and its sisters, and BUCKET_DUMPS: name both in `uses` of the job")
	}
	cfg, err := awsclient.Load(ctx)
	if err != nil {
		return dumps{}, nil, err
	}
	conn, err := s.database.Connect(ctx)
	if err != nil {
		return dumps{}, nil, err
	}
	return dumps{client: awsclient.S3(awsclient.Transfers(cfg)), bucket: s.dumps, partSize: partSize}, conn, nil
}

// makeDump writes a dump of now.
func makeDump(ctx context.Context, s settings, log *slog.Logger) error {
	to, conn, err := s.openDumps(ctx)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = to.write(ctx, conn, time.Now(), log)
	return err
}

// write sends a dump while it is written, and returns its key. What fails leaves no
// object.
func (d dumps) write(ctx context.Context, conn *pgx.Conn, at time.Time, log *slog.Logger) (key string, err error) {
	key = dumpsPrefix + at.UTC().Format("2006/01/2006-01-02T150405Z") + ".tar.gz"
	reader, writer := io.Pipe()
	var made dump.Manifest
	var makeErr error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		made, makeErr = dump.Write(ctx, conn, writer, buildinfo.Of(service), at)
		_ = writer.CloseWithError(makeErr) // never fails
	}()
	// Who is told to stop ends the dump, and that the upload, which takes back what it sent.
	sent, err := d.transfers().UploadObject(context.WithoutCancel(ctx), &transfermanager.UploadObjectInput{
		Bucket: &d.bucket, Key: &key, Body: reader, ContentType: aws.String("application/gzip"), IfNoneMatch: aws.String("*"),
	})
	_ = reader.CloseWithError(err) // never fails
	<-ended
	if refused, ok := errors.AsType[smithy.APIError](err); ok && refused.ErrorCode() == "PreconditionFailed" {
		return "", fmt.Errorf("bucket %s: %s is there already, of another run or of this one whose answer was lost, and was left as it is: run it again for another: %w", d.bucket, key, err)
	}
	if _, refused := errors.AsType[*dump.RefusedError](err); refused {
		return "", err
	}
	if makeErr != nil && errors.Is(err, makeErr) {
		return "", failed("dump", makeErr)
	}
	if err != nil {
		return "", d.failed("write "+key, err)
	}
	log.InfoContext(ctx, "dump made", "bucket", d.bucket, "key", key, "bytes", aws.ToInt64(sent.ContentLength),
		"version", made.Version, "tables", len(made.Tables), "rows", made.Rows())
	return key, nil
}

func (d dumps) transfers() *transfermanager.Client {
	return transfermanager.New(d.client, func(o *transfermanager.Options) {
		o.PartSizeBytes, o.MultipartUploadThreshold, o.Concurrency, o.FailTimeout = d.partSize, d.partSize, parallelParts, abortTimeout
	})
}

func (d dumps) failed(what string, err error) error {
	return fmt.Errorf("bucket %s: %s: check BUCKET_DUMPS, the bucket and the task role's rights: %w", d.bucket, what, err)
}
