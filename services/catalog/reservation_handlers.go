package main

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/body"
	"slipway/services/internal/problem"
)

// reserve may be sent again: it takes from the stock once for each id, whatever
// became of the first answer.
func (h *handlers) reserve(c *gin.Context) {
	var in reservationInput
	if !body.Decode(c, &in) {
		return
	}
	id := c.Param("id")
	if !isReservation(id) {
		problem.Write(c, problem.Invalid, "the reservation's id can't be: use up to 64 letters, digits, '-', '_' and '.', as that of the order")
		return
	}
	if err := in.check(); err != nil {
		problem.Write(c, problem.Invalid, oneLine(err))
		return
	}
	err := h.store.Reserve(c.Request.Context(), id, in.Lines)
	if short, ok := errors.AsType[*stockError](err); ok {
		kind := problem.OutOfStock
		if short.left == nil {
			kind = problem.Missing
		}
		problem.Write(c, kind, short.Error()+"; nothing was reserved: correct that line, or leave it out")
		return
	}
	if err != nil {
		h.fail(c, id, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "stock reserved", "reservation", id, "lines", len(in.Lines))
	c.JSON(http.StatusOK, in)
}

func (h *handlers) release(c *gin.Context) {
	id := c.Param("id")
	if isReservation(id) { // no other one is there
		if err := h.store.Release(c.Request.Context(), id); err != nil {
			h.fail(c, id, err)
			return
		}
		h.log.InfoContext(c.Request.Context(), "stock given back", "reservation", id)
	}
	c.Status(http.StatusNoContent)
}
