package main

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/body"
	"slipway/services/internal/etag"
	"slipway/services/internal/problem"
	"slipway/services/internal/sku"
)

func (h *handlers) create(c *gin.Context) {
	var in productInput
	if !body.Decode(c, &in) {
		return
	}
	p, err := in.product(h.now())
	if err != nil {
		problem.Write(c, problem.Invalid, oneLine(err))
		return
	}
	if p, err = h.store.Create(c.Request.Context(), p); err != nil {
		h.fail(c, in.SKU, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "product created", "sku", p.SKU)
	c.Header("Location", "/"+service+"/products/"+p.SKU)
	etag.Set(c, p.Version)
	c.JSON(http.StatusCreated, p)
}

// update asks for the version that it replaces: two people who change a product
// at once would otherwise lose the work of one of them.
func (h *handlers) update(c *gin.Context) {
	match, err := etag.IfMatch(c)
	if err != nil {
		problem.Write(c, problem.Malformed, err.Error())
		return
	}
	if !match.Given {
		problem.Write(c, problem.PreconditionRequired,
			"If-Match is missing: send the ETag of the product that you read, or * to replace whatever is there")
		return
	}
	var in productInput
	if !body.Decode(c, &in) {
		return
	}
	id := c.Param("sku")
	// The body may leave out what the path says, and may not contradict it:
	// orders refer to a SKU, so it never changes.
	if in.SKU == "" {
		in.SKU = id
	}
	if in.SKU != id {
		problem.Write(c, problem.Invalid, fmt.Sprintf(
			"sku is %q in the body and %q in the path: a sku cannot change; delete the product and create another", in.SKU, id))
		return
	}
	p, err := in.product(h.now())
	if err != nil {
		problem.Write(c, problem.Invalid, oneLine(err))
		return
	}
	if p, err = h.store.Update(c.Request.Context(), p, match.Version); err != nil {
		h.fail(c, id, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "product updated", "sku", p.SKU)
	etag.Set(c, p.Version)
	c.JSON(http.StatusOK, p)
}

func (h *handlers) delete(c *gin.Context) {
	match, err := etag.IfMatch(c)
	if err != nil {
		problem.Write(c, problem.Malformed, err.Error())
		return
	}
	id := c.Param("sku")
	if sku.Check(id) != nil {
		h.fail(c, id, errNotFound)
		return
	}
	p, err := h.store.Delete(c.Request.Context(), id, match.Version)
	if err != nil {
		h.fail(c, id, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "product deleted", "sku", id)
	if h.pictures != nil {
		// The product is gone, whatever becomes of its picture, which nothing
		// leads to any more.
		if err := h.pictures.remove(c.Request.Context(), p); err != nil {
			h.log.WarnContext(c.Request.Context(), "a picture of a deleted product stays", "sku", id, "error", err)
		}
	}
	c.Status(http.StatusNoContent)
}
