package main

import (
	"bytes"
	"fmt"
	"net/http"
	"text/tabwriter"
	"time"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/problem"
)

// receiptKey is by month: what an accountant asks for.
func receiptKey(o Order) string {
	return "receipts/" + o.CreatedAt.Format("2006/01") + "/" + o.ID + ".txt"
}

// receipt is what was sold at which price, and nothing that changes afterwards.
func receipt(o Order) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Order %s\nof %s\n\n", o.ID, o.CreatedAt.Format(time.RFC1123))
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, l := range o.Lines {
		fmt.Fprintf(w, "%d\t%s\t%d\t%d\t\n", l.Quantity, l.SKU, *l.UnitPriceCents, *l.UnitPriceCents*int64(l.Quantity))
	}
	fmt.Fprintf(w, "\tTotal\t%s\t%d\t\n", o.Currency, *o.TotalCents)
	_ = w.Flush() // a buffer takes everything
	b.WriteString("\nAmounts are in the smallest unit of the currency.\n")
	return b.Bytes()
}

// showReceipt leads to the receipt. It is written when somebody asks for it first,
// and never again: no order waits for the bucket, and no receipt gets lost.
func (h *handlers) showReceipt(c *gin.Context) {
	if h.bucket == nil {
		problem.Write(c, problem.Missing, "this service keeps no receipts; name a bucket in BUCKET_RECEIPTS")
		return
	}
	o, ok := h.order(c)
	if !ok {
		return
	}
	if o.TotalCents == nil {
		problem.Write(c, problem.Conflict, fmt.Sprintf("order %q has no prices, and so no receipt; it was made without a catalog", o.ID))
		return
	}
	ctx := c.Request.Context()
	if _, err := h.bucket.once(ctx, receiptKey(o), "text/plain; charset=utf-8", receipt(o)); err != nil {
		h.fail(c, o.ID, err)
		return
	}
	address, err := h.bucket.address(ctx, receiptKey(o))
	if err != nil {
		h.fail(c, o.ID, err)
		return
	}
	// A signed address ends before a cache would forget it.
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusFound, address)
}
