// Package awserror reads what AWS answered where it refused or failed a call.
package awserror

import (
	"errors"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
)

// Code is the one that AWS answered with, empty where it did not answer.
func Code(err error) string {
	var answer smithy.APIError
	if !errors.As(err, &answer) {
		return ""
	}
	return answer.ErrorCode()
}

// Has reports whether AWS answered with one of these codes.
func Has(err error, codes ...string) bool {
	code := Code(err)
	return code != "" && slices.Contains(codes, code)
}

// Denied reports whether AWS refused a call because of who made it. EC2 has a word of its own for that.
func Denied(err error) bool {
	code := Code(err)
	return strings.HasPrefix(code, "AccessDenied") || strings.HasPrefix(code, "UnauthorizedOperation")
}
