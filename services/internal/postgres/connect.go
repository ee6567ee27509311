package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Connect makes a connection for a job whose statements take as long as they
// take. What waits for a lock gives up, as a migration does.
func (s *Settings) Connect(ctx context.Context) (*pgx.Conn, error) {
	config, err := s.config(ctx)
	if err != nil {
		return nil, err
	}
	c := config.ConnConfig
	c.RuntimeParams = map[string]string{"lock_timeout": lockTimeout, "timezone": "UTC"}
	if err := config.BeforeConnect(ctx, c); err != nil {
		return nil, err
	}
	connection, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("database %s at %s: check %s_HOST and its sisters, and the database: %w", s.database, s.host, s.name, err)
	}
	return connection, nil
}
