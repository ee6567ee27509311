package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/servicetest"
)

// newTable makes the table as environments/*.tfvars describe it.
func newTable(t *testing.T, cfg aws.Config) *dynamoStore {
	t.Helper()
	client, name := awsclient.DynamoDB(cfg), servicetest.Name("products")
	key := func(name string, kind types.KeyType) types.KeySchemaElement {
		return types.KeySchemaElement{AttributeName: &name, KeyType: kind}
	}
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("sku"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("list"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{key("sku", types.KeyTypeHash)},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName:  aws.String(listIndex),
			KeySchema:  []types.KeySchemaElement{key("list", types.KeyTypeHash), key("sku", types.KeyTypeRange)},
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
	})
	if _, ours := errors.AsType[*types.ResourceInUseException](err); err != nil && !ours {
		t.Fatal(err)
	}
	return &dynamoStore{client: client, table: name}
}

// stores runs a test on each store: they must not be told apart.
func stores(t *testing.T, test func(*testing.T, store)) {
	t.Run("memory", func(t *testing.T) { test(t, newMemoryStore()) })
	t.Run("DynamoDB", func(t *testing.T) { test(t, newTable(t, servicetest.AWS(t))) })
}

func sample(sku string) Product {
	at := time.Date(2026, 11, 30, 10, 0, 0, 123_456_000, time.UTC)
	return Product{SKU: sku, Name: "Tea", PriceCents: 499, Currency: "EUR", CreatedAt: at, UpdatedAt: at}
}

func TestStores(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		ctx := t.Context()
		wants := func(what string, err, want error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%s: error %v, want %v", what, err, want)
			}
		}
		_, err := s.Get(ctx, "A")
		wants("get none", err, errNotFound)
		_, err = s.Update(ctx, sample("A"), "")
		wants("update none", err, errNotFound)
		_, err = s.Delete(ctx, "A", "")
		wants("delete none", err, errNotFound)

		made, err := s.Create(ctx, sample("A"))
		wants("create", err, nil)
		_, err = s.Create(ctx, sample("A"))
		wants("create again", err, errExists)
		if got, err := s.Get(ctx, "A"); err != nil || got != made || made.Version == "" {
			t.Errorf("get = %+v, %v; want %+v, as it was made", got, err, made)
		}

		change := sample("A")
		change.Name, change.PriceCents, change.CreatedAt = "Green tea", 0, time.Time{}
		_, err = s.Update(ctx, change, "another")
		wants("update another version", err, errChanged)
		_, err = s.Delete(ctx, "A", "another")
		wants("delete another version", err, errChanged)
		changed, err := s.Update(ctx, change, made.Version)
		wants("update", err, nil)
		if changed.Name != "Green tea" || changed.PriceCents != 0 || !changed.CreatedAt.Equal(made.CreatedAt) || changed.Version == made.Version {
			t.Errorf("update = %+v; want the change, another version, and the time it was made", changed)
		}
		_, err = s.Update(ctx, change, made.Version)
		wants("the same update again", err, errChanged)
		gone, err := s.Delete(ctx, "A", changed.Version)
		wants("delete", err, nil)
		if gone.Version != changed.Version {
			t.Errorf("delete = %+v, want what was there", gone)
		}
		_, err = s.Get(ctx, "A")
		wants("get what is gone", err, errNotFound)
	})
}

func TestStoresList(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		for i := range 5 {
			if _, err := s.Create(t.Context(), sample(fmt.Sprintf("S-%d", 4-i))); err != nil {
				t.Fatal(err)
			}
		}
		for _, tt := range []struct {
			after string
			limit int
			want  string
		}{{"", 3, "S-0 S-1 S-2"}, {"S-2", 3, "S-3 S-4"}, {"S-2.gone", 1, "S-3"}, {"S-4", 3, ""}} {
			products, err := s.List(t.Context(), tt.after, tt.limit)
			var got []string
			for _, p := range products {
				got = append(got, p.SKU)
			}
			if err != nil || strings.Join(got, " ") != tt.want {
				t.Errorf("%d after %q = %v, %v; want %s", tt.limit, tt.after, got, err, tt.want)
			}
		}
	})
}

// Of two people who change one version, one is told that it changed.
func TestStoresHaveOneWinner(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		made, err := s.Create(t.Context(), sample("A"))
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = s.Update(t.Context(), sample("A"), made.Version) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, errChanged) {
				t.Errorf("error %v, want %v", err, errChanged)
			}
		}
		if won != 1 {
			t.Errorf("%d of 8 changes of one version won, want 1", won)
		}
	})
}

// forgetful loses the answer to the first write, which has happened by then.
type forgetful struct {
	aws.HTTPClient
	once sync.Once
}

func (f *forgetful) Do(r *http.Request) (*http.Response, error) {
	res, err := f.HTTPClient.Do(r)
	f.once.Do(func() {
		if err == nil {
			_ = res.Body.Close() // nobody reads it
		}
		res, err = nil, io.ErrUnexpectedEOF
	})
	return res, err
}

// The SDK sends such a write again, and finds it done already.
func TestAWriteWhoseAnswerIsLostHappensOnce(t *testing.T) {
	cfg := servicetest.AWS(t)
	s := newTable(t, cfg)
	losing := func() *dynamoStore {
		c := cfg.Copy()
		c.HTTPClient = &forgetful{HTTPClient: cfg.HTTPClient}
		return &dynamoStore{client: awsclient.DynamoDB(c), table: s.table}
	}
	made, err := losing().Create(t.Context(), sample("A"))
	if err != nil {
		t.Fatalf("create: %v; want the product that was made", err)
	}
	changed, err := losing().Update(t.Context(), sample("A"), made.Version)
	if err != nil {
		t.Fatalf("update: %v; want the product that was changed", err)
	}
	if now, err := s.Get(t.Context(), "A"); err != nil || now != changed {
		t.Errorf("it is %+v, %v; want %+v", now, err, changed)
	}
}

func TestDynamoCheck(t *testing.T) {
	cfg := servicetest.AWS(t)
	s := newTable(t, cfg)
	if err := s.check(t.Context()); err != nil {
		t.Errorf("check = %v, want a table that serves", err)
	}
	if err := (&dynamoStore{client: s.client, table: "none"}).check(t.Context()); err == nil || !strings.Contains(err.Error(), "TABLE_PRODUCTS") {
		t.Errorf("check of no table = %v, want an error that names the setting", err)
	}
	bare := servicetest.Name("bare")
	if _, err := s.client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &bare, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("sku"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("sku"), KeyType: types.KeyTypeHash}},
	}); err != nil {
		t.Fatal(err)
	}
	if err := (&dynamoStore{client: s.client, table: bare}).check(t.Context()); err == nil || !strings.Contains(err.Error(), listIndex) {
		t.Errorf("check of a table without its index = %v, want the index named", err)
	}
}

// What is in the table and is no product is a failure, and no empty product.
func TestDynamoRefusesWhatIsNoProduct(t *testing.T) {
	s := newTable(t, servicetest.AWS(t))
	if _, err := s.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &s.table, Item: map[string]types.AttributeValue{
		"sku": text("A"), "list": text(listed), "price_cents": text("cheap"),
	}}); err != nil {
		t.Fatal(err)
	}
	_, getErr := s.Get(context.Background(), "A")
	_, listErr := s.List(context.Background(), "", 10)
	for what, err := range map[string]error{"get": getErr, "list": listErr} {
		if err == nil || !strings.Contains(err.Error(), "no product") {
			t.Errorf("%s = %v, want it refused", what, err)
		}
	}
}
