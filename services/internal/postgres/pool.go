package postgres

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"slipway/services/internal/awsclient"
)

const (
	connectTimeout = 3 * time.Second
	// maxConnections is for one task. A small instance of RDS takes about two
	// hundred, of all tasks together and of twice as many during a rollout.
	maxConnections = 8
	// lifetime ends connections that a failover or a new endpoint left behind.
	lifetime = 30 * time.Minute
)

// Timeout is for one operation. It is below the server's write timeout, so that
// its end is a 503 and no broken connection.
const Timeout = 5 * time.Second

// Pool makes a pool of connections. It asks nobody: a service whose database is
// away starts, and says so when it is asked.
func (s *Settings) Pool(ctx context.Context) (*pgxpool.Pool, error) {
	config, err := s.config(ctx)
	if err != nil {
		return nil, err
	}
	// Statements have their values apart, so that none of these is told.
	config.ConnConfig.Tracer = otelpgx.NewTracer(otelpgx.WithDisableAcquireTracer())
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connections to %s: %w", s.host, err)
	}
	if err := otelpgx.RecordStats(pool); err != nil {
		pool.Close()
		return nil, fmt.Errorf("metrics of the connections to %s: %w", s.host, err)
	}
	return pool, nil
}

func (s *Settings) config(ctx context.Context) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig("sslmode=disable")
	if err != nil {
		return nil, fmt.Errorf("the settings of PostgreSQL can't be read, take PG… out of the environment: %w", err)
	}
	c := config.ConnConfig
	c.Host, c.Port, c.Database, c.Fallbacks = s.host, uint16(s.port), s.database, nil
	c.TLSConfig, c.ConnectTimeout = s.tls(), connectTimeout
	// What the server does for a caller who has gone holds locks and a connection.
	c.RuntimeParams = map[string]string{"statement_timeout": fmt.Sprint(Timeout.Milliseconds()), "timezone": "UTC"}
	config.MaxConns, config.MaxConnLifetime, config.MaxConnLifetimeJitter = maxConnections, lifetime, lifetime/10

	var client *secretsmanager.Client
	if s.secretARN != "" {
		aws, err := awsclient.Load(ctx)
		if err != nil {
			return nil, err
		}
		client = secretsmanager.NewFromConfig(aws)
	}
	config.BeforeConnect = func(ctx context.Context, c *pgx.ConnConfig) error { return s.enter(ctx, client, c) }
	return config, nil
}

func (s *Settings) tls() *tls.Config {
	switch s.sslmode {
	case disable:
		return nil
	case require:
		return &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}
	default:
		return &tls.Config{MinVersion: tls.VersionTLS12, ServerName: s.host, RootCAs: s.roots}
	}
}
