package main

import (
	"context"
	"log/slog"
	"net/url"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/bearer"
	"slipway/services/internal/config"
	"slipway/services/internal/health"
)

// settings are what all services are told, and where this one keeps what it
// has. The stack sets table and bucket where `uses` of the service names them.
type settings struct {
	config.Config
	table    string
	bucket   string
	pictures *url.URL
}

func load(env *config.Reader) settings {
	return settings{
		Config:   config.Load(env),
		table:    env.String("TABLE_PRODUCTS"),
		bucket:   env.String("BUCKET_PICTURES"),
		pictures: env.BaseURL("PICTURES_URL"),
	}
}

// open makes the handlers, and the checks of what they stand on. It asks
// nobody: a service whose table is away starts, and says so when it is asked.
func (s settings) open(ctx context.Context, log *slog.Logger) (*handlers, []health.Check, error) {
	h := newHandlers(newMemoryStore(), log)
	var checks []health.Check
	if s.table == "" {
		log.Warn("products are kept in memory: they end with this process, and another task has others; name a table in TABLE_PRODUCTS")
	}
	if s.table != "" || s.bucket != "" {
		aws, err := awsclient.Load(ctx)
		if err != nil {
			return nil, nil, err
		}
		if s.table != "" {
			table := &dynamoStore{client: awsclient.DynamoDB(aws), table: s.table}
			h.store = table
			checks = append(checks, health.Check{Name: "table", Run: table.check})
		}
		if s.bucket != "" {
			h.pictures = newPictures(awsclient.S3(aws), s.bucket, s.pictures)
			checks = append(checks, health.Check{Name: "bucket", Run: h.pictures.check})
		}
	}
	if s.Tokens == nil {
		log.Warn("changes need no token: whoever reaches this service may make them; set JWKS_URL, JWT_ISSUER and JWT_AUDIENCE")
		return h, checks, nil
	}
	v := bearer.New(ctx, bearer.Settings{JWKS: s.Tokens.JWKS, Issuer: s.Tokens.Issuer, Audience: s.Tokens.Audience}, log)
	h.write = []gin.HandlerFunc{v.Require()}
	return h, checks, nil
}
