package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/jackc/pgx/v5"

	"slipway/services/internal/awsclient"
)

// enter puts user and password into a connection that is about to be made. It
// reads the secret each time: RDS changes the password every seven days, and a
// task that knew the one before would stop connecting. A pool makes few.
func (s *Settings) enter(ctx context.Context, client *secretsmanager.Client, c *pgx.ConnConfig) error {
	if client == nil {
		c.User, c.Password = s.user, s.pass
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.secretARN})
	if err != nil {
		return fmt.Errorf("read the password of %s: check %s_SECRET_ARN and the task role's rights: %w", s.host, s.name, err)
	}
	var secret struct{ Username, Password string }
	// The cause would repeat parts of the secret.
	if json.Unmarshal([]byte(aws.ToString(out.SecretString)), &secret) != nil || secret.Username == "" || secret.Password == "" {
		return fmt.Errorf("the secret of %s_SECRET_ARN is no JSON object with username and password: name that of the database", s.name)
	}
	c.User, c.Password = secret.Username, secret.Password
	return nil
}
