// The gin half of the comparison: the same two endpoints as services/fastapi, as a service of one's own would have them.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	size, err := strconv.Atoi(os.Getenv("POOL_SIZE"))
	if err != nil || size < 1 {
		return fmt.Errorf("POOL_SIZE is %q: write how many connections to the database there may be, such as 16", os.Getenv("POOL_SIZE"))
	}
	// Without a URL it is the database of PGHOST, PGUSER and the others, as for libpq.
	settings, err := pgxpool.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		return fmt.Errorf("read DATABASE_URL: %w", err)
	}
	settings.MaxConns = int32(size)
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	if err := pool.Ping(ctx); err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	server := &http.Server{Addr: "0.0.0.0:" + os.Getenv("PORT"), Handler: newRouter(pool), ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Shutdown(context.Background()) })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func newRouter(db querier) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(gin.Recovery()) // uvicorn runs without its access log, too
	r.GET("/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "ok"}) })
	r.POST("/offers", postOffers)
	r.GET("/products/:id", getProduct(db))
	return r
}
