package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
)

// database writes a row into the database that the environment names, and answers with all rows there are.
func database(w http.ResponseWriter, r *http.Request) {
	rows, err := write(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	fmt.Fprint(w, strings.Join(rows, ","))
}

func write(r *http.Request) ([]string, error) {
	config, err := pgx.ParseConfig("sslmode=disable")
	if err != nil {
		return nil, err
	}
	config.Host, config.Port, config.Database = os.Getenv("DATABASE_HOST"), 5432, os.Getenv("DATABASE_NAME")
	config.User, config.Password = os.Getenv("DATABASE_USER"), os.Getenv("DATABASE_PASSWORD")
	if given := r.FormValue("password"); given != "" {
		config.Password = given
	}
	if r.FormValue("plain") == "" {
		roots, err := authority()
		if err != nil {
			return nil, err
		}
		config.TLSConfig = &tls.Config{ServerName: config.Host, RootCAs: roots}
	}
	connection, err := pgx.ConnectConfig(r.Context(), config)
	if err != nil {
		return nil, err
	}
	defer connection.Close(r.Context())
	for _, statement := range []string{"CREATE TABLE IF NOT EXISTS rows (text text)", "INSERT INTO rows VALUES ('" + r.FormValue("row") + "')"} {
		if _, err := connection.Exec(r.Context(), statement); err != nil {
			return nil, err
		}
	}
	found, err := connection.Query(r.Context(), "SELECT text FROM rows ORDER BY text")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, pgx.RowTo[string])
}

// authority is the emulator's, which stands in for the one of RDS.
func authority() (*x509.CertPool, error) {
	answer, err := http.Get(os.Getenv("AWS_ENDPOINT_URL") + "/_slipway/ca.pem")
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, errors.New("the emulator has no authority")
	}
	return roots, nil
}
