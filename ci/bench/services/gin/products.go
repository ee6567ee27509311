package main

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"
)

// querier is what of the pool is used, so that a test needs no database.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

type product struct {
	ID         int32  `json:"id"`
	SKU        string `json:"sku"`
	Name       string `json:"name"`
	PriceCents int64  `json:"price_cents"`
	Currency   string `json:"currency"`
}

const selectProduct = "SELECT id, sku, name, price_cents, currency FROM products WHERE id = $1"

func getProduct(db querier) gin.HandlerFunc {
	return func(c *gin.Context) {
		id, err := strconv.ParseInt(c.Param("id"), 10, 32)
		if err != nil {
			c.JSON(http.StatusUnprocessableEntity, gin.H{"detail": "the id is no number"})
			return
		}
		var p product
		err = db.QueryRow(c.Request.Context(), selectProduct, int32(id)).Scan(&p.ID, &p.SKU, &p.Name, &p.PriceCents, &p.Currency)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			c.JSON(http.StatusNotFound, gin.H{"detail": "there is no such product"})
		case err != nil:
			c.JSON(http.StatusServiceUnavailable, gin.H{"detail": "the database does not answer"})
		default:
			c.JSON(http.StatusOK, p)
		}
	}
}
