package awsclient_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/servicetest"
	"slipway/services/internal/telemetry"
)

func TestACallWithinATraceIsPartOfIt(t *testing.T) {
	clear(t)
	status := http.StatusOK
	aws := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"TableNames":[]}`))
	}))
	defer aws.Close()
	for name, value := range map[string]string{"REGION": "eu-west-1", "ENDPOINT_URL": aws.URL, "ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test"} {
		t.Setenv("AWS_"+name, value)
	}
	cfg, err := awsclient.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	collector := servicetest.NewCollector(t)
	told := collector.Told(t, "catalog")
	list := func(ctx context.Context) error {
		_, err := awsclient.DynamoDB(cfg).ListTables(ctx, &dynamodb.ListTablesInput{})
		return err
	}
	if err := list(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := telemetry.Span(t.Context(), "work", list); err != nil {
		t.Fatal(err)
	}
	status = http.StatusBadRequest
	if err := telemetry.Span(t.Context(), "in vain", list); err == nil {
		t.Fatal("a call that is refused has no error")
	}
	told.Stop()
	if all := collector.Spans(); len(all) != 4 {
		t.Errorf("spans = %+v, want two of work and two of calls, and none of the call outside", all)
	}
	for _, s := range collector.Spans() {
		if s.Name != "DynamoDB.ListTables" {
			continue
		}
		within, failed := collector.Span(t, "catalog", "work"), false
		if s.Parent != within.ID {
			within, failed = collector.Span(t, "catalog", "in vain"), true
		}
		if s.Parent != within.ID || s.Failed != failed || within.Failed != failed || s.Kind != "SPAN_KIND_CLIENT" || s.Attributes["cloud.region"] != "eu-west-1" {
			t.Errorf("%+v within %+v, want both to have failed: %v", s, within, failed)
		}
	}
}
