package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"slipway/services/internal/awsclient"
)

const (
	// maxPictureBytes is for one that a shop shows, and not for a print.
	maxPictureBytes = 5 << 20
	// signedFor is how long a signed address serves: long enough for a slow
	// upload, and too short to be passed on.
	signedFor = 5 * time.Minute
	// pictureCache is what a browser and a CDN keep. A new picture has the
	// address of the old one, and is seen once this is over.
	pictureCache = "public, max-age=300"
)

// pictureTypes are those that browsers show. No SVG: it may hold a script.
var pictureTypes = []string{"image/jpeg", "image/png", "image/webp"}

// errNoPicture is returned for a product without a picture.
var errNoPicture = errors.New("the product has no picture")

// Upload is how a picture is sent: this request, to S3 and not to the service.
type Upload struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	// Headers are part of what was signed: S3 takes no other type and no other
	// length.
	Headers   map[string]string `json:"headers"`
	ExpiresAt time.Time         `json:"expires_at"`
}

// pictures are the objects of a bucket, one for each product.
type pictures struct {
	client *s3.Client
	signer *s3.PresignClient
	bucket string
	// public is where the bucket's objects are served to everybody, or nil.
	public *url.URL
	now    func() time.Time
}

func newPictures(client *s3.Client, bucket string, public *url.URL) *pictures {
	return &pictures{client: client, signer: s3.NewPresignClient(client), bucket: bucket, public: public,
		now: func() time.Time { return time.Now().UTC() }}
}

// objectKey names the time that the product was made, too: one that is made
// again after its end does not show the picture of the one before.
func objectKey(p Product) string {
	return "products/" + p.SKU + "/" + strconv.FormatInt(p.CreatedAt.UnixMicro(), 36)
}

// upload signs a request that puts a picture of exactly this type and length.
func (s *pictures) upload(ctx context.Context, p Product, contentType string, bytes int64) (Upload, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	expires := s.now().Add(signedFor)
	signed, err := s.signer.PresignPutObject(ctx, &s3.PutObjectInput{
		Bucket: &s.bucket, Key: aws.String(objectKey(p)),
		ContentType: &contentType, ContentLength: &bytes, CacheControl: aws.String(pictureCache),
	}, s3.WithPresignExpires(signedFor))
	if err != nil {
		return Upload{}, s.failed("sign an upload", err)
	}
	return Upload{Method: signed.Method, URL: signed.URL, Headers: headers(signed.SignedHeader), ExpiresAt: expires}, nil
}

// headers are those that the sender must set itself: it sends Host anyway.
func headers(signed http.Header) map[string]string {
	all := map[string]string{}
	for name := range signed {
		if name != "Host" {
			all[name] = signed.Get(name)
		}
	}
	return all
}

// address is where the picture is read, or errNoPicture.
func (s *pictures) address(ctx context.Context, p Product) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	key := objectKey(p)
	_, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: &key})
	if _, ok := errors.AsType[*types.NotFound](err); ok {
		return "", errNoPicture
	}
	if err != nil {
		return "", s.failed("look for a picture", err)
	}
	if s.public != nil {
		return s.public.JoinPath(key).String(), nil
	}
	signed, err := s.signer.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: &key}, s3.WithPresignExpires(signedFor))
	if err != nil {
		return "", s.failed("sign a picture's address", err)
	}
	return signed.URL, nil
}

// remove takes the picture away, if there is one.
func (s *pictures) remove(ctx context.Context, p Product) error {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	if _, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: aws.String(objectKey(p))}); err != nil {
		return s.failed("delete a picture", err)
	}
	return nil
}

// check is the readiness check.
func (s *pictures) check(ctx context.Context) error {
	if _, err := s.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &s.bucket}); err != nil {
		return s.failed("look for it", err)
	}
	return nil
}

func (s *pictures) failed(what string, err error) error {
	return fmt.Errorf("bucket %s: %s: check BUCKET_PICTURES, the bucket and the task role's rights: %w", s.bucket, what, err)
}
