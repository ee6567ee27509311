// Package sku holds the one rule that catalog and orders must agree on: what a
// stock keeping unit looks like.
package sku

import "fmt"

// maxLength fits in a URL, a label and a cursor.
const maxLength = 64

// Check returns an error that tells a caller what is wrong with s. A SKU
// stands in paths, so it holds no character that needs escaping there, and it
// begins with a letter or a digit so that it is never "." or "..".
func Check(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("sku is missing: send the stock keeping unit of the product")
	case len(s) > maxLength:
		return fmt.Errorf("sku has %d characters: use at most %d", len(s), maxLength)
	case !alphanumeric(s[0]):
		return fmt.Errorf("sku is %q: begin it with a letter or a digit", s)
	}
	for _, b := range []byte(s) {
		if !alphanumeric(b) && b != '-' && b != '_' && b != '.' {
			return fmt.Errorf("sku is %q: use letters, digits, '-', '_' and '.' only", s)
		}
	}
	return nil
}

func alphanumeric(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}
