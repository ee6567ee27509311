package main

import (
	"context"
	"log/slog"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/gin-gonic/gin"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/bearer"
	"slipway/services/internal/config"
	"slipway/services/internal/health"
	"slipway/services/internal/postgres"
	"slipway/services/internal/telemetry"
)

// settings are what all services are told, and where this one keeps what it has
// and finds what it needs. The stack sets database, bucket and queue where `uses`
// of the service names them.
type settings struct {
	config.Config
	database *postgres.Settings
	bucket   string
	dumps    string
	queue    string
	catalog  *url.URL
	// catalogToken is what the catalog asks for a reservation, where it asks.
	catalogToken string
	// told is who is told of what the program does. It is no setting.
	told *telemetry.Telemetry
}

func load(env *config.Reader) settings {
	return settings{
		Config:       config.Load(env),
		database:     postgres.Load(env, "main"),
		bucket:       env.String("BUCKET_RECEIPTS"),
		dumps:        env.String("BUCKET_DUMPS"),
		queue:        env.String("QUEUE_MAIL_URL"),
		catalog:      env.BaseURL("CATALOG_URL"),
		catalogToken: env.String("CATALOG_TOKEN"),
	}
}

// opened is the service with all that it stands on.
type opened struct {
	*handlers
	checks []health.Check
	// close ends what is open, once nobody asks any more.
	close func()
}

// open asks nobody: a service whose database is away starts, and says so when it
// is asked.
func (s settings) open(ctx context.Context, log *slog.Logger) (opened, error) {
	o := opened{close: func() {}}
	var kept store = newMemoryStore()
	if s.database == nil {
		log.Warn("orders are kept in memory: they end with this process, and another task has others; name a database in `uses` of the service")
	} else {
		pool, err := s.database.Pool(ctx)
		if err != nil {
			return opened{}, err
		}
		database := &postgresStore{pool: pool}
		kept, o.close = database, pool.Close
		o.checks = append(o.checks, health.Check{Name: "database", Run: database.check})
	}
	o.handlers = newHandlers(kept, unpriced{}, log)
	if s.catalog != nil {
		catalog := newCatalog(s.catalog, s.catalogToken)
		o.prices, o.stock = catalog, catalog
		o.checks = append(o.checks, health.Check{Name: "catalog", Run: catalog.check})
	}
	if s.bucket != "" {
		aws, err := awsclient.Load(ctx)
		if err != nil {
			o.close()
			return opened{}, err
		}
		o.bucket = newBucket(awsclient.S3(aws), s.bucket)
		o.checks = append(o.checks, health.Check{Name: "bucket", Run: o.bucket.check})
	}
	if s.Tokens == nil {
		log.Warn("changes need no token: whoever reaches this service may make them; set JWKS_URL, JWT_ISSUER and JWT_AUDIENCE")
		return o, nil
	}
	v := bearer.New(ctx, bearer.Settings{JWKS: s.Tokens.JWKS, Issuer: s.Tokens.Issuer, Audience: s.Tokens.Audience}, log)
	o.write = []gin.HandlerFunc{v.Require()}
	return o, nil
}

// apart opens the database, and reads how AWS is reached: for what runs beside the
// service. The caller closes the store's pool.
func (s settings) apart(ctx context.Context) (*postgresStore, aws.Config, error) {
	cfg, err := awsclient.Load(ctx)
	if err != nil {
		return nil, cfg, err
	}
	pool, err := s.database.Pool(ctx)
	if err != nil {
		return nil, cfg, err
	}
	return &postgresStore{pool: pool}, cfg, nil
}
