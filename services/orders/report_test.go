package main

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/logging"
	"slipway/services/internal/servicetest"
)

func TestReport(t *testing.T) {
	cfg, s := servicetest.AWS(t), newDatabase(t)
	to := newBucket(awsclient.S3(cfg), servicetest.Bucket(t, cfg))
	for i, at := range []time.Time{
		noon.Truncate(24 * time.Hour).Add(-time.Microsecond), // the day before
		noon.Truncate(24 * time.Hour), noon, noon,
		noon.Truncate(24*time.Hour).AddDate(0, 0, 1), // the day after
	} {
		o := sample(i)
		o.CreatedAt = at
		if _, err := s.Create(t.Context(), o, idempotency{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Move(t.Context(), sample(3).ID, cancelled, "", noon); err != nil {
		t.Fatal(err)
	}
	const want = `status,sku,orders,quantity,cents,currency
cancelled,CUP,1,1,,EUR
cancelled,TEA,1,2,998,EUR
pending,CUP,2,2,,EUR
pending,TEA,2,4,1996,EUR
`
	var log bytes.Buffer
	for range 2 { // a job that is tried again
		if err := writeReport(t.Context(), s, to, noon, logging.New(&log, service, slog.LevelInfo)); err != nil {
			t.Fatal(err)
		}
	}
	key := "reports/2026/11/2026-11-30.csv"
	got, err := to.client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &to.name, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(got.Body)
	if err != nil || string(text) != want {
		t.Errorf("the report is %q, %v; want %q", text, err, want)
	}
	if !strings.Contains(log.String(), key) {
		t.Errorf("the log does not say where it is: %s", &log)
	}
}

func TestReportProcess(t *testing.T) {
	if code, out := servicetest.Run(t, []string{"report"}).Wait(t); code != 1 || !strings.Contains(out, "BUCKET_RECEIPTS") {
		t.Errorf("without a bucket it ended with %d, want 1 and the setting named\n%s", code, out)
	}
	cfg := servicetest.AWS(t)
	env := append(pairs(servicetest.Database(t)), "AWS_ENDPOINT_URL="+os.Getenv("AWS_ENDPOINT_URL"), "AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "BUCKET_RECEIPTS="+servicetest.Bucket(t, cfg))
	for _, command := range []string{"migrate", "report"} {
		if code, out := servicetest.Run(t, []string{command}, env...).Wait(t); code != 0 {
			t.Errorf("%s ended with %d, want 0\n%s", command, code, out)
		}
	}
}
