package main

import (
	_ "embed"
	"net/http"

	"github.com/gin-gonic/gin"
)

// document describes every path below /orders. The tests hold the handlers to
// it, each answer of theirs.
//
//go:embed openapi.yaml
var document []byte

// openAPI serves the document. Its type is that of RFC 9512.
func openAPI(c *gin.Context) {
	c.Data(http.StatusOK, "application/yaml", document)
}
