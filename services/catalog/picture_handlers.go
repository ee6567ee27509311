package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/body"
	"slipway/services/internal/problem"
)

// pictureInput is what its caller says of a picture before it is sent.
type pictureInput struct {
	ContentType string `json:"content_type"`
	Bytes       *int64 `json:"bytes"`
}

func (in pictureInput) check() error {
	var errs []error
	if !slices.Contains(pictureTypes, in.ContentType) {
		errs = append(errs, fmt.Errorf("content_type is %q: use one of %s", in.ContentType, strings.Join(pictureTypes, ", ")))
	}
	if in.Bytes == nil {
		errs = append(errs, errors.New("bytes is missing: send the length of the picture"))
	} else if *in.Bytes < 1 || *in.Bytes > maxPictureBytes {
		errs = append(errs, fmt.Errorf("bytes is %d: use 1 to %d", *in.Bytes, maxPictureBytes))
	}
	return errors.Join(errs...)
}

// uploadPicture answers with the request that sends the picture. The product
// must be there: an object of none would stay for ever.
func (h *handlers) uploadPicture(c *gin.Context) {
	var in pictureInput
	if !body.Decode(c, &in) {
		return
	}
	if err := in.check(); err != nil {
		problem.Write(c, problem.Invalid, oneLine(err))
		return
	}
	p, ok := h.withPictures(c)
	if !ok {
		return
	}
	upload, err := h.pictures.upload(c.Request.Context(), p, in.ContentType, *in.Bytes)
	if err != nil {
		h.fail(c, p.SKU, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "picture upload signed", "sku", p.SKU, "bytes", *in.Bytes)
	// Whoever has the address may send the picture.
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, upload)
}

func (h *handlers) showPicture(c *gin.Context) {
	p, ok := h.withPictures(c)
	if !ok {
		return
	}
	address, err := h.pictures.address(c.Request.Context(), p)
	if err != nil {
		h.fail(c, p.SKU, err)
		return
	}
	// A signed address ends before a cache would forget it.
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusFound, address)
}

func (h *handlers) deletePicture(c *gin.Context) {
	p, ok := h.withPictures(c)
	if !ok {
		return
	}
	if err := h.pictures.remove(c.Request.Context(), p); err != nil {
		h.fail(c, p.SKU, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "picture deleted", "sku", p.SKU)
	c.Status(http.StatusNoContent)
}

// withPictures returns the product of the path. When it cannot, or there is no
// place for pictures, it has answered the request.
func (h *handlers) withPictures(c *gin.Context) (Product, bool) {
	if h.pictures == nil {
		problem.Write(c, problem.Missing, "this catalog keeps no pictures; name a bucket in BUCKET_PICTURES")
		return Product{}, false
	}
	return h.product(c)
}
