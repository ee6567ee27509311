package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"slipway/services/internal/config"
	"slipway/services/internal/servicetest"
)

// A password that was changed is read by the next connection, of the same pool.
func TestARotatedPasswordNeedsNoRestart(t *testing.T) {
	env := servicetest.Database(t)
	cfg := servicetest.AWS(t)
	secrets, user := secretsmanager.NewFromConfig(cfg), strings.ReplaceAll(servicetest.Name("user"), "-", "_")
	text := func(password string) *string {
		value, err := json.Marshal(map[string]string{"username": user, "password": password})
		if err != nil {
			t.Fatal(err)
		}
		return aws.String(string(value))
	}
	servicetest.SQL(t, "CREATE ROLE "+user+" LOGIN PASSWORD 'first'")
	made, err := secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &user, SecretString: text("first")})
	if err != nil {
		t.Fatal(err)
	}
	delete(env, "DATABASE_MAIN_USER")
	env["DATABASE_MAIN_SECRET_ARN"] = *made.ARN
	o, err := load(config.NewReader(func(name string) string { return env[name] })).open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer o.close()
	pool := o.store.(*postgresStore).pool
	if err := pool.Ping(t.Context()); err != nil {
		t.Fatalf("with the first password: %v", err)
	}
	servicetest.SQL(t, "ALTER ROLE "+user+" PASSWORD 'second'")
	if _, err := secrets.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: made.ARN, SecretString: text("second")}); err != nil {
		t.Fatal(err)
	}
	pool.Reset() // as a connection ends by itself
	if err := pool.Ping(t.Context()); err != nil {
		t.Errorf("with the second password: %v", err)
	}

	if _, err := secrets.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: made.ARN, SecretString: aws.String("hunter2")}); err != nil {
		t.Fatal(err)
	}
	pool.Reset()
	if err := pool.Ping(context.WithoutCancel(t.Context())); err == nil || !strings.Contains(err.Error(), "DATABASE_MAIN_SECRET_ARN") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("with no secret of a database: %v; want its setting named, and no word of it", err)
	}
}
